/**
 * <civic-point-picker>: a map over three inputs (address, latitude, longitude) that work without it.
 * A point is placed by click, by touch, by keyboard in the middle of the map, by address or by the
 * device's position; one that was placed by hand is never moved by an address.
 */
const CLOSE = 17;
const NEAR = "300px";

class CivicPointPicker extends HTMLElement {
  #lib;
  #L;
  #map;
  #marker;
  #byHand = false;
  #near;

  connectedCallback() {
    if (!this.config) this.#prepare();
    this.view.hidden = false;
    // Far below the fold a map costs nothing.
    const show = (entries) => entries.some((entry) => entry.isIntersecting) && this.#mount();
    this.#near = new IntersectionObserver(show, { rootMargin: NEAR });
    this.#near.observe(this.canvas);
  }

  disconnectedCallback() {
    this.#near.disconnect();
    this.#map?.remove();
    this.#map = this.#marker = undefined;
  }

  #prepare() {
    this.config = JSON.parse(document.getElementById(this.dataset.config).textContent);
    this.input = (part) => this.querySelector(`input[name$="_${part}"]`);
    this.button = (act) => this.querySelector(`[data-act=${act}]`);
    for (const part of ["view", "canvas", "live"]) this[part] = this.querySelector(`.civic-picker__${part}`);
    this.button("middle").addEventListener("click", () => this.#placeMiddle());
    this.button("locate").addEventListener("click", () => this.#locate());
    this.button("locate").hidden = !navigator.geolocation;
    this.button("remove").addEventListener("click", () => this.#remove());
    this.canvas.addEventListener("keydown", (event) => {
      if (event.target !== this.canvas || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      this.#placeMiddle();
    });
    for (const part of ["latitude", "longitude"]) {
      this.input(part).addEventListener("change", () => this.#readInputs());
    }
  }

  async #mount() {
    this.#near.disconnect();
    try {
      const [lib, { AddressSearch }] = await Promise.all([import("../lib/leaflet.js"), import("../lib/address-search.js")]);
      this.#L = await lib.loadLeaflet();
      this.#lib = lib;
      this.#suggest(AddressSearch);
    } catch {
      // Without its scripts the field is what it is without JavaScript.
      this.view.hidden = true;
      return;
    }
    if (this.isConnected && !this.#map) this.#drawMap();
  }

  #suggest(AddressSearch) {
    const { places_url: url, texts } = this.config;
    if (!url || this.search) return;
    this.search = new AddressSearch(this.input("address"), {
      url, texts, say: (message) => this.#say(message), choose: (place) => this.#found(place),
    });
  }

  #drawMap() {
    const { config } = this;
    this.#map = this.#lib.createMap(this.#L, this.canvas, {
      centre: config.center ?? [46.6, 2.4], zoom: config.zoom ?? 6,
      tileUrl: config.tile_url, tileAttribution: config.tile_attribution, texts: config.texts,
    });
    const perimeter = this.#lib.drawTerritory(this.#L, this.#map, { perimeter: config.perimeter });
    if (perimeter) this.#map.fitBounds(perimeter.getBounds(), { animate: false });
    this.canvas.append(this.#lib.element("div", "civic-picker__cross"));
    this.#map.on("click", (event) => this.#place(event.latlng));
    this.#readInputs();
  }

  /** Shows what the inputs say, where they were filled in by the server or by hand. */
  #readInputs() {
    if (!this.#map) return;
    const numbers = ["latitude", "longitude"].map((part) => this.input(part).value.trim().replace(",", "."));
    const [latitude, longitude] = numbers.map(Number);
    const isPlace = !numbers.includes("") && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    this.#show(isPlace ? this.#L.latLng(latitude, longitude) : null);
    this.#byHand = isPlace;
    if (isPlace) this.#map.setView([latitude, longitude], Math.max(this.#map.getZoom(), 14), { animate: false });
  }

  #placeMiddle() {
    if (this.#map) this.#place(this.#map.getCenter());
  }

  #found(place) {
    const latlng = this.#L.latLng(place.latitude, place.longitude);
    this.#map.setView(latlng, CLOSE);
    if (this.#byHand) this.#say(this.config.texts.kept);
    else this.#place(latlng, { byHand: false });
  }

  #place(latlng, { byHand = true } = {}) {
    const { lat, lng } = latlng.wrap();
    this.input("latitude").value = lat.toFixed(6);
    this.input("longitude").value = lng.toFixed(6);
    this.#byHand = byHand;
    this.#show(latlng);
    const { texts, perimeter } = this.config;
    const [latitude, longitude] = [lat, lng].map((degrees) => this.#lib.number(degrees, 5));
    const inside = this.#lib.contains(perimeter, lng, lat);
    const hint = perimeter ? texts[inside ? "inside" : "outside"] : "";
    this.#say(`${this.#lib.text(texts.placed, { latitude, longitude })} ${hint}`, { alarm: !inside });
  }

  #show(latlng) {
    this.button("remove").hidden = !latlng;
    this.#marker?.remove();
    const icon = this.#L.divIcon({ className: "civic-map__pin", iconSize: [28, 36], iconAnchor: [14, 36] });
    this.#marker = latlng && this.#L.marker(latlng, { icon, keyboard: false, interactive: false }).addTo(this.#map);
  }

  #remove() {
    for (const part of ["latitude", "longitude"]) this.input(part).value = "";
    this.#readInputs();
    this.canvas.focus({ preventScroll: true });
    this.#say(this.config.texts.removed);
  }

  #locate() {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const latlng = this.#L.latLng(coords.latitude, coords.longitude);
      this.#map.setView(latlng, CLOSE);
      this.#place(latlng);
    }, () => this.#say(this.config.texts.noPosition), { enableHighAccuracy: true, timeout: 10000 });
  }

  #say(message, { alarm = false } = {}) {
    this.live.textContent = message;
    this.live.classList.toggle("civic-picker__live--outside", alarm);
  }
}

customElements.get("civic-point-picker") ?? customElements.define("civic-point-picker", CivicPointPicker);
