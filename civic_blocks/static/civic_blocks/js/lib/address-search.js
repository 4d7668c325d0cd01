/** An ARIA combobox over an ordinary text input: suggestions of the server's address search. */
import { text } from "./leaflet.js";

const PAUSE = 300;
const LEAST = 3;

export class AddressSearch {
  #list;
  #request;
  #timer;
  #active = -1;
  #unsearched = false;

  /**
   * @param {HTMLInputElement} input
   * @param {{url: string, texts: object, say: (message: string) => void, choose: (place: object) => void}} options
   */
  constructor(input, { url, texts, say, choose }) {
    Object.assign(this, { input, url, texts, say, choose, places: [] });
    this.#list = document.createElement("ul");
    this.#list.id = `${input.id}_list`;
    this.#list.className = "civic-picker__suggestions";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
    this.#list.hidden = true;
    input.after(this.#list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#searchSoon());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
  }

  #searchSoon() {
    this.#unsearched = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    const query = this.input.value.trim();
    clearTimeout(this.#timer);
    this.#unsearched = false;
    this.#request?.abort();
    if (query.length < LEAST) return this.#close();
    this.#request = new AbortController();
    try {
      const url = new URL(this.url, location.href);
      url.searchParams.set("q", query);
      const response = await fetch(url, { signal: this.#request.signal });
      if (!response.ok) throw new Error(String(response.status));
      this.#show((await response.json()).results);
    } catch (error) {
      if (error.name === "AbortError") return;
      // A service that is down takes nothing away: the address stays as it was typed.
      this.#close();
      this.say(this.texts.noSearch);
    }
  }

  #show(places) {
    this.places = places;
    this.#active = -1;
    this.#list.replaceChildren(...places.map((place, index) => this.#option(place, index)));
    this.#list.hidden = !places.length;
    this.input.setAttribute("aria-expanded", String(Boolean(places.length)));
    this.input.removeAttribute("aria-activedescendant");
    this.say(places.length ? text(this.texts.results, { count: places.length }) : this.texts.noResult);
  }

  #option(place, index) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}_${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = place.label;
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#choose(index));
    return option;
  }

  #key(event) {
    const open = !this.#list.hidden;
    if (event.key === "Enter" && open && this.#active >= 0) this.#choose(this.#active);
    // Enter asks for addresses before it may send the form.
    else if (event.key === "Enter" && this.#unsearched) this.#search();
    else if (event.key === "Enter" && open) this.#close();
    else if (event.key === "Escape" && open) this.#close();
    else if (event.key === "ArrowDown" && open) this.#move(1);
    else if (event.key === "ArrowUp" && open) this.#move(-1);
    else return;
    event.preventDefault();
  }

  #move(step) {
    const options = [...this.#list.children];
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.#active = (from + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#active)));
    this.input.setAttribute("aria-activedescendant", options[this.#active].id);
    options[this.#active].scrollIntoView({ block: "nearest" });
  }

  #choose(index) {
    const place = this.places[index];
    this.input.value = place.label;
    this.#close();
    this.choose(place);
  }

  #close() {
    this.#list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
