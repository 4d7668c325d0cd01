/** The one line below a map that says how it stands: quiet, in words, never twice the same. */
import { text } from "./leaflet.js";

// Shorter than this nobody waits, and nothing is said.
const QUIET = 400;
// One tile that is missing is a hole; several in a row are a server that does not answer.
const LOST_TILES = 3;

export class MapStatus {
  #said = new Map();
  #timer;

  /**
   * @param {HTMLElement} root the element, with its canvas, its status line and its button to retry
   * @param {object} texts
   */
  constructor(root, texts) {
    this.texts = texts;
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

  /** Tells what a map shows; numbers that are hidden (null) are not told. */
  tell({ mapped, unmapped, in_view: inView, truncated }) {
    this.ready();
    this.say("failed", "");
    const counts = { mapped, unmapped, inView };
    const isTold = [mapped, unmapped].every(Number.isFinite);
    this.say("figures", isTold ? text(this.texts[Number.isFinite(inView) ? "figures" : "figuresOnly"], counts) : "");
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
