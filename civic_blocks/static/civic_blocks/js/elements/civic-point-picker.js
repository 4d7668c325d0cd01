/**
 * <civic-point-picker>: a map over inputs (address, latitude, longitude, shape) that work without it.
 * A point is placed by click, by touch, by keyboard in the middle of the map, by address or by the
 * device's position (lib/placing.js); where the editor allows it, a line or an area is drawn
 * (lib/shape-panel.js). What is under the middle of the map is told, as it is moved by keyboard.
 *
 * The map is loaded once somebody comes near, and what places a point once somebody comes to write.
 */
const NEAR = "300px";
// Shorter than this nobody waits, and nothing is said.
const QUIET = 400;

class CivicPointPicker extends HTMLElement {
  #lib;
  #near;
  #tools;
  #placing;
  #shown;
  #isKeyed = false;
  #again = () => this.view.hidden && this.#watch();

  connectedCallback() {
    if (!this.config) this.#prepare();
    this.#watch();
    addEventListener("online", this.#again);
  }

  disconnectedCallback() {
    removeEventListener("online", this.#again);
    this.#near.disconnect();
    this.#placing?.names.stop();
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
    this.modes = [...this.querySelectorAll(".civic-picker__modes button")];
    for (const button of this.modes) button.addEventListener("click", () => this.#with((placing) => placing.panel.switchTo(button.dataset.draw)));
    this.button("middle").addEventListener("click", () => this.#addMiddle());
    this.button("locate").addEventListener("click", () => this.#with((placing) => placing.locate()));
    this.button("locate").hidden = !navigator.geolocation;
    this.button("remove").addEventListener("click", () => this.#with((placing) => placing.point.remove()));
    this.canvas.tabIndex = 0; // Before the map makes it so: who goes by Tab faster than it loads would pass it by.
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("pointerenter", () => this.#with());
    (this.closest("form") ?? this).addEventListener("focusin", () => this.#with());
  }

  /** Far below the fold a map costs nothing. */
  #watch() {
    this.view.hidden = false;
    this.#near?.disconnect();
    const show = (entries) => entries.some((entry) => entry.isIntersecting) && this.#mount();
    this.#near = new IntersectionObserver(show, { rootMargin: NEAR });
    this.#near.observe(this.canvas);
  }

  async #mount() {
    this.#near.disconnect();
    try {
      this.#lib = await import("../lib/leaflet.js");
      this.L = await this.#lib.loadLeaflet();
    } catch {
      return this.#giveUp();
    }
    if (!this.isConnected || this.map) return;
    this.#drawMap();
    if (this.#tools || ["latitude", "longitude", "shape"].some((part) => this.input(part)?.value.trim())) this.#with();
  }

  #drawMap() {
    const { config } = this;
    this.map = this.#lib.createMap(this.L, this.canvas, {
      centre: config.center ?? [46.6, 2.4], zoom: config.zoom ?? 6,
      tileUrl: config.tile_url, tileAttribution: config.tile_attribution, texts: config.texts,
    });
    const perimeter = this.#lib.drawTerritory(this.L, this.map, { perimeter: config.perimeter });
    if (perimeter) this.map.fitBounds(perimeter.getBounds(), { animate: false });
    this.canvas.append(this.#lib.element("div", "civic-picker__cross"));
    this.map.on("click", ({ latlng }) => this.#with((placing) => placing.add(latlng)));
    this.map.on("moveend", () => this.#tellMiddle());
  }

  /** Brings what places a point, and does with it what was meant as soon as it is there. */
  async #with(act) {
    const waiting = act && setTimeout(() => this.say(this.config.texts.loading), QUIET);
    this.#tools ??= this.#load();
    const tools = await this.#tools.catch(() => this.#giveUp());
    clearTimeout(waiting);
    if (!tools || !this.map) return;
    this.#placing ??= new tools.Placing(this, tools);
    if (this.#shown !== this.map) this.#placing.show();
    this.#shown = this.map;
    this.view.hidden = false;
    act?.(this.#placing);
  }

  async #load() {
    const { places_url: places, shapes } = this.config;
    // All at once, not each as the one before names it.
    const modules = [import("../lib/placing.js"), import("../lib/point-tool.js"), import("../lib/geometry.js")];
    if (places) modules.push(import("../lib/address-search.js"));
    if (shapes?.length) modules.push(import("../lib/shape-panel.js"));
    return Object.assign({}, ...(await Promise.all(modules)));
  }

  /** Without its scripts the field is what it is without JavaScript; they are asked for again. */
  #giveUp() {
    this.#tools = undefined;
    const isHere = this.view.contains(document.activeElement);
    this.view.hidden = true;
    // Not to an input, where Enter, meant for the map, would send the form.
    if (isHere) this.querySelector("summary").focus();
  }

  #addMiddle() {
    const middle = this.map?.getCenter();
    if (middle) this.#with((placing) => placing.add(middle));
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
    const middle = this.map.getCenter();
    if (this.#isKeyed) this.#with(({ names }) => names.tell(middle, this.config.texts.middle));
    this.#isKeyed = false;
  }

  /** @param {{alarm?: boolean, heard?: string}} options heard: what the page shows elsewhere already */
  say(message, { alarm = false, heard = "" } = {}) {
    this.live.textContent = message;
    if (heard) this.live.append(this.#lib.element("span", "civic-sr-only", ` ${heard}`));
    this.live.classList.toggle("civic-picker__live--outside", alarm);
  }
}

customElements.get("civic-point-picker") ?? customElements.define("civic-point-picker", CivicPointPicker);
