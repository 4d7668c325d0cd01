/**
 * <civic-map>: draws the places that the list inside it names.
 * Reads its configuration from a JSON script; loads the pins of the visible part from the API, and
 * falls back to the pins of the page where the API does not answer.
 */
const PAUSE = 200;
const NEAR = "300px";

class CivicMap extends HTMLElement {
  #lib;
  #L;
  #map;
  #pins;
  #request;
  #timer;
  #asked = "";
  #near;

  connectedCallback() {
    this.config ??= JSON.parse(document.getElementById(this.dataset.config).textContent);
    for (const part of ["view", "canvas", "status"]) this[part] = this.querySelector(`.civic-map__${part}`);
    this.view.hidden = false;
    this.status.textContent = this.config.texts.loading;
    // Far below the fold a map costs nothing.
    const show = (entries) => entries.some((entry) => entry.isIntersecting) && this.#mount();
    this.#near = new IntersectionObserver(show, { rootMargin: NEAR });
    this.#near.observe(this.canvas);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    this.#request?.abort();
    clearTimeout(this.#timer);
    this.#map?.remove();
    this.#map = undefined;
    this.#asked = "";
  }

  async #mount() {
    this.#near.disconnect();
    try {
      const [base, features] = await Promise.all([import("../lib/leaflet.js"), import("../lib/map-features.js")]);
      this.#L = await base.loadLeaflet();
      this.#lib = { ...base, ...features };
    } catch {
      // Without its scripts the map is the list beside it.
      this.view.hidden = true;
      return;
    }
    if (this.isConnected && !this.#map) this.#drawMap();
  }

  #drawMap() {
    const [L, { config }] = [this.#L, this];
    this.#map = this.#lib.createMap(L, this.canvas, config);
    const territory = this.#lib.drawTerritory(L, this.#map, config);
    this.#lib.areas(L, this.#map, config.areas, config.texts);
    const interests = L.featureGroup().addTo(this.#map);
    for (const { geometry, properties } of config.pointsOfInterest.features) {
      this.#marker({ geometry, properties: { ...properties, kind: "interest" } }).addTo(interests);
    }
    this.#pins = L.featureGroup().addTo(this.#map);
    this.#draw(config.pins);
    if (config.fit) this.#fit([territory, this.#pins, interests]);
    this.status.textContent = "";
    if (!config.pinsUrl) return;
    this.#map.on("moveend popupclose", () => this.#refreshSoon());
    this.#refresh();
  }

  /** Shows the first of these layers that holds anything. */
  #fit(layers) {
    const bounds = layers.map((layer) => layer?.getBounds()).find((each) => each?.isValid());
    if (bounds) this.#map.fitBounds(bounds, { padding: [12, 12], maxZoom: 16, animate: false });
  }

  #marker(feature) {
    return this.#lib.marker(this.#L, feature, {
      texts: this.config.texts,
      zoomTo: (place, zoom) => this.#map.setView(place, Math.min(zoom, this.#map.getMaxZoom())),
    });
  }

  #refreshSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), PAUSE);
  }

  #address() {
    const bounds = this.#map.getBounds().pad(0.1);
    const limit = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(5);
    const url = new URL(this.config.pinsUrl, location.href);
    const box = [
      limit(bounds.getWest(), 180), limit(bounds.getSouth(), 90),
      limit(bounds.getEast(), 180), limit(bounds.getNorth(), 90),
    ];
    url.searchParams.set("bbox", box.join(","));
    url.searchParams.set("zoom", this.#map.getZoom());
    return url.href;
  }

  async #refresh() {
    // An open popup is being read: its pin stays until it is closed.
    if (!this.#map || this.querySelector(".leaflet-popup")) return;
    const address = this.#address();
    if (address === this.#asked) return;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(String(response.status));
      const { features, meta } = await response.json();
      this.#asked = address;
      this.#draw(features);
      const told = meta.in_view !== null;
      this.status.textContent = told ? this.#lib.text(this.config.texts.inView, { count: meta.in_view }) : "";
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#asked = "";
      this.#draw(this.config.pins);
      this.status.textContent = this.config.texts.failed;
    }
  }

  /** Draws pins anew; who was on one of them stays there, or on the map where it is gone. */
  #draw(features) {
    const active = this.canvas.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.dataset.place;
    this.#pins.clearLayers();
    for (const feature of this.#lib.inReadingOrder(features)) this.#marker(feature).addTo(this.#pins);
    if (focused === undefined) return;
    const same = [...this.canvas.querySelectorAll("[data-place]")].find(({ dataset }) => dataset.place === focused);
    (same ?? this.canvas).focus({ preventScroll: true });
  }
}

customElements.get("civic-map") ?? customElements.define("civic-map", CivicMap);
