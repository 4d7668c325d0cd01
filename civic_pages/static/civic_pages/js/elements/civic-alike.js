/**
 * <civic-alike>: while one writes, shows up to three contributions that say something close.
 * Reads data-url (where it asks) and data-fields (names of the inputs it reads). Nothing is kept
 * from being sent; an answer that does not come is not missed. Once put away, it stays away.
 */
const PAUSE = 600;
const LEAST = 12;
// An address has an end; the rare words of a text stand in its first lines as well.
const MOST = 600;

class CivicAlike extends HTMLElement {
  #timer;
  #request;
  #asked = "";
  #listening;

  connectedCallback() {
    const form = this.closest("form");
    if (!form || this.#listening) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#inputs(form).at(-1)?.closest(".civic-field")?.after(this);
    form.addEventListener("input", (event) => this.#reads(event.target.name) && this.#soon(form), { signal });
    this.querySelector("button").addEventListener("click", () => this.#stop(form), { signal });
    // This module comes while somebody writes: what they wrote meanwhile is read, too.
    if (form.contains(document.activeElement)) this.#soon(form);
  }

  #reads(name) {
    return this.dataset.fields.split(" ").includes(name);
  }

  #inputs(form) {
    return [...form.elements].filter((input) => this.#reads(input.name) && input.type !== "hidden");
  }

  #soon(form) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(form), PAUSE);
  }

  async #ask(form) {
    const texts = [...form.elements].filter((input) => this.#reads(input.name)).map((input) => input.value.trim());
    const text = texts.filter(Boolean).join("\n").slice(0, MOST);
    if (text === this.#asked) return;
    this.#asked = text;
    this.#request?.abort();
    if (text.length < LEAST) return this.#show([]);
    this.#request = new AbortController();
    const { signal } = this.#request;
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("text", text);
    try {
      const response = await fetch(url, { signal });
      if (!response.ok) return;
      const { results } = await response.json();
      if (!signal.aborted) this.#show(results);
    } catch {
      // Suggestions that do not come take nothing away.
    }
  }

  #show(results) {
    const live = this.querySelector("[aria-live]");
    this.querySelector("ul").replaceChildren(...results.map((result) => this.#item(result)));
    this.hidden = results.length === 0;
    const words = results.length === 1 ? live.dataset.one : live.dataset.several.replace("{count}", results.length);
    live.textContent = results.length ? words : "";
  }

  #item({ title, reference, excerpt, url }) {
    const link = document.createElement("a");
    // What is typed here stays: the other contribution opens beside it.
    Object.assign(link, { href: url, target: "_blank", rel: "noopener", textContent: title || reference });
    const heading = document.createElement("p");
    heading.className = "civic-alike__title";
    heading.append(link);
    const text = document.createElement("p");
    text.textContent = excerpt.length > 140 ? `${excerpt.slice(0, 139)}…` : excerpt;
    const item = document.createElement("li");
    item.append(heading, text);
    return item;
  }

  #stop(form) {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#listening.abort();
    this.hidden = true;
    this.#inputs(form).at(-1)?.focus();
  }
}

customElements.get("civic-alike") ?? customElements.define("civic-alike", CivicAlike);
