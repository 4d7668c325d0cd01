// @ts-check
import { Problem, contribute, form as fetchForm } from "./api.js";
import { el } from "./dom.js";
import { field } from "./fields.js";
import { prove } from "./proof.js";
import { say } from "./words.js";

/** A form built from its JSON Schema alone: questions, conditions, errors where they belong. */
export class CivicForm {
  /** @param {number} campaign @param {string} id @param {string} own address of the campaign's page */
  constructor(campaign, id, own) {
    this.campaign = campaign;
    this.id = id;
    this.own = own;
    this.key = crypto.randomUUID();
    /** @type {import("./fields.js").Field[]} */
    this.fields = [];
    this.root = el("section", {}, el("h2", {}, say("form")));
  }

  async load() {
    const told = /** @type {any} */ (await fetchForm(this.campaign, this.id));
    if (!told.open) return this.root.append(el("p", {}, say("closed")));
    if (told.identity === "account") return this.root.append(el("a", { href: this.own }, say("own")));
    const { schema } = told;
    const answer = (/** @type {string} */ key) => ({ ...schema.$defs?.[key], ...schema.properties[key] });
    const required = new Set([...schema.required, ...told.order.filter((/** @type {any} */ one) => one.required).map((/** @type {any} */ one) => one.key)]);
    const pages = schema["x-civic"].pages.flatMap((/** @type {any} */ page) => page.fields);
    const shown = pages.map((/** @type {any} */ each) => {
      if (!each.key) return el("h3", {}, each.section);
      const where = { campaign: this.campaign, form: this.id, required: required.has(each.key) };
      const made = field(each.key, answer(each.key), where);
      this.fields.push(made);
      return made.root;
    });
    this.errors = el("div", { class: "errors", role: "alert", tabindex: "-1" });
    this.button = el("button", {}, say("send"));
    this.form = el("form", { novalidate: true, submit: (/** @type {Event} */ event) => void this.send(event), input: () => this.settle(), change: () => this.settle() }, this.errors, ...shown, this.button);
    this.root.append(el("h3", {}, told.title), this.form);
    this.settle();
  }

  /** @returns {Record<string, unknown>} the answers to what is asked now */
  answers() {
    /** @type {Record<string, unknown>} */
    const given = {};
    for (const { key, read, annotation } of this.fields) {
      const value = this.isAsked(annotation.asked_if, given) ? read() : undefined;
      if (value !== undefined) given[key] = value;
    }
    return given;
  }

  /** @param {any} condition @param {Record<string, unknown>} given */
  isAsked(condition, given) {
    if (!condition) return true;
    const values = [given[condition.key]].flat().filter((value) => value !== undefined && value !== false);
    if (condition.operator === "answered") return values.length > 0;
    const named = (/** @type {unknown} */ value) => condition.values.includes(value === true ? "yes" : String(value));
    const absent = given[condition.key] === false && condition.values.includes("no");
    return (values.some(named) || absent) === (condition.operator === "is");
  }

  settle() {
    const given = this.answers();
    for (const { root, annotation } of this.fields) root.hidden = !this.isAsked(annotation.asked_if, given);
  }

  /** @param {Event} event */
  async send(event) {
    event.preventDefault();
    this.button.disabled = true;
    this.button.textContent = say("sending");
    try {
      const proof = await prove(this.campaign);
      this.thank(await contribute({ campaign: this.campaign, form: this.id, answers: this.answers(), proof }, this.key));
    } catch (error) {
      this.refuse(error instanceof Problem ? error.body : { detail: say("failed") });
    } finally {
      this.button.disabled = false;
      this.button.textContent = say("send");
    }
  }

  /** @param {any} problem */
  refuse(problem) {
    for (const old of this.root.querySelectorAll(".field .error")) old.remove();
    const rest = [];
    for (const [path, rows] of Object.entries(problem.errors ?? {})) {
      const [message] = /** @type {any[]} */ (rows).map((row) => row.message);
      const place = this.root.querySelector(`[data-key="${CSS.escape(path.replace("answers.", ""))}"]`);
      if (place) place.append(el("p", { class: "error" }, message));
      else rest.push(message);
    }
    this.errors.replaceChildren(el("p", {}, problem.errors ? say("wrong") : problem.detail), ...rest.map((each) => el("p", {}, each)));
    this.errors.focus();
  }

  /** @param {import("./api.js").Schemas["Received"]} received */
  thank(received) {
    const follow = received.follow ? el("a", { href: received.follow }, say("follow")) : undefined;
    const told = el("div", { class: "receipt", tabindex: "-1" }, el("p", {}, say("received"), " ", el("strong", {}, received.reference)), follow);
    this.form.replaceWith(told);
    told.focus();
  }
}
