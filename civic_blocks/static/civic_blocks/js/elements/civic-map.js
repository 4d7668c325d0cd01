/**
 * <civic-map>: draws the places that the list inside it names.
 * Reads its configuration from a JSON script; loads pins of the visible part from the API, and
 * falls back to the pins of the page where the API does not answer.
 */
import { createMap, drawTerritory, loadLeaflet, text } from "../lib/leaflet.js";
import { areas, marker } from "../lib/map-features.js";

const PAUSE = 200;

class CivicMap extends HTMLElement {
  #map;
  #L;
  #layer;
  #request;
  #timer;
  #asked = "";

  async connectedCallback() {
    if (this.#map) return;
    this.config = JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.#skeleton();
    // Below the fold, a map costs nothing until one comes near it.
    const near = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      this.#mount();
    }, { rootMargin: "400px" });
    near.observe(this);
  }

  disconnectedCallback() {
    this.#request?.abort();
    this.#map?.remove();
    this.#map = undefined;
  }

  #skeleton() {
    this.canvas = document.createElement("div");
    this.canvas.className = "civic-map__canvas";
    this.status = document.createElement("p");
    this.status.className = "civic-map__status";
    this.status.setAttribute("role", "status");
    this.status.textContent = this.config.texts.loading;
    this.prepend(this.canvas, this.status);
  }

  async #mount() {
    const L = (this.#L = await loadLeaflet());
    const { config } = this;
    this.#map = createMap(L, this.canvas, config);
    this.canvas.setAttribute("role", "region");
    this.canvas.setAttribute("aria-label", config.texts.map);
    const perimeter = drawTerritory(L, this.#map, config);
    if (config.fit && perimeter) this.#map.fitBounds(perimeter.getBounds(), { padding: [12, 12], animate: false });
    this.#layer = L.layerGroup().addTo(this.#map);
    for (const feature of config.pointsOfInterest.features) {
      const properties = { ...feature.properties, kind: "poi" };
      this.#marker({ ...feature, properties }).addTo(this.#map);
    }
    this.status.textContent = "";
    if (config.areas.length) {
      areas(L, config.areas, config.texts).addTo(this.#layer);
    } else if (config.pinsUrl) {
      this.#map.on("moveend", () => this.#refreshSoon());
      this.#refresh();
    } else {
      this.#draw(config.pins);
    }
  }

  #marker(feature) {
    return marker(this.#L, feature, {
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
    url.searchParams.set("bbox", [
      limit(bounds.getWest(), 180), limit(bounds.getSouth(), 90),
      limit(bounds.getEast(), 180), limit(bounds.getNorth(), 90),
    ].join(","));
    url.searchParams.set("zoom", this.#map.getZoom());
    return url.href;
  }

  async #refresh() {
    // An open popup is being read: the map waits until it is closed.
    if (this.querySelector(".leaflet-popup")) return;
    const address = this.#address();
    if (address === this.#asked) return;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      this.#asked = address;
      this.#draw(answer.features);
      this.status.textContent = text(this.config.texts.inView, { count: answer.meta.in_view });
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!this.#asked) this.#draw(this.config.pins);
      this.status.textContent = this.config.texts.failed;
    }
  }

  #draw(features) {
    const focused = this.canvas.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    this.#layer.clearLayers();
    const shapes = features.filter((feature) => feature.properties.kind === "area");
    if (shapes.length) areas(this.#L, shapes, this.config.texts).addTo(this.#layer);
    for (const feature of features) {
      if (feature.geometry.type === "Point") this.#marker(feature).addTo(this.#layer);
    }
    if (focused && document.activeElement === document.body) {
      const same = [...this.canvas.querySelectorAll("[role=button]")].find((node) => node.getAttribute("aria-label") === focused);
      (same ?? this.canvas).focus({ preventScroll: true });
    }
  }
}

customElements.get("civic-map") ?? customElements.define("civic-map", CivicMap);
