/**
 * <civic-territory-map>: shows in the editor what a box of GeoJSON holds, with the other box of the
 * same form (perimeter or sectors) beneath it.
 */
(() => {
  "use strict";

  const { create, element, fit } = window.civicMap;
  const PAUSE = 400;

  class TerritoryMap extends HTMLElement {
    connectedCallback() {
      const { dataset } = this;
      this.input = document.getElementById(dataset.for);
      if (!this.input || this.canvas) return;
      const { form } = this.input;
      this.boxes = ["perimeter", "sectors"].map((name) => form?.elements[this.input.name.replace(/perimeter$|sectors$/, name)]);
      this.canvas = element("div", "civic-admin-map");
      this.canvas.setAttribute("role", "group");
      this.canvas.setAttribute("aria-label", dataset.label);
      this.status = element("p", "help civic-admin-map__status");
      this.status.setAttribute("role", "status");
      this.append(this.canvas, this.status);
      this.map = create(this.canvas, {
        centre: dataset.centre.split(",").map(Number),
        zoom: Number(dataset.zoom),
        tileUrl: dataset.tileUrl,
        tileAttribution: dataset.tileAttribution,
        texts: { zoomIn: dataset.zoomIn, zoomOut: dataset.zoomOut },
      });
      this.layers = L.featureGroup().addTo(this.map);
      for (const box of this.boxes) box?.addEventListener("input", () => this.#soon());
      this.show();
    }

    #soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show(), PAUSE);
    }

    show() {
      this.layers.clearLayers();
      const own = this.input.value.trim();
      // Without anything of its own a second map would only repeat the first.
      this.canvas.hidden = !own;
      this.status.textContent = own && !this.#read(this.input) ? this.dataset.unread : "";
      const [perimeter, sectors] = this.boxes.map((box) => this.#read(box));
      this.#draw(sectors, "civic-admin-map__sector");
      this.#draw(perimeter, "civic-admin-map__perimeter");
      fit(this.map, this.layers.getBounds());
    }

    #draw(shape, className) {
      if (!shape) return;
      const name = ({ properties }, layer) =>
        properties?.name && layer.bindTooltip(element("span", "", properties.name), { className: "civic-admin-map__name", sticky: true });
      try {
        L.geoJSON(shape, { style: { className }, onEachFeature: name, filter: (each) => (each.geometry ?? each).type.includes("Polygon") }).addTo(this.layers);
      } catch {
        // Not what it says it is: the server explains when the page is saved.
        this.status.textContent = this.dataset.unread;
      }
    }

    #read(box) {
      try {
        const data = JSON.parse(box?.value ?? "");
        return typeof data?.type === "string" ? data : null;
      } catch {
        return null;
      }
    }
  }

  customElements.get("civic-territory-map") ?? customElements.define("civic-territory-map", TerritoryMap);
})();
