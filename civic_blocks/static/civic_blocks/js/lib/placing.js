/** What a <civic-point-picker> does once somebody comes to place something; and what is there, in words. */
import { contains } from "./geometry.js";
import { number, text } from "./leaflet.js";
import { PointTool } from "./point-tool.js";

const PAUSE = 500;
const PATIENCE = 3000;
const CLOSE = 17;

/** By click, by keyboard, by address or by the device's position: a point, or a shape where one is drawn. */
export class Placing {
  /** @param {{AddressSearch?: object, ShapePanel?: object}} more what not every picker has */
  constructor(picker, { AddressSearch, ShapePanel }) {
    const { places_url: places, reverse_url: reverse, perimeter, texts } = picker.config;
    const say = (...said) => picker.say(...said);
    this.picker = picker;
    this.names = new PlaceNames({ url: reverse, perimeter, texts, say });
    this.point = new PointTool(picker, this.names);
    if (ShapePanel) this.panel = new ShapePanel(picker, this);
    if (AddressSearch) new AddressSearch(picker.input("address"), { url: places, texts, say, choose: (place) => this.#found(place) });
  }

  get #isPoint() {
    return this.panel?.isPoint ?? true;
  }

  /** Shows what the inputs say on a map that was just drawn. */
  show() {
    this.panel?.start();
    if (this.#isPoint) this.point.show();
    else this.picker.map.doubleClickZoom.disable();
  }

  add(latlng) {
    if (this.#isPoint) this.point.add(latlng);
    else this.panel.shape.add(latlng);
  }

  #found({ latitude, longitude }) {
    const place = { lat: latitude, lng: longitude };
    if (this.#isPoint) this.point.found(place);
    else this.picker.map.setView(place, CLOSE);
  }

  get #placed() {
    return ["latitude", "longitude", "shape"].map((part) => this.picker.input(part)?.value).join(" ");
  }

  locate() {
    const { picker } = this;
    const before = this.#placed;
    picker.say(picker.config.texts.locating);
    const found = ({ coords }) => {
      // What was placed while the device looked for itself stays where it is.
      if (!picker.map || this.#placed !== before) return;
      if (this.#isPoint) this.point.located(coords);
      else picker.map.setView([coords.latitude, coords.longitude], CLOSE);
    };
    navigator.geolocation.getCurrentPosition(found, () => picker.say(picker.config.texts.noPosition), { enableHighAccuracy: true, timeout: 10000 });
  }
}

/** What is at a point, in words: its address where the server knows it, else its coordinates. */
class PlaceNames {
  #timer;
  #request;
  #box;

  /** @param {{url: string, perimeter: object, texts: object, say: (message: string, options?: object) => void}} options */
  constructor({ url, perimeter, texts, say }) {
    Object.assign(this, { url, perimeter, texts, say });
    const positions = (perimeter?.coordinates ?? []).flat(perimeter?.type === "Polygon" ? 1 : 2);
    const [lngs, lats] = [0, 1].map((axis) => positions.map((position) => position[axis]));
    this.#box = positions.length ? { w: Math.min(...lngs), e: Math.max(...lngs), s: Math.min(...lats), n: Math.max(...lats) } : null;
  }

  /**
   * Says a sentence about a point, once nothing has moved for a moment.
   * @param {string} template with {place}, or {Place} where a sentence begins with it
   * @param {{heard?: string, hint?: boolean}} options hint: whether it is inside the perimeter
   */
  tell(latlng, template, { heard = "", hint = true, alarm = false } = {}) {
    this.stop();
    this.#timer = setTimeout(async () => {
      const request = new AbortController();
      this.#request = request;
      const found = await this.#asked(latlng, request);
      if (request.signal.aborted && request.signal.reason !== "late") return;
      const inside = contains(this.perimeter, latlng.lng, latlng.lat);
      const where = hint && this.perimeter ? this.texts[inside ? "inside" : "outside"] : "";
      const place = found?.label ?? this.coordinates(latlng);
      const sentence = text(template, { place, Place: place.charAt(0).toLocaleUpperCase() + place.slice(1) });
      this.say(`${sentence} ${where}`, { heard, alarm: alarm || (hint && !inside) });
    }, PAUSE);
  }

  /** Says nothing of what was to be said: something newer is. */
  stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  coordinates({ lat, lng }) {
    return text(this.texts.coordinates, { latitude: number(lat, 5), longitude: number(lng, 5) });
  }

  /** @returns {Promise<{label: string, street: string} | null>} null where none is known, or nobody answers */
  address(latlng) {
    return this.#asked(latlng, new AbortController());
  }

  async #asked({ lat, lng }, request) {
    const box = this.#box;
    const isFar = box && (lat < box.s || lat > box.n || lng < box.w || lng > box.e);
    if (!this.url || isFar) return null;
    const late = setTimeout(() => request.abort("late"), PATIENCE);
    try {
      const url = new URL(this.url, location.href);
      url.searchParams.set("lat", lat.toFixed(5));
      url.searchParams.set("lon", lng.toFixed(5));
      const response = await fetch(url, { signal: request.signal });
      return response.ok ? ((await response.json()).results[0] ?? null) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(late);
    }
  }
}
