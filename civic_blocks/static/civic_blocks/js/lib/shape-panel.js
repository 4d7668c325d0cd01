/** The choice between a point, a line and an area, and the buttons that draw the last two. */
import { element } from "./leaflet.js";
import { ShapeTool } from "./shape-tool.js";

const ACTS = ["undo", "finish", "restart", "previous", "next", "delete"];

export class ShapePanel {
  mode = "point";

  constructor(picker) {
    this.picker = picker;
    this.texts = picker.config.texts;
    this.shape = new ShapeTool(picker, () => this.#update());
    this.modes = this.#group("civic-picker__modes", this.texts.shown);
    this.modeButtons = ["point", ...picker.config.shapes].map((mode) => this.#button(this.modes, mode, () => this.switchTo(mode)));
    picker.canvas.before(this.modes);
    this.tools = this.#group("civic-picker__tools", "");
    this.buttons = Object.fromEntries(ACTS.map((act) => [act, this.#button(this.tools, act, () => this.#act(act))]));
    picker.live.before(this.tools);
    picker.view.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  #group(className, label) {
    const group = element("div", `civic-picker__buttons ${className}`);
    group.setAttribute("role", "group");
    if (label) {
      const words = group.appendChild(element("span", "civic-picker__label", label));
      words.id = `${this.picker.dataset.config}-modes`;
      group.setAttribute("aria-labelledby", words.id);
    }
    return group;
  }

  #button(group, name, act) {
    const button = element("button", "civic-button civic-button--ghost civic-picker__button", this.texts[name]);
    button.type = "button";
    button.dataset.draw = name;
    button.addEventListener("click", act);
    return group.appendChild(button);
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
    const { picker, shape } = this;
    picker.names.stop();
    if (this.isPoint) picker.point.leave();
    this.mode = mode;
    if (mode === "point") {
      shape.leave();
      picker.point.enter();
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
    ["point", ...picker.config.shapes].forEach((mode, index) => this.modeButtons[index].setAttribute("aria-pressed", String(mode === this.mode)));
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
