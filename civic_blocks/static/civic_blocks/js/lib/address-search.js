/**
 * An ARIA 1.2 combobox over an ordinary text input: suggestions of the server's address search.
 * What is typed stays as it is, whatever the search does; a search that is down is asked again.
 */
import { element, text } from "./leaflet.js";

const PAUSE = 250;
const LEAST = 3;
const AGAIN = 8000;

export class AddressSearch {
  #list;
  #request;
  #timer;
  #retry;
  #active = -1;
  #unsearched = false;
  #isDown = false;

  /**
   * @param {HTMLInputElement} input
   * @param {{url: string, texts: object, say: (message: string) => void, choose: (place: object) => void}} options
   */
  constructor(input, { url, texts, say, choose }) {
    Object.assign(this, { input, url, texts, say, choose, places: [] });
    this.#list = element("ul", "civic-picker__suggestions");
    this.#list.id = `${input.id}_list`;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
    this.#list.hidden = true;
    input.after(this.#list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#searchSoon());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    addEventListener("online", () => this.#isDown && this.#search());
    // Whoever typed before this module came is not kept waiting for another letter.
    if (document.activeElement === input && input.value !== input.defaultValue) this.#searchSoon();
  }

  #searchSoon() {
    this.#unsearched = true;
    // Suggestions to what was typed before are none to what is typed now.
    this.#request?.abort();
    this.#activate(-1);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    const query = this.input.value.trim();
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#unsearched = false;
    this.#request?.abort();
    if (query.length < LEAST) return this.#show([], { quiet: true });
    const request = new AbortController();
    this.#request = request;
    try {
      const url = new URL(this.url, location.href);
      url.searchParams.set("q", query);
      const response = await fetch(url, { signal: request.signal });
      if (!response.ok) throw new Error(String(response.status));
      const { results } = await response.json();
      // An answer that was read just as another letter was typed is stale, too.
      if (request.signal.aborted || !this.input.isConnected) return;
      this.#isDown = false;
      this.#show(results);
    } catch (error) {
      if (error.name !== "AbortError") this.#fail();
    }
  }

  /** A service that is down takes nothing away: that is said once, and it is asked again. */
  #fail() {
    this.#show([], { quiet: true });
    if (!this.#isDown) this.say(this.texts.noSearch);
    this.#isDown = true;
    this.#retry = setTimeout(() => this.input.isConnected && this.#search(), AGAIN);
  }

  #show(places, { quiet = false } = {}) {
    this.places = places;
    this.#list.replaceChildren(...places.map((place, index) => this.#option(place, index)));
    this.#activate(-1);
    this.#open(places.length > 0 && document.activeElement === this.input);
    if (!quiet) this.say(places.length ? text(this.texts.results, { count: places.length }) : this.texts.noResult);
  }

  #option(place, index) {
    const option = element("li", "civic-picker__suggestion", place.label);
    option.id = `${this.#list.id}_${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    // The input keeps the focus, or its list would be closed before the click arrives.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#choose(index));
    return option;
  }

  #key(event) {
    const open = !this.#list.hidden;
    if (event.isComposing) return;
    if (event.key === "Enter" && open && this.#active >= 0) this.#choose(this.#active);
    // Enter asks for addresses before it may send the form.
    else if (event.key === "Enter" && this.#unsearched) this.#search();
    else if ((event.key === "Enter" || event.key === "Escape") && open) this.#close();
    else if (["ArrowDown", "ArrowUp"].includes(event.key) && this.places.length) this.#move(event.key === "ArrowDown" ? 1 : -1);
    else {
      // Home, End and letters are the text's own: no suggestion is meant any more.
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) this.#activate(-1);
      return;
    }
    event.preventDefault();
  }

  #move(step) {
    this.#open(true);
    const { length } = this.#list.children;
    const from = this.#active < 0 && step < 0 ? length : this.#active;
    this.#activate((from + step + length) % length);
  }

  #activate(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const active = this.#list.children[index];
    if (!active) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  #choose(index) {
    const place = this.places[index];
    this.input.value = place.label;
    this.#close();
    this.choose(place);
  }

  #open(isOpen) {
    this.#list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  #close() {
    this.#open(false);
    this.#activate(-1);
  }
}
