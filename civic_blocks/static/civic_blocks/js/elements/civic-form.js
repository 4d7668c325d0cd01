/**
 * <civic-form>: small comforts for a form that works without.
 * Hides the group's fields until "for a group" is chosen, sends once, shows errors first. Loads the
 * modules of the elements in it that name theirs (data-module) once somebody comes to write.
 */
class CivicForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.form.addEventListener("change", () => this.#showGroup());
    this.form.addEventListener("focusin", () => this.#load(), { once: true });
    // A page taken back from the browser's memory must be usable again.
    window.addEventListener("pageshow", (event) => {
      this.#ready();
      if (!event.persisted) this.#focus();
    });
    this.#showGroup();
    if (this.querySelector("[data-asked-if]")) import("../lib/conditions.js").then(({ watch }) => watch(this.form));
  }

  // Once the browser has gone to the form: going there takes the focus away.
  #focus() {
    (this.querySelector("[data-error-summary]") ?? this.querySelector("[data-step-heading]"))?.focus();
  }

  #load() {
    // Without its module an element is what it is without JavaScript.
    for (const { dataset } of this.form.querySelectorAll("[data-module]")) import(dataset.module).catch(() => undefined);
  }

  #showGroup() {
    const kind = this.form.querySelector("[name=contributor_kind]:checked");
    if (!this.form.querySelector("[name=contributor_kind]")) return;
    for (const name of ["group_name", "group_type", "represented", "held"]) {
      const field = this.form.querySelector(`[data-field=${name}]`);
      if (field) field.hidden = kind?.value !== "collective";
    }
  }

  #send(event) {
    if (this.form.dataset.sent) {
      event.preventDefault();
      return;
    }
    this.form.dataset.sent = "yes";
    for (const button of this.#buttons()) button.setAttribute("aria-disabled", "true");
    const status = this.form.querySelector("[role=status]");
    if (status) status.textContent = this.dataset.sending ?? "";
  }

  #buttons() {
    return this.form.querySelectorAll("[type=submit]");
  }

  #ready() {
    delete this.form.dataset.sent;
    for (const button of this.#buttons()) button.removeAttribute("aria-disabled");
    const status = this.form.querySelector("[role=status]");
    if (status) status.textContent = "";
  }
}

customElements.get("civic-form") ?? customElements.define("civic-form", CivicForm);

/**
 * <civic-counter>: how many characters are left, below the text it counts. Lets one write too much
 * and say it shorter, instead of cutting off what is pasted; the server has the last word.
 *
 * Reads data-for (id of the text), data-most, data-left and data-over (with {count}).
 */
const PAUSE = 1000;
// Near the limit it is said aloud, not at every key before.
const NEAR = 0.8;

class CivicCounter extends HTMLElement {
  connectedCallback() {
    this.input = document.getElementById(this.dataset.for);
    this.most = Number(this.dataset.most);
    if (!this.input || !this.most || this.shown) return;
    this.input.removeAttribute("maxlength");
    this.shown = this.#part("civic-counter__shown", "aria-hidden", "true");
    this.said = this.#part("civic-sr-only", "role", "status");
    this.input.addEventListener("input", () => this.#count());
    this.#count();
  }

  #part(name, attribute, value) {
    const part = document.createElement("span");
    part.className = name;
    part.setAttribute(attribute, value);
    this.append(part);
    return part;
  }

  /** As the server counts: characters, not UTF-16 halves; no blanks around. */
  #count() {
    const used = [...this.input.value.trim()].length;
    const left = this.most - used;
    const template = left < 0 ? this.dataset.over : this.dataset.left;
    const text = template.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang || undefined));
    this.shown.textContent = used ? text : "";
    this.toggleAttribute("data-over-limit", left < 0);
    clearTimeout(this.pause);
    const spoken = used >= this.most * NEAR ? text : "";
    this.pause = setTimeout(() => { this.said.textContent = spoken; }, PAUSE);
  }
}

customElements.get("civic-counter") ?? customElements.define("civic-counter", CivicCounter);

/**
 * <civic-share>: a button that copies the address shown beside it. Where the browser does not let
 * it, the address is marked, to be copied by hand; without JavaScript the address is there.
 */
class CivicShare extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input, textarea");
    const button = this.querySelector("button");
    const status = this.querySelector("[role=status]");
    if (!button.hidden) return;
    button.hidden = false;
    input.addEventListener("focus", () => input.select());
    button.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await navigator.clipboard.writeText(input.value);
        status.textContent = this.dataset.done;
      } catch {
        input.focus();
        input.select();
        status.textContent = this.dataset.failed;
      }
    });
  }
}

customElements.get("civic-share") ?? customElements.define("civic-share", CivicShare);
