/**
 * <civic-form>: small comforts for a form that works without.
 * Hides the group's fields until "for a group" is chosen, sends once, shows errors first.
 */
class CivicForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.form.addEventListener("change", () => this.#showGroup());
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
