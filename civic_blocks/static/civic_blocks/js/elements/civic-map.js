/**
 * <civic-map>: draws the places that the list inside it names.
 * Reads its configuration from a JSON script; loads the pins of the visible part from the API, and
 * keeps those of the page where the API does not answer.
 *
 * Property `query`: filters of the pins API, as in an address; setting it loads anew. Property `view`:
 * {centre: [latitude, longitude], zoom, bbox: [west, south, east, north] or null}; setting it moves
 * there. Events, which bubble: `civic-map:moved` (detail: the view) after somebody moved the map,
 * `civic-map:loaded` (detail: the answer's meta, and its features).
 */
const NEAR = "300px";
// What A4 leaves between its margins, upright in width and lying in height, in CSS pixels.
const PAPER = { width: 660, height: 620 };

/** Adds what the editor laid over the map, and the choice of its ground: loaded only where there is any.
 * Not of lib/leaflet.js, which they import: files that name each other have no hashed names. */
function addLayers(L, map, config) {
  const texts = { ...config.texts, ...config.layerTexts };
  if (config.baseMaps?.length > 1) import("../lib/base-maps.js").then((more) => more.addBaseMaps(L, map, config.baseMaps, texts));
  if (config.layers?.length || config.lines) import("../lib/map-layers.js").then((more) => more.drawLayers(L, map, { ...config, texts }));
}

class CivicMap extends HTMLElement {
  #stage;
  #query;
  #leave;
  #full;
  #wasOpen;

  connectedCallback() {
    this.config ??= JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.#query ??= this.config.query ?? "";
    // What was set before this module came.
    for (const name of ["query", "view"].filter((each) => Object.hasOwn(this, each))) {
      const early = this[name];
      delete this[name];
      this[name] = early;
    }
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    this.querySelector(".civic-map__view").hidden = false;
    this.addEventListener("click", (event) => this.#press(event.target.closest("button")), { signal });
    addEventListener("beforeprint", () => this.#toPaper(), { signal });
    addEventListener("online", () => this.#stage?.status.isFailed && this.#stage.refresh(), { signal });
    // Far below the fold a map costs nothing.
    const near = new IntersectionObserver((entries) => entries.some((each) => each.isIntersecting) && this.#mount(near), { rootMargin: NEAR });
    near.observe(this.querySelector(".civic-map__canvas"));
    signal.addEventListener("abort", () => near.disconnect());
  }

  disconnectedCallback() {
    this.#leave.abort();
    this.#stage?.remove();
    this.#stage = undefined;
  }

  get query() {
    return this.#query ?? "";
  }

  set query(text) {
    this.#query = String(text ?? "").replace(/^\?/, "");
    this.#stage?.refresh({ anew: true });
  }

  get view() {
    const { centre, zoom } = this.config;
    return this.#stage?.view ?? { centre, zoom, bbox: null };
  }

  set view({ centre, zoom = this.view.zoom }) {
    if (this.#stage) this.#stage.moveTo(centre, zoom);
    else Object.assign(this.config, { centre, zoom, fit: false });
  }

  async #mount(near) {
    near.disconnect();
    let L;
    let MapStage;
    try {
      const [base, stage] = await Promise.all([import("../lib/leaflet.js"), import("../lib/map-stage.js")]);
      L = await base.loadLeaflet();
      ({ MapStage } = stage);
    } catch {
      // Without its scripts the map is the list beside it.
      this.querySelector(".civic-map__view").hidden = true;
      return;
    }
    if (!this.isConnected || this.#stage) return;
    this.#stage = new MapStage(L, this, this.config);
    addLayers(L, this.#stage.map, this.config);
    await this.#show(this.config.views?.[0] ?? "pins");
  }

  /** Shows pins, or shapes by their figures; marks its button, and brings its legend and its table. */
  async #show(name) {
    for (const button of this.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
    for (const legend of this.querySelectorAll("[data-legend]")) legend.hidden = legend.dataset.legend !== name;
    const table = this.querySelector(".civic-map__sectors");
    this.#wasOpen ??= table?.open;
    if (table) table.open = this.#wasOpen || name === "sectors";
    await this.#stage.show(name);
  }

  /** On paper is what is on the screen, no other part of it: as large as it is, or smaller. */
  #toPaper() {
    const canvas = this.querySelector(".civic-map__canvas");
    const { offsetWidth: width, offsetHeight: height } = canvas;
    canvas.toggleAttribute("data-on-paper", Boolean(this.#stage && width));
    const scale = Math.min(1, PAPER.width / width, PAPER.height / height);
    for (const [name, value] of Object.entries({ width: `${width}px`, height: `${height}px`, scale })) canvas.style.setProperty(`--civic-map-${name}`, value);
  }

  async #press(button) {
    if (!this.#stage || !button) return;
    try {
      await this.#do(button);
    } catch {
      // What it needs does not load: the map stays what it was.
      if (button.dataset.show) await this.#show(this.config.views?.[0] ?? "pins");
      this.#stage?.status.fail();
    }
  }

  async #do(button) {
    const { show, act } = button.dataset;
    if (show) await this.#show(show);
    if (act === "retry") {
      this.#stage.refresh({ anew: true });
      this.#stage.canvas.focus({ preventScroll: true });
    }
    if (act === "full") {
      const { fullScreen } = await import("../lib/map-full.js");
      this.#full ??= fullScreen(this.querySelector(".civic-map__panel"), button);
      await this.#full();
    }
  }
}

customElements.get("civic-map") ?? customElements.define("civic-map", CivicMap);
