/**
 * A line or an area, point by point: added by click, touch or keyboard in the middle of the map;
 * moved by pointer, or chosen with buttons and moved with the arrows.
 */
import { contains, readShape, soFar, writeShape } from "./geometry.js";
import { text } from "./leaflet.js";
import { ShapeDrawing } from "./shape-drawing.js";

const MOST = 500;
const STEP = 10;
const PAUSE = 500;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const LEAST = { line: { least: 2, words: "needsTwo" }, area: { least: 3, words: "needsThree" } };

export class ShapeTool {
  points = [];
  kind = "line";
  isFinished = false;
  chosen = -1;
  #drawing;
  #timer;

  /** @param {() => void} changed called after every change, for the buttons */
  constructor(picker, changed) {
    this.picker = picker;
    this.changed = changed;
    this.texts = picker.config.texts;
    this.#drawing = new ShapeDrawing(picker, (index, place) => {
      this.#put(index, place);
      this.#tell(this.texts.moved, { number: index + 1 });
    });
    for (const input of [picker.input("shape"), picker.input("shape_kind")]) {
      input.addEventListener("change", () => this.read({ tell: true }));
    }
  }

  /** Takes what the text says: sent before, or typed by hand. */
  read({ tell = false } = {}) {
    const found = readShape(this.picker.input("shape").value, this.picker.input("shape_kind").value);
    if (!found) return this.picker.say(this.texts.unreadable, { alarm: true });
    Object.assign(this, { points: found.points, kind: found.kind, isFinished: found.points.length > 1, chosen: -1 });
    this.#draw();
    if (this.points.length) this.picker.map.fitBounds(this.points, { maxZoom: 17, padding: [24, 24], animate: false });
    if (tell) this.#tell();
  }

  enter(kind) {
    Object.assign(this, { kind }).#keep();
  }

  /** Takes the drawing off the map and out of the form; its points stay for when it is meant after all. */
  leave() {
    this.picker.input("shape").value = "";
    this.#drawing.clear();
  }

  add({ lat, lng }) {
    if (this.isFinished) return this.#tell(this.texts.finished);
    if (this.points.length === MOST) return this.picker.say(text(this.texts.tooMany, { count: MOST }), { alarm: true });
    const place = this.picker.L.latLng(lat, lng).wrap();
    Object.assign(this, { points: [...this.points, { lat: place.lat, lng: place.lng }], chosen: -1 });
    this.#keep();
    this.#tell();
  }

  undo() {
    Object.assign(this, { points: this.points.slice(0, -1), isFinished: false, chosen: -1 });
    this.#keep();
    this.#tell();
  }

  restart() {
    Object.assign(this, { points: [], isFinished: false, chosen: -1 });
    this.#keep();
    this.picker.say(this.texts.cleared);
  }

  /** Ends the drawing, or goes on with it: what is drawn is kept either way. */
  finish() {
    const { least, words } = LEAST[this.kind];
    if (this.points.length < least) return this.picker.say(this.texts[words], { alarm: true });
    this.isFinished = !this.isFinished;
    this.changed();
    this.#tell(this.isFinished ? this.texts.finished : "{sofar}");
  }

  choose(step) {
    const { length } = this.points;
    if (!length) return;
    this.chosen = this.chosen < 0 ? (step > 0 ? 0 : length - 1) : (this.chosen + step + length) % length;
    this.#draw();
    this.picker.map.panInside(this.points[this.chosen], { padding: [30, 30], animate: false });
    this.picker.say(text(this.texts.selected, { number: this.chosen + 1, count: length }));
  }

  delete() {
    const number = this.chosen + 1;
    if (!number) return;
    this.points.splice(this.chosen, 1);
    this.chosen = Math.min(this.chosen, this.points.length - 1);
    this.#keep();
    this.#tell(this.texts.deleted, { number });
  }

  /** @returns {boolean} whether a key was meant for the chosen point */
  key({ key, shiftKey }) {
    if (this.chosen < 0) return false;
    if (ARROWS[key]) this.#move(ARROWS[key].map((way) => way * (shiftKey ? 1 : STEP)));
    else if (["Delete", "Backspace"].includes(key)) this.delete();
    else if (key !== "Escape") return false;
    else {
      this.chosen = -1;
      this.#draw();
      this.picker.say(this.texts.left);
    }
    return true;
  }

  #move(offset) {
    const { map } = this.picker;
    const moved = map.unproject(map.project(this.points[this.chosen]).add(offset));
    this.#put(this.chosen, moved);
    map.panInside(moved, { padding: [30, 30], animate: false });
    clearTimeout(this.#timer);
    this.#timer = setTimeout((number) => this.#tell(this.texts.moved, { number }), PAUSE, this.chosen + 1);
  }

  #put(index, { lat, lng }) {
    this.points[index] = { lat, lng };
    this.#keep();
  }

  /** Writes the drawing where the form is sent from, in the words a person would type. */
  #keep() {
    this.picker.input("shape").value = writeShape(this.points);
    this.picker.input("shape_kind").value = this.kind;
    this.#draw();
  }

  #tell(template = "{sofar}", values = {}) {
    const sentence = text(template, { ...values, sofar: soFar(this.kind, this.points, this.texts) });
    const outside = this.points.some(({ lat, lng }) => !contains(this.picker.config.perimeter, lng, lat));
    this.picker.say(outside ? `${sentence} ${this.texts.partOutside}` : sentence, { alarm: outside });
  }

  #draw() {
    this.#drawing.show(this.kind, this.points, this.chosen);
    this.changed();
  }
}
