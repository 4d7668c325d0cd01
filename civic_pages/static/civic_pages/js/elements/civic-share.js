/**
 * <civic-share>: a button that copies the address shown beside it. Where the browser does not let
 * it, the address is marked, to be copied by hand; without JavaScript the address is there.
 */
class CivicShare extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
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
