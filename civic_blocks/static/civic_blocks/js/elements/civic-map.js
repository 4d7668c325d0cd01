/**
 * <civic-map>: draws the places that the list inside it names.
 * Reads its configuration from a JSON script; loads the pins of the visible part from the API, and
 * keeps those of the page where the API does not answer.
 *
 * Property `query`: filters of the pins API, as in an address; setting it loads anew. Property `view`:
 * {centre: [latitude, longitude], zoom, bbox: [west, south, east, north] or null}; setting it moves
 * there. Property `shows`: one of the configuration's `views`, the first where it is another. Events,
 * which bubble: `civic-map:moved` (detail: the view) after somebody moved the map, `civic-map:shown`
 * (detail: what it shows) after somebody chose it, `civic-map:loaded` (detail: the meta and features).
 */
const NEAR = "300px";
const PAPER = { width: 660, height: 620 }; // What A4 leaves between its margins, upright or lying, in CSS pixels.

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
  #shows;
  #wasOpen;

  connectedCallback() {
    this.config ??= JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.#query ??= this.config.query ?? "";
    // What was set before this module came.
    for (const name of ["query", "view", "shows"].filter((each) => Object.hasOwn(this, each))) {
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

  get shows() {
    const { views = [] } = this.config;
    return views.includes(this.#shows) ? this.#shows : (views[0] ?? "pins");
  }

  set shows(name) {
    const before = this.shows;
    this.#shows = name;
    if (this.#stage && this.shows !== before) this.#show(this.shows).catch(() => this.#stage?.status.fail());
  }

  async #mount(near) {
    near.disconnect();
    const files = [import("../lib/leaflet.js").then((base) => base.loadLeaflet()), import("../lib/map-stage.js")];
    const [L, stage] = await Promise.all(files).catch(() => []);
    // Without its scripts the map is the list beside it.
    if (!L) this.querySelector(".civic-map__view").hidden = true;
    if (!L || !this.isConnected || this.#stage) return;
    this.#stage = new stage.MapStage(L, this, this.config);
    addLayers(L, this.#stage.map, this.config);
    await this.#show(this.shows);
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

  /** Does what a button says; the map stays what it was where what that needs does not load. */
  #press(button) {
    const undo = async () => {
      if (button.dataset.show) await this.#show(this.shows);
      this.#stage?.status.fail();
    };
    if (this.#stage && button) this.#do(button).catch(undo);
  }

  async #do(button) {
    const { show, act } = button.dataset;
    if (show) {
      await this.#show(show);
      // Somebody chose another meanwhile.
      if (button.getAttribute("aria-pressed") === "false") return;
      this.#shows = show;
      this.dispatchEvent(new CustomEvent("civic-map:shown", { bubbles: true, detail: show }));
    }
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
