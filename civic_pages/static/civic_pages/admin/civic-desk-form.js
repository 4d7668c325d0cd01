/**
 * <civic-desk-form>: typing one form after the other. Ctrl+Enter sends from anywhere in it, once;
 * the group's fields show for groups only. Without this script the same form works by its button.
 */
class CivicDeskForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.form.addEventListener("change", () => this.#showGroup());
    window.addEventListener("pageshow", () => this.#ready());
    this.querySelector(".civic-entry__keys")?.removeAttribute("hidden");
    this.#showGroup();
  }

  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #send(event) {
    if (this.form.dataset.sent) {
      event.preventDefault();
      return;
    }
    this.form.dataset.sent = "yes";
    this.#say(this.dataset.sending ?? "");
  }

  #ready() {
    delete this.form.dataset.sent;
    this.#say("");
  }

  #say(text) {
    const status = this.form.querySelector(".civic-entry__send [role=status]");
    if (status) status.textContent = text;
  }

  #showGroup() {
    const kind = this.form.querySelector("[name=contributor_kind]:checked");
    if (!this.form.querySelector("[name=contributor_kind]")) return;
    for (const name of ["group_name", "group_type", "represented", "held"]) {
      const field = this.form.querySelector(`[data-field=${name}]`);
      if (field) field.hidden = kind?.value !== "collective";
    }
  }
}

customElements.get("civic-desk-form") ?? customElements.define("civic-desk-form", CivicDeskForm);
