/** What stands around a map: the line that says how it is, quiet and in words; legends; buttons. */
import { text } from "./leaflet.js";

// Shorter than this nobody waits, and nothing is said.
const QUIET = 400;
// One tile that is missing is a hole; several in a row are a server that does not answer.
const LOST_TILES = 3;

export class MapStatus {
  #said = new Map();
  #timer;
  #wasOpen;

  /**
   * @param {HTMLElement} root the element, with its canvas, its status line and its button to retry
   * @param {object} texts
   */
  constructor(root, texts) {
    this.texts = texts;
    this.root = root;
    [this.line, this.canvas, this.retry] = ["status", "canvas", "retry"].map((part) => root.querySelector(`.civic-map__${part}`));
  }

  get isFailed() {
    return this.#said.has("failed");
  }

  /** Says something in its place among what is said; an empty text takes it back. */
  say(slot, words) {
    if (words) this.#said.set(slot, words);
    else this.#said.delete(slot);
    const line = ["loading", "failed", "tiles", "figures", "cut"].map((each) => this.#said.get(each)).filter(Boolean).join(" ");
    if (this.line.textContent !== line) this.line.textContent = line;
    this.retry?.toggleAttribute("hidden", !this.isFailed);
  }

  /** Marks the button of what is shown, and brings its legend and its table. */
  shows(name) {
    for (const button of this.root.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
    for (const legend of this.root.querySelectorAll("[data-legend]")) legend.hidden = legend.dataset.legend !== name;
    const table = this.root.querySelector(".civic-map__sectors");
    this.#wasOpen ??= table?.open;
    if (table) table.open = this.#wasOpen || name === "sectors";
  }

  wait() {
    this.canvas.setAttribute("aria-busy", "true");
    this.#timer ??= setTimeout(() => this.say("loading", this.texts.loading), QUIET);
  }

  ready() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.canvas.removeAttribute("aria-busy");
    this.say("loading", "");
  }

  fail() {
    this.ready();
    this.say("failed", this.texts.failed);
  }

  /** Tells what a map shows; numbers that are hidden (null) are not told, nor points that sectors stand for. */
  tell({ mapped, unmapped, in_view: inView, truncated, precision }) {
    this.ready();
    this.say("failed", "");
    const isTold = Number.isFinite(mapped) && precision !== "sector";
    const parts = isTold ? { mapped, unmapped: unmapped || null, inView } : {};
    const told = Object.entries(parts).filter(([, count]) => Number.isFinite(count));
    const sentence = told.map(([name, count]) => text(this.texts[name], { count })).join(", ");
    this.say("figures", sentence && `${sentence}.`);
    this.say("cut", truncated ? this.texts.truncated : "");
  }

  /** Says once that the ground does not load, and takes it back when it does. */
  watchTiles(map) {
    let lost = 0;
    const watch = ({ layer }) => {
      if (!layer.getTileUrl) return;
      layer.on("tileerror", () => ++lost === LOST_TILES && this.say("tiles", this.texts.noTiles));
      layer.on("tileload", () => {
        if (lost >= LOST_TILES) this.say("tiles", "");
        lost = 0;
      });
    };
    map.eachLayer((layer) => watch({ layer }));
    map.on("layeradd", watch);
  }
}

/** How many contributions those in view stand for. */
export function inside(bounds, features) {
  const isIn = ({ geometry: { coordinates } }) => bounds.contains([coordinates[1], coordinates[0]]);
  return features.filter(isIn).reduce((sum, { properties }) => sum + (properties.count ?? 1), 0);
}
