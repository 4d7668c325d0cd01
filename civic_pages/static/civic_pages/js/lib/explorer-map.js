/** The map of a <civic-explorer>: its view in the address, its filters, and the list that follows it. */
const MOVING = 300;
const geography = () => import("./map-address.js");

export class MapSide {
  #pointed;

  /** @param {HTMLElement} host the <civic-explorer> */
  constructor(host) {
    Object.assign(this, { host, map: host.map, canvas: host.querySelector(".civic-map__canvas"), follow: host.querySelector("[data-part=follow]") });
    host.addEventListener("civic-map:loaded", () => this.#point());
    for (const name of ["pointerover", "focusin"]) host.addEventListener(name, ({ target }) => this.#point(target.closest("[data-part=results] li[id]")?.id));
    this.look();
  }

  /** Shows the list or the map, where there is no room for both. */
  turn(side) {
    this.host.dataset.side = side;
    for (const button of this.host.querySelectorAll("button[data-side]")) button.setAttribute("aria-pressed", String(button.dataset.side === side));
    this.host.querySelector(".civic-explorer__switch").scrollIntoView();
  }

  /** Another list is there, of another copy of the page: the map shows the same. */
  listed(page) {
    const { query, bbox } = this.host.results.dataset;
    this.follow.checked = Boolean(bbox);
    if (this.map.query === query) return;
    this.#recount(page);
    this.map.query = query;
  }

  /** Takes over what another copy of the page counts by sector, with its legend and its table. */
  #recount(page) {
    const { sectors, totals } = JSON.parse(page.getElementById(this.map.dataset.config).textContent);
    Object.assign(this.map.config, { sectors, totals });
    for (const part of ["[data-legend=sectors] ul", ".civic-map__sectors tbody"]) {
      this.map.querySelector(part)?.replaceChildren(...(page.querySelector(`civic-map ${part}`)?.children ?? []));
    }
  }

  /** Goes where the address says, and where `isBack`, back to where the map began. */
  async look({ isBack = false } = {}) {
    const { viewOf } = await geography();
    const show = new URL(location.href).searchParams.get("show");
    // Somebody may have chosen before this came: only an address that says so changes that.
    if (show || isBack) this.map.shows = show;
    const view = viewOf(new URL(location.href), this.canvas.getBoundingClientRect()) ?? (isBack ? this.host.home : null);
    if (view) this.map.view = view;
  }

  /** Goes to the place of a contribution; the way back leads to where its link was. */
  async showPlace(place) {
    history.replaceState({ top: scrollY }, "");
    history.pushState(null, "", (await this.#with({ map: place })).href);
    this.turn("map");
    await this.look();
    if (!this.canvas.hasAttribute("tabindex")) this.canvas.tabIndex = -1;
    this.canvas.focus({ preventScroll: true });
    this.canvas.scrollIntoView({ block: "nearest" });
  }

  /** The present address with other parameters; without those that are null. */
  async #with(parameters, address = location.href) {
    const { readable } = await geography();
    const url = new URL(address);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return readable(url);
  }

  /** Somebody moved the map: its view goes into the address, and where the list follows, its box. */
  async moved(view) {
    const { boxText, viewText } = await geography();
    const box = this.follow.checked ? { bbox: boxText(view.bbox), page: null } : {};
    history.replaceState(history.state, "", await this.#with({ map: viewText(view), ...box }));
    if (this.follow.checked) this.host.later(MOVING, () => this.host.go(this.host.address, { how: "replaceState", isFromForm: true }));
  }

  /** Somebody chose what the map shows: that goes into the address, unless it is what it shows first. */
  async shown(name) {
    const isFirst = name === this.map.config.views[0];
    history.replaceState(history.state, "", await this.#with({ show: isFirst ? null : name }));
  }

  /** Somebody said whether the list follows the map. */
  async followed() {
    const { boxText } = await geography();
    const box = this.map.view?.bbox;
    const bbox = this.follow.checked && box ? boxText(box) : null;
    this.host.go((await this.#with({ bbox }, this.host.address)).href);
  }

  /** Marks the pin of the card that somebody is on. */
  #point(reference = this.#pointed) {
    this.#pointed = reference;
    for (const node of this.map.querySelectorAll(".civic-explorer__here")) node.classList.remove("civic-explorer__here");
    if (reference) this.map.querySelector(`[data-place$="${CSS.escape(` ${reference}`)}"]`)?.classList.add("civic-explorer__here");
  }
}
