/**
 * <civic-back>: leads from a contribution back to the list as it was left, where somebody came from it.
 * Remembered in the tab, for who goes on from here and returns.
 */
class CivicBack extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    const from = document.referrer ? new URL(document.referrer) : null;
    if (from?.origin !== location.origin || !from.pathname.startsWith(link.pathname)) return;
    const search = from.pathname === link.pathname ? this.#keep(from.search) : this.#kept();
    if (search === null) return;
    link.search = search;
    link.hash = this.dataset.place;
    link.textContent = this.dataset.label;
  }

  #keep(search) {
    try {
      sessionStorage.setItem("civic-list", search);
    } catch {
      // A browser that keeps nothing forgets the way at the next page.
    }
    return search;
  }

  #kept() {
    try {
      return sessionStorage.getItem("civic-list");
    } catch {
      return null;
    }
  }
}

customElements.get("civic-back") ?? customElements.define("civic-back", CivicBack);
