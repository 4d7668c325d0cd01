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
