/** What the pins API answers: asked for once, for whole tiles, never for an old view; and told in words. */
import { boxOf, cellOf, EDGE, levelOf, text } from "./leaflet.js";

const PATIENCE = 20_000;
const SLACK = 2e-6;
const WORLD = 1e9;
// Shorter than this nobody waits, and nothing is said.
const QUIET = 400;

/** A box extended to whole cells of a level: neighbours ask for the same, and a cache answers. */
function aligned([west, south, east, north], level) {
  const last = 2 ** level - 1;
  const [left, top] = cellOf([west, north], level);
  const [right, bottom] = cellOf([east, south], level);
  const [first, final] = [boxOf([left, Math.max(0, top)], level), boxOf([right, Math.min(last, bottom)], level)];
  return [first[0], final[1], final[2], first[3]];
}

/** A longitude between -180 and 180 degrees, however often the world was walked around. */
const wrapped = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

/** The same box as the API reads it, a hair within its cells; west > east across the antimeridian. */
function parameter([west, south, east, north]) {
  const whole = east - west >= 360;
  const sides = whole ? [-180, 180] : [wrapped(west + SLACK), wrapped(east - SLACK)];
  return [sides[0], south + SLACK, sides[1], north - SLACK].map((degrees) => degrees.toFixed(6)).join(",");
}

const within = (inner, outer) =>
  inner[0] >= outer[0] - SLACK && inner[1] >= Math.max(outer[1], -EDGE) - SLACK && inner[2] <= outer[2] + SLACK && inner[3] <= Math.min(outer[3], EDGE) + SLACK;
const onWorld = ([west, south, east, north]) => [west, Math.max(south, -EDGE), east, Math.min(north, EDGE)];

export class PinSource {
  #request;
  #held;

  /** @param {string} url of the pins API, with the campaign's parameter */
  constructor(url) {
    this.url = url;
  }

  /** Forgets what was answered, and what is asked. */
  forget() {
    this.#request?.abort();
    this.#held = undefined;
  }

  /**
   * @param {{bbox: number[], zoom: number, query: string, fine: boolean}} view bbox as [west, south, east, north]; `fine`: smaller cells, for shades
   * @returns {Promise<object|null>} the answer, or null where what was answered last still holds
   * @throws {DOMException} "AbortError" where a later view was asked for meanwhile
   */
  async load({ bbox, zoom, query, fine = false }) {
    const asked = fine ? zoom + 1 : zoom;
    const seen = onWorld(bbox);
    const level = levelOf(asked);
    const held = this.#held;
    if (held && held.query === query && held.level === level && within(seen, held.box)) {
      this.#request?.abort();
      return null;
    }
    const wanted = aligned(seen, fine ? zoom + 2 : zoom);
    const address = this.#address(wanted, asked, query);
    if (held?.address === address) return null;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const late = setTimeout(() => request.abort(new DOMException("", "TimeoutError")), PATIENCE);
    try {
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      request.signal.throwIfAborted();
      this.#held = { address, query, level, box: answer.meta?.truncated ? [0, 0, 0, 0] : covered(answer.bbox, wanted) };
      return answer;
    } finally {
      clearTimeout(late);
    }
  }

  #address(box, zoom, query) {
    const url = new URL(this.url, location.href);
    for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
    url.searchParams.set("bbox", parameter(box));
    url.searchParams.set("zoom", zoom);
    return url.href;
  }
}

/** The box that an answer holds for: as it tells, where that is no less than was asked for. */
function covered(told, [west, south, east, north]) {
  if (east - west >= 360) return [-WORLD, -EDGE, WORLD, EDGE];
  const isMore = told?.length === 4 && within([west, south, east, north], told.map((degrees, side) => degrees + (side < 2 ? -SLACK : SLACK)));
  return isMore ? told : [west, south, east, north];
}

/** How a map stands, in the line above it: quiet, and in words. */
export class MapStatus {
  #said = new Map();
  #timer;

  /** @param {HTMLElement} root the element, with its canvas, its status line and its button to retry */
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

  /** Tells what a map shows; numbers that are hidden (null) are not told, nor points that sectors stand for. */
  tell({ mapped, unmapped, truncated, precision }, { count: inView, isAbout }) {
    this.ready();
    this.say("failed", "");
    const isTold = Number.isFinite(mapped) && precision !== "sector";
    const parts = isTold ? { mapped, unmapped: unmapped || null, [isAbout || truncated ? "about" : "inView"]: inView } : {};
    const told = Object.entries(parts).filter(([, count]) => Number.isFinite(count));
    const sentence = told.map(([name, count]) => text(this.texts[name], { count })).join(", ");
    this.say("figures", sentence && `${sentence}.`);
    this.say("cut", truncated ? this.texts.truncated : "");
  }
}
