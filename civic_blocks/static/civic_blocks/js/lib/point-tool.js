/**
 * One point on the picker's map: placed by hand, by an address or by the device's position. One that
 * was placed by hand is never moved by an address; where both differ, the person is asked.
 */
import { degrees, metres } from "./geometry.js";
import { element, text } from "./leaflet.js";

const CLOSE = 17;
const SAME_PLACE = 25;
const VAGUE = 500;

export class PointTool {
  #marker;
  #circle;
  #byHand = false;
  #addressAt = null;
  #left = null;

  constructor(picker, names) {
    Object.assign(this, { picker, names });
    picker.input("address").addEventListener("input", () => this.#forgetAddress());
    for (const part of ["latitude", "longitude"]) picker.input(part).addEventListener("change", () => this.show());
    this.away = picker.querySelector(".civic-picker__away");
    this.away.append(element("p", "civic-picker__away-text", picker.config.texts.away));
    this.useAddress = this.#button("useAddress", () => this.#writeAddress());
    this.usePoint = this.#button("usePoint", () => this.add(this.#addressAt, { byHand: false }));
  }

  #button(name, act) {
    const button = element("button", "civic-button civic-button--ghost civic-picker__button", this.picker.config.texts[name]);
    button.type = "button";
    button.addEventListener("click", act);
    this.away.append(button);
    return button;
  }

  /** Where the inputs say the point is; null where they say nothing. */
  get place() {
    const [lat, lng] = ["latitude", "longitude"].map((part) => degrees(this.picker.input(part).value));
    return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null;
  }

  /** Shows what the inputs say, where they were filled in by the server or by hand. */
  show() {
    const { place, picker } = this;
    this.#byHand = Boolean(place);
    this.#draw(place);
    if (place) picker.map.setView(place, Math.max(picker.map.getZoom(), 14), { animate: false });
  }

  /** Takes the point off the map and out of the inputs. */
  clear() {
    for (const part of ["latitude", "longitude", "provenance"]) this.picker.input(part).value = "";
    this.#byHand = false;
    this.away.hidden = true;
    this.#draw(null);
  }

  /** A line or an area is drawn instead: the point comes back if that was not meant. */
  leave() {
    this.#left = this.place;
    this.clear();
  }

  enter() {
    if (this.#left && !this.place) this.add(this.#left, { quiet: true });
    this.show();
  }

  add({ lat, lng }, { byHand = true, provenance = "", quiet = false } = {}) {
    const { picker } = this;
    const place = picker.L.latLng(lat, lng).wrap();
    picker.input("latitude").value = place.lat.toFixed(6);
    picker.input("longitude").value = place.lng.toFixed(6);
    picker.input("provenance").value = provenance;
    this.#byHand = byHand;
    this.#draw(place);
    const isAway = this.#askAboutAddress(place);
    const { texts } = picker.config;
    if (!quiet) this.names.tell(place, texts.placed, { heard: isAway ? texts.away : "" });
  }

  remove() {
    this.clear();
    this.picker.canvas.focus({ preventScroll: true });
    this.names.stop();
    this.picker.say(this.picker.config.texts.removed);
  }

  /** An address was chosen: the point goes there, unless somebody has put it elsewhere. */
  found(place) {
    this.#addressAt = place;
    this.picker.map.setView(place, CLOSE);
    if (!this.#byHand) return this.add(place, { byHand: false });
    this.names.stop();
    this.#askAboutAddress(this.place);
    this.picker.say(this.picker.config.texts.kept);
  }

  located({ latitude: lat, longitude: lng, accuracy }) {
    const { picker } = this;
    this.names.stop();
    this.add({ lat, lng }, { provenance: "device", quiet: true });
    this.#circle = picker.L.circle({ lat, lng }, { radius: accuracy, className: "civic-picker__accuracy", interactive: false }).addTo(picker.map);
    picker.map.fitBounds(this.#circle.getBounds(), { maxZoom: CLOSE, animate: false });
    const { texts } = picker.config;
    const sentence = text(texts[accuracy > VAGUE ? "vague" : "located"], { accuracy: Math.round(accuracy) });
    const heard = this.away.hidden ? "" : texts.away;
    this.names.tell({ lat, lng }, `${sentence} {Place}.`, { heard, alarm: accuracy > VAGUE });
  }

  #draw(place) {
    const { L, map } = this.picker;
    this.picker.button("remove").hidden = !place;
    this.#marker?.remove();
    this.#circle?.remove();
    this.#marker = this.#circle = undefined;
    if (!place) return;
    const icon = L.divIcon({ className: "civic-map__pin civic-picker__pin", iconSize: [28, 36], iconAnchor: [14, 36] });
    this.#marker = L.marker(place, { icon, keyboard: false, draggable: true, autoPan: true }).addTo(map);
    this.#marker.on("dragend", () => this.add(this.#marker.getLatLng()));
  }

  /** Tells whether point and chosen address differ, and then asks which of them is meant. */
  #askAboutAddress(place) {
    const written = this.picker.input("address").value.trim();
    const isAway = Boolean(written && this.#addressAt && metres(this.#addressAt, place) > SAME_PLACE);
    this.away.hidden = !isAway;
    this.useAddress.hidden = !this.picker.config.reverse_url;
    return isAway;
  }

  #forgetAddress() {
    this.#addressAt = null;
    this.away.hidden = true;
  }

  async #writeAddress() {
    const { picker, place } = this;
    const { texts } = picker.config;
    this.names.stop();
    const found = await this.names.address(place);
    if (!found) return picker.say(texts.noAddress);
    picker.input("address").value = found.label;
    this.#addressAt = place;
    this.away.hidden = true;
    picker.input("address").focus({ preventScroll: true });
    picker.say(text(texts.written, { label: found.label }));
  }
}
