/** The choice between a point, a line and an area, and the buttons that draw the last two. */
import { element } from "./leaflet.js";
import { ShapeTool } from "./shape-tool.js";

const ACTS = ["undo", "finish", "restart", "previous", "next", "delete"];

export class ShapePanel {
  mode = "point";

  /** @param {{point: object, names: object}} placing what else places something on this map */
  constructor(picker, placing) {
    Object.assign(this, { picker, placing });
    this.texts = picker.config.texts;
    this.shape = new ShapeTool(picker, () => this.#update());
    this.tools = element("div", "civic-picker__buttons civic-picker__tools");
    this.tools.setAttribute("role", "group");
    this.buttons = Object.fromEntries(ACTS.map((act) => [act, this.#button(act)]));
    picker.live.before(this.tools);
    picker.view.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  #button(act) {
    const button = element("button", "civic-button civic-button--ghost civic-picker__button", this.texts[act]);
    button.type = "button";
    button.dataset.draw = act;
    button.addEventListener("click", () => this.#act(act));
    return this.tools.appendChild(button);
  }

  /** Shows what was sent, or nothing yet. */
  start() {
    const { shape } = this;
    if (this.picker.input("shape").value.trim()) {
      shape.read();
      this.mode = shape.kind;
    }
    this.#update();
  }

  get isPoint() {
    return this.mode === "point";
  }

  switchTo(mode) {
    if (mode === this.mode) return;
    const { picker, placing, shape } = this;
    placing.names.stop();
    if (this.isPoint) placing.point.leave();
    this.mode = mode;
    if (mode === "point") {
      shape.leave();
      placing.point.enter();
    } else shape.enter(mode);
    picker.say("");
    this.#update();
  }

  #act(act) {
    const { shape } = this;
    if (act === "previous" || act === "next") shape.choose(act === "next" ? 1 : -1);
    else shape[act]();
  }

  #key(event) {
    if (this.isPoint || !this.shape.key(event)) return;
    // Not for Leaflet, which would move the map as well.
    event.preventDefault();
    event.stopPropagation();
  }

  #update() {
    const { picker, shape, texts, buttons } = this;
    for (const button of picker.modes) button.setAttribute("aria-pressed", String(button.dataset.draw === this.mode));
    this.tools.hidden = this.isPoint || !shape.points.length;
    picker.help.textContent = texts[this.isPoint ? "pointHelp" : "drawHelp"];
    picker.button("middle").textContent = this.isPoint ? picker.middleText : texts.addHere;
    if (this.isPoint) return;
    picker.button("remove").hidden = true;
    buttons.finish.textContent = texts[shape.isFinished ? "resume" : "finish"];
    // Disabled, a button would lose the focus of whoever just used it.
    const has = { undo: shape.points.length, finish: shape.points.length, restart: shape.points.length, previous: shape.points.length, next: shape.points.length, delete: shape.chosen >= 0 };
    for (const act of ACTS) buttons[act].setAttribute("aria-disabled", String(!has[act]));
    picker.button("middle").setAttribute("aria-disabled", String(shape.isFinished));
  }
}
