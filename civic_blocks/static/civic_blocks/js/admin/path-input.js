/**
 * Draws a line or an area on a map. The text box, one "latitude, longitude" a line, is the input: what
 * is done on the map is written there, and what is written there is drawn.
 */
(() => {
  "use strict";

  const { BoundText, create, element, fit, register, text, territory } = window.civicMap;
  const PLACE = /^\s*([-−]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([-−]?\d{1,3}(?:\.\d+)?)\s*$/;
  const number = (written) => Number(written.replace("−", "-"));

  class PathInput extends BoundText {
    constructor(input, options) {
      super(input);
      this.texts = options.texts;
      this.points = [];
      this.chosen = -1;
      this.build();
      this.map = create(this.canvas, options);
      territory(this.map);
      this.layer = L.layerGroup().addTo(this.map);
      this.map.on("click", ({ latlng }) => this.insert(this.points.length, latlng.wrap()));
      input.addEventListener("input", () => this.typing || this.show());
      // The kind of shape is chosen beside it.
      const siblings = input.id.split("-").slice(0, -1).join("-");
      this.kind = document.getElementById(`${siblings}-kind`);
      this.kind?.addEventListener("change", () => this.draw());
      this.show({ move: true });
    }

    build() {
      const { texts } = this;
      this.canvas = element("div", "civic-admin-map");
      this.canvas.setAttribute("role", "group");
      this.canvas.setAttribute("aria-label", texts.map);
      const buttons = element("p", "civic-admin-map__buttons");
      const add = (words, act) => {
        const button = element("button", "button button-small button-secondary", words);
        button.type = "button";
        button.addEventListener("click", act);
        buttons.append(button);
        return button;
      };
      this.undo = add(texts.undo, () => this.remove(this.points.length - 1));
      this.removeChosen = add(texts.remove, () => this.remove(this.chosen));
      this.clear = add(texts.clear, () => this.store([]));
      this.status = element("p", "help civic-admin-map__status");
      this.status.setAttribute("role", "status");
      const help = element("p", "help", texts.help);
      help.id = `${this.input.id}-map-help`;
      this.input.setAttribute("aria-describedby", [this.input.getAttribute("aria-describedby"), help.id].filter(Boolean).join(" "));
      this.input.after(help, this.canvas, buttons, this.status);
    }

    insert(index, point) {
      this.chosen = index;
      this.store(this.points.toSpliced(index, 0, point));
    }

    remove(index) {
      if (index < 0) return;
      this.chosen = -1;
      this.store(this.points.toSpliced(index, 1));
      // Its button is disabled now: focus stays where drawing goes on.
      if (document.activeElement === document.body) this.input.focus();
    }

    store(points) {
      this.points = points;
      this.typing = true;
      this.write(points.map(({ lat, lng }) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`).join("\n"));
      this.typing = false;
      this.setInvalid(false);
      this.draw();
    }

    /** Reads the text; draws the lines that are places, and says which one is none. */
    show({ move = false } = {}) {
      const lines = this.input.value.split("\n");
      const read = lines.map((line) => PLACE.exec(line)?.slice(1).map(number)).map((pair) => pair && Math.abs(pair[0]) <= 90 && Math.abs(pair[1]) <= 180 && L.latLng(pair));
      const wrong = lines.findIndex((line, index) => line.trim() && !read[index]);
      this.points = read.filter(Boolean);
      this.chosen = -1;
      this.draw();
      this.setInvalid(wrong >= 0);
      if (wrong >= 0) this.status.textContent = text(this.texts.unreadable, { line: wrong + 1 });
      if (this.points.length) {
        const bounds = L.latLngBounds(this.points);
        if (move || !this.map.getBounds().contains(bounds)) fit(this.map, bounds);
      }
    }

    draw() {
      const { points } = this;
      this.layer.clearLayers();
      const isArea = this.kind?.value === "area";
      const shape = isArea ? L.polygon : L.polyline;
      if (points.length > 1) {
        shape(points, { className: `civic-admin-map__shape${isArea ? " civic-admin-map__shape--area" : ""}`, bubblingMouseEvents: false })
          .on("click", ({ latlng }) => this.insert(this.nearest(latlng), latlng.wrap()))
          .addTo(this.layer);
      }
      points.forEach((point, index) => this.handle(point, index).addTo(this.layer));
      this.undo.disabled = this.clear.disabled = !points.length;
      this.removeChosen.disabled = this.chosen < 0;
      this.status.textContent = points.length ? text(this.texts.count, { count: points.length }) : "";
    }

    handle(point, index) {
      const chosen = index === this.chosen ? " civic-admin-map__handle--chosen" : "";
      const icon = L.divIcon({ className: `civic-admin-map__handle${chosen}`, iconSize: [18, 18] });
      const choose = () => ((this.chosen = index), this.draw());
      return L.marker(point, { icon, draggable: true, keyboard: false })
        .on("click", choose)
        .on("dragend", ({ target }) => {
          this.chosen = index;
          this.store(this.points.with(index, target.getLatLng().wrap()));
        });
    }

    /** Returns where a point of the line goes: after the start of the side that is nearest. */
    nearest(place) {
      const at = (point) => this.map.latLngToLayerPoint(point);
      const ring = this.kind?.value === "area" ? [...this.points, this.points[0]] : this.points;
      const away = ring.slice(1).map((end, index) => L.LineUtil.pointToSegmentDistance(at(place), at(ring[index]), at(end)));
      return away.indexOf(Math.min(...away)) + 1;
    }
  }

  register("civic_blocks.PathInput", PathInput);
})();
