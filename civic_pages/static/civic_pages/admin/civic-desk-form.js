/**
 * <civic-desk-form>: typing one form after the other, around a <civic-form> that shows what is to be
 * asked and sends once. Ctrl+Enter (Cmd+Enter) sends from anywhere in it; without this script the
 * form's button does.
 */
class CivicDeskForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#key(event));
    this.querySelector(".civic-entry__keys")?.removeAttribute("hidden");
  }

  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.querySelector("form")?.requestSubmit();
  }
}

customElements.get("civic-desk-form") ?? customElements.define("civic-desk-form", CivicDeskForm);
