/**
 * <civic-explorer>: filters, list and map of a page in step, at one address.
 *
 * Works on the page as it is without a script: a form of filters, [data-part=results], and maybe a
 * <civic-map>. Asks the page itself for another list, and goes there plainly where that fails.
 * `map` in the address is the map's view, `show` what it shows; what concerns it is in lib/explorer-map.js.
 */
const TYPING = 400;

/** The address of a list: without what does not change it. */
const listOf = (address) => {
  const url = Object.assign(new URL(address, location.href), { hash: "" });
  for (const name of ["map", "show"]) url.searchParams.delete(name);
  return url.href;
};

class CivicExplorer extends HTMLElement {
  #isTyping = false;
  #loading;
  #request;
  #shown;
  #timer;

  connectedCallback() {
    [this.form, this.map, this.results, this.status, this.offline] = ["form", "civic-map", "[data-part=results]", "[data-part=status]", "[data-part=offline]"].map((part) => this.querySelector(part));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.filter()));
    this.form.addEventListener("change", () => this.filter());
    this.form.addEventListener("input", ({ target, isComposing }) => {
      if (target.type === "search" && !isComposing) this.later(TYPING, () => this.filter({ isTyping: true }));
    });
    this.addEventListener("click", (event) => this.#follow(event));
    addEventListener("popstate", () => this.#back());
    addEventListener("pagehide", () => this.#forget());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#back());
    this.#shown = listOf(location.href);
    if (this.map) this.#awaitMap();
  }

  /** What concerns the map is loaded once somebody comes near it, or the address says where to look; again where it did not come. */
  #withMap(act = () => {}) {
    this.#loading ??= import("../lib/explorer-map.js").then(({ MapSide }) => (this.side = new MapSide(this)));
    return this.#loading.then(act, () => (this.#loading = undefined));
  }

  #awaitMap() {
    this.addEventListener("pointerover", () => this.#withMap(), { once: true });
    this.addEventListener("civic-map:loaded", () => (this.home ??= this.map.view), { once: true });
    for (const name of ["moved", "shown"]) this.addEventListener(`civic-map:${name}`, ({ detail }) => this.#withMap((side) => side[name](detail)));
    this.querySelector("[data-part=follow]").addEventListener("change", () => this.#withMap((side) => side.followed()));
    if (/[?&](map|bbox|show)=/.test(location.search)) this.#withMap();
  }

  later(pause, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, pause);
  }

  /** The address that the form stands for, with the box and the view of the present one. */
  get address() {
    const url = new URL(this.form.action);
    for (const [name, value] of new FormData(this.form)) {
      const isDefault = this.form.elements[name].selectedIndex === 0;
      if (name !== "bbox" && value.trim() && !isDefault) url.searchParams.set(name, value.trim());
    }
    return this.#kept(url, "bbox", "map", "show");
  }

  /** An address with these parameters of the present one; slashes and commas stay readable. */
  #kept(url, ...names) {
    const known = new URL(location.href).searchParams;
    for (const name of names) if (known.get(name)) url.searchParams.set(name, known.get(name));
    url.search = url.search.replaceAll("%2F", "/").replaceAll("%2C", ",");
    return url.href;
  }

  /** Lists what the form says now; what is typed in one go is one step back. */
  filter({ isTyping = false } = {}) {
    clearTimeout(this.#timer);
    if (listOf(this.address) === this.#shown && !this.#request) return;
    const isOneGo = isTyping && this.#isTyping;
    this.#isTyping = isTyping;
    this.go(this.address, { how: isOneGo ? "replaceState" : "pushState", isFromForm: true });
  }

  /** Links to other lists of this page are followed without leaving it. */
  #follow(event) {
    const pressed = event.target.closest("button[data-side]");
    if (pressed) this.#withMap((side) => side.turn(pressed.dataset.side));
    const link = event.target.closest("a[href]");
    const isOurs = link && !link.hash && link.origin + link.pathname === location.origin + location.pathname;
    if (!isOurs || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.place) this.#withMap((side) => side.showPlace(link.dataset.place));
    else this.go(this.#kept(new URL(link.href), "map", "show"), { isFar: Boolean(link.closest(".civic-pagination")) });
  }

  #back() {
    this.side?.look({ isBack: true });
    if (listOf(location.href) !== this.#shown || this.#request) this.go(location.href, { how: "" });
  }

  /** What is asked as the page is left is asked again where somebody comes back to it. */
  #forget() {
    if (this.#request) this.#shown = "";
    this.#request?.abort();
    this.#request = undefined;
  }

  /** Asks for the list of an address; `how` it enters the browser's history, if at all. */
  async go(address, { how = "pushState", isFromForm = false, isFar = false } = {}) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    if (!isFromForm) this.#isTyping = false;
    this.results.setAttribute("aria-busy", "true");
    this.status.textContent = "";
    this.offline.hidden = true;
    try {
      const { fetchPage, fill } = await import("../lib/list-page.js");
      const { page, form, results } = await fetchPage(listOf(address), request);
      if (request !== this.#request) return;
      this.#request = undefined;
      this.#show(results, { address, how, isFar, page });
      document.title = page.title;
      if (!isFromForm) fill(this.form, form);
    } catch {
      if (request !== this.#request) return;
      if (navigator.onLine) return location[how === "pushState" ? "assign" : "replace"](address);
      // Without a network the list stays, and what was asked for last is asked for again with one.
      this.results.removeAttribute("aria-busy");
      this.offline.hidden = false;
      addEventListener("online", () => request === this.#request && this.go(address, { how, isFromForm, isFar }), { once: true });
    }
  }

  #show(fresh, { address, how, isFar, page }) {
    const hadFocus = this.results.contains(document.activeElement);
    if (how === "pushState") history.replaceState({ top: scrollY }, "");
    if (how) history[how](how === "pushState" ? null : history.state, "", address);
    this.#shown = listOf(location.href);
    this.results.replaceWith(fresh);
    this.results = fresh;
    if (this.map) this.#withMap((side) => side.listed(page));
    if (hadFocus) fresh.querySelector("h2").focus({ preventScroll: true });
    if (isFar) fresh.scrollIntoView();
    if (!how) scrollTo(0, history.state?.top ?? scrollY);
    this.status.textContent = fresh.dataset.told;
  }
}

customElements.get("civic-explorer") ?? customElements.define("civic-explorer", CivicExplorer);
