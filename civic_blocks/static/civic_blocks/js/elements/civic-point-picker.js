/**
 * <civic-point-picker>: a map over inputs (address, latitude, longitude, shape) that work without it.
 * A point is placed by click, by touch, by keyboard in the middle of the map, by address or by the
 * device's position (lib/point-tool.js); where the editor allows it, a line or an area is drawn
 * (lib/shape-panel.js). What is under the middle of the map is told, as it is moved by keyboard.
 */
const NEAR = "300px";

class CivicPointPicker extends HTMLElement {
  #lib;
  #near;
  #isKeyed = false;

  connectedCallback() {
    if (!this.config) this.#prepare();
    this.view.hidden = false;
    // Far below the fold a map costs nothing.
    const show = (entries) => entries.some((entry) => entry.isIntersecting) && this.#mount();
    this.#near = new IntersectionObserver(show, { rootMargin: NEAR });
    this.#near.observe(this.canvas);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    this.names?.stop();
    this.map?.remove();
    this.map = undefined;
  }

  #prepare() {
    this.config = JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.input = (part) => this.querySelector(`:is(input, textarea, select)[name$="_${part}"]`);
    this.button = (act) => this.querySelector(`[data-act=${act}]`);
    for (const part of ["view", "canvas", "live"]) this[part] = this.querySelector(`.civic-picker__${part}`);
    this.help = this.view.querySelector(".civic-field__help");
    this.middleText = this.button("middle").textContent;
    this.button("middle").addEventListener("click", () => this.#addMiddle());
    this.button("locate").addEventListener("click", () => this.#locate());
    this.button("locate").hidden = !navigator.geolocation;
    this.button("remove").addEventListener("click", () => this.point?.remove());
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  async #mount() {
    this.#near.disconnect();
    try {
      const modules = ["leaflet", "point-tool", "place-names", ...(this.config.places_url ? ["address-search"] : [])];
      const [lib, { PointTool }, { PlaceNames }, search] = await Promise.all(modules.map((name) => import(`../lib/${name}.js`)));
      const { ShapePanel } = this.config.shapes?.length ? await import("../lib/shape-panel.js") : {};
      this.L = await lib.loadLeaflet();
      this.#lib = lib;
      if (this.isConnected && !this.map) this.#drawMap({ PointTool, PlaceNames, ShapePanel });
      this.#suggest(search?.AddressSearch);
    } catch {
      // Without its scripts the field is what it is without JavaScript.
      this.view.hidden = true;
    }
  }

  #suggest(AddressSearch) {
    if (!AddressSearch || this.search) return;
    const { places_url: url, texts } = this.config;
    this.search = new AddressSearch(this.input("address"), {
      url, texts, say: (message) => this.say(message), choose: (place) => this.#found(place),
    });
  }

  #drawMap({ PointTool, PlaceNames, ShapePanel }) {
    const { config } = this;
    this.map = this.#lib.createMap(this.L, this.canvas, {
      centre: config.center ?? [46.6, 2.4], zoom: config.zoom ?? 6,
      tileUrl: config.tile_url, tileAttribution: config.tile_attribution, texts: config.texts,
    });
    const perimeter = this.#lib.drawTerritory(this.L, this.map, { perimeter: config.perimeter });
    if (perimeter) this.map.fitBounds(perimeter.getBounds(), { animate: false });
    this.canvas.append(this.#lib.element("div", "civic-picker__cross"));
    this.names ??= new PlaceNames({ url: config.reverse_url, perimeter: config.perimeter, texts: config.texts, say: (...said) => this.say(...said) });
    this.point ??= new PointTool(this);
    if (ShapePanel) this.panel ??= new ShapePanel(this);
    this.map.on("click", (event) => this.#add(event.latlng));
    this.map.on("moveend", () => this.#tellMiddle());
    this.panel?.start();
    if (this.#isPoint) this.point.show();
    else this.map.doubleClickZoom.disable();
  }

  get #isPoint() {
    return this.panel?.isPoint ?? true;
  }

  #add(latlng) {
    if (this.#isPoint) this.point.add(latlng);
    else this.panel.shape.add(latlng);
  }

  #addMiddle() {
    if (this.map) this.#add(this.map.getCenter());
  }

  #found({ latitude, longitude }) {
    const place = { lat: latitude, lng: longitude };
    if (this.#isPoint) this.point.found(place);
    else this.map.setView(place, 17);
  }

  #key(event) {
    if (event.target !== this.canvas) return;
    this.#isKeyed = event.key.startsWith("Arrow") || ["+", "-"].includes(event.key);
    if (!["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    this.#addMiddle();
  }

  /** Only to those who move the map by keyboard: others see where they are. */
  #tellMiddle() {
    if (this.#isKeyed) this.names.tell(this.map.getCenter(), this.config.texts.middle);
    this.#isKeyed = false;
  }

  #locate() {
    this.say(this.config.texts.locating);
    const found = ({ coords }) => {
      if (!this.map) return;
      if (this.#isPoint) this.point.located(coords);
      else this.map.setView([coords.latitude, coords.longitude], 17);
    };
    navigator.geolocation.getCurrentPosition(found, () => this.say(this.config.texts.noPosition), { enableHighAccuracy: true, timeout: 10000 });
  }

  /** @param {{alarm?: boolean, heard?: string}} options heard: what the page shows elsewhere already */
  say(message, { alarm = false, heard = "" } = {}) {
    this.live.textContent = message;
    if (heard) this.live.append(this.#lib.element("span", "civic-sr-only", ` ${heard}`));
    this.live.classList.toggle("civic-picker__live--outside", alarm);
  }
}

customElements.get("civic-point-picker") ?? customElements.define("civic-point-picker", CivicPointPicker);
