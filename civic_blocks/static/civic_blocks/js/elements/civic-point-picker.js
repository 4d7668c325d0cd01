/**
 * <civic-point-picker>: a map over three inputs (address, latitude, longitude) that work without it.
 * A point is placed by click, by touch, by keyboard in the middle of the map, by address or by the
 * device's position; once placed, an address never moves it.
 */
import { AddressSearch } from "../lib/address-search.js";
import { contains, createMap, drawTerritory, loadLeaflet, text } from "../lib/leaflet.js";

const CLOSE = 17;

class CivicPointPicker extends HTMLElement {
  #map;
  #L;
  #marker;

  async connectedCallback() {
    if (this.canvas) return;
    this.config = JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.input = (part) => this.querySelector(`input[name$="_${part}"]`);
    this.#skeleton();
    const { places_url: url, texts } = this.config;
    if (url) {
      const choose = (place) => this.#found(place);
      new AddressSearch(this.input("address"), { url, texts, say: (message) => this.#say(message), choose });
    }
    for (const part of ["latitude", "longitude"]) {
      this.input(part).addEventListener("change", () => this.#readInputs());
    }
    this.#L = await loadLeaflet();
    this.#mount();
  }

  disconnectedCallback() {
    this.#map?.remove();
  }

  #skeleton() {
    const { texts } = this.config;
    this.canvas = document.createElement("div");
    this.canvas.className = "civic-picker__canvas";
    const help = document.createElement("p");
    help.className = "civic-field__help";
    help.textContent = texts.help;
    const buttons = document.createElement("p");
    buttons.className = "civic-picker__buttons";
    buttons.append(this.#button(texts.placeHere, () => this.#placeMiddle()));
    if (navigator.geolocation) buttons.append(this.#button(texts.position, () => this.#locate()));
    this.removeButton = this.#button(texts.remove, () => this.#remove());
    this.removeButton.hidden = true;
    buttons.append(this.removeButton);
    this.live = document.createElement("p");
    this.live.className = "civic-picker__live";
    this.live.setAttribute("aria-live", "polite");
    this.querySelector("details").before(help, this.canvas, buttons, this.live);
  }

  #button(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "civic-button civic-button--ghost civic-picker__button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  #mount() {
    const { config } = this;
    const options = {
      centre: config.center ?? [46.6, 2.4], zoom: config.zoom ?? 6,
      tileUrl: config.tile_url, tileAttribution: config.tile_attribution, texts: config.texts,
    };
    this.#map = createMap(this.#L, this.canvas, options);
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", config.texts.map);
    const perimeter = drawTerritory(this.#L, this.#map, { perimeter: config.perimeter });
    if (perimeter) this.#map.fitBounds(perimeter.getBounds(), { animate: false });
    const cross = document.createElement("div");
    cross.className = "civic-picker__cross";
    cross.setAttribute("aria-hidden", "true");
    this.canvas.append(cross);
    this.#map.on("click", (event) => this.#place(event.latlng));
    this.canvas.addEventListener("keydown", (event) => {
      if (event.target !== this.canvas || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      this.#placeMiddle();
    });
    this.#readInputs();
  }

  #readInputs() {
    const numbers = ["latitude", "longitude"].map((part) => this.input(part).value.trim().replace(",", "."));
    const [latitude, longitude] = numbers.map(Number);
    if (numbers.includes("") || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return;
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return;
    this.#show(this.#L.latLng(latitude, longitude));
    this.#map.setView([latitude, longitude], Math.max(this.#map.getZoom(), 14), { animate: false });
  }

  #placeMiddle() {
    this.#place(this.#map.getCenter());
  }

  #found(place) {
    const latlng = this.#L.latLng(place.latitude, place.longitude);
    // An address that is searched after the point was placed shows the way and moves nothing.
    this.#map.setView(latlng, CLOSE);
    if (!this.#marker) this.#place(latlng);
  }

  #place(latlng) {
    this.input("latitude").value = latlng.lat.toFixed(6);
    this.input("longitude").value = latlng.lng.toFixed(6);
    this.#show(latlng);
    const { texts, perimeter } = this.config;
    const placed = text(texts.placed, { latitude: latlng.lat.toFixed(5), longitude: latlng.lng.toFixed(5) });
    const inside = contains(perimeter, latlng.lng, latlng.lat);
    this.#say(inside ? placed : `${placed} ${texts.outside}`);
    this.live.classList.toggle("civic-picker__live--outside", !inside);
  }

  #show(latlng) {
    const icon = this.#L.divIcon({ className: "civic-map__pin", iconSize: [28, 36], iconAnchor: [14, 34] });
    this.#marker ??= this.#L.marker(latlng, { icon, keyboard: false, interactive: false, alt: this.config.texts.point }).addTo(this.#map);
    this.#marker.setLatLng(latlng);
    this.removeButton.hidden = false;
  }

  #remove() {
    this.#marker?.remove();
    this.#marker = undefined;
    for (const part of ["latitude", "longitude"]) this.input(part).value = "";
    this.removeButton.hidden = true;
    this.canvas.focus();
    this.#say(this.config.texts.removed);
  }

  #locate() {
    const lost = () => this.#say(this.config.texts.noPosition);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const latlng = this.#L.latLng(coords.latitude, coords.longitude);
      this.#map.setView(latlng, CLOSE);
      this.#place(latlng);
    }, lost, { enableHighAccuracy: true, timeout: 10000 });
  }

  #say(message) {
    this.live.textContent = message;
  }
}

customElements.get("civic-point-picker") ?? customElements.define("civic-point-picker", CivicPointPicker);
