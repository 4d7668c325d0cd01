/**
 * <civic-home-input>: the address of a home with suggestions, over inputs that work without.
 * Nothing is written but the address one chooses; what was typed is sent as it is otherwise.
 */
import { AddressSearch } from "../lib/address-search.js";

class CivicHomeInput extends HTMLElement {
  connectedCallback() {
    if (this.search) return;
    const { places_url: url, texts } = JSON.parse(document.getElementById(this.dataset.config).textContent);
    if (!url) return;
    const live = this.querySelector(".civic-home__live");
    const say = (message) => { live.textContent = message; };
    const input = this.querySelector("input[name$=_address]");
    this.search = new AddressSearch(input, { url, texts, say, choose: () => say("") });
  }
}

customElements.get("civic-home-input") ?? customElements.define("civic-home-input", CivicHomeInput);
