/** Leaflet, loaded once and only where a map is shown. */
const here = new URL("../../vendor/leaflet/", import.meta.url);
let loading;

/** A number as the page's language writes it. */
export function number(value, digits = 0) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(document.documentElement.lang || undefined, options);
}

/** Degrees as people write them, 48,89 or 48.89; NaN for anything else. */
export function degrees(written) {
  const plain = written.trim().replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// Of one degree along a meridian.
export const METRES = 111195;

/** Metres between two points of a city. */
export function metres(one, other) {
  return Math.hypot(other.lat - one.lat, (other.lng - one.lng) * Math.cos((one.lat * Math.PI) / 180)) * METRES;
}

/** A sentence with its {placeholders} filled in. */
export function text(template, values = {}) {
  const shown = (value) => (typeof value === "number" ? number(value) : (value ?? ""));
  return template.replace(/\{(\w+)\}/g, (_match, name) => shown(values[name]));
}

export function element(tag, className, content = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}

/** @returns {Promise<object>} Leaflet's namespace */
export function loadLeaflet() {
  loading ??= Promise.all([import("../../vendor/leaflet/leaflet.js"), style()]).then(() => globalThis.L);
  return loading;
}

/** Leaflet's own rules, unless the page's style sheet of maps holds them already: one request less. */
function style() {
  if (getComputedStyle(document.documentElement).getPropertyValue("--civic-leaflet")) return undefined;
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("leaflet.css", here).href;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/**
 * A map on a plain ground, with tiles where there are any; nothing scrolls the page away.
 * @param {object} L Leaflet
 * @param {HTMLElement} canvas
 * @param {{centre: number[], zoom: number, tileUrl: string, tileAttribution: string, texts: object}} options
 */
export function createMap(L, canvas, options) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, {
    center: options.centre,
    zoom: options.zoom,
    maxZoom: 19,
    scrollWheelZoom: false,
    zoomControl: false,
    fadeAnimation: false,
    zoomAnimation: !calm,
    inertia: !calm,
    worldCopyJump: true,
    attributionControl: Boolean(options.tileUrl || options.baseMaps?.length),
  });
  // Leaflet glides on every key and has no option against it.
  if (calm) map.panBy = (offset, how) => L.Map.prototype.panBy.call(map, offset, { ...how, animate: false });
  map.attributionControl?.setPrefix(false);
  L.control.zoom({ zoomInTitle: options.texts.zoomIn, zoomOutTitle: options.texts.zoomOut }).addTo(map);
  if (options.tileUrl) {
    // Leaflet reads an attribution as HTML; the setting is plain text.
    const attribution = element("span", "", options.tileAttribution).innerHTML;
    L.tileLayer(options.tileUrl, { attribution, maxZoom: 19 }).addTo(map);
  }
  wakeOnPurpose(map, canvas);
  new ResizeObserver(() => map.invalidateSize()).observe(canvas);
  return map;
}

/** Wheel and one finger move the map once it is meant, and the page again when it is left. */
function wakeOnPurpose(map, canvas) {
  const handlers = [map.scrollWheelZoom];
  if (matchMedia("(pointer: coarse)").matches) handlers.push(map.dragging);
  const rest = () => handlers.forEach((handler) => handler.disable());
  const wake = () => handlers.forEach((handler) => handler.enable());
  rest();
  map.on("click", wake);
  canvas.addEventListener("focusin", wake);
  canvas.addEventListener("focusout", (event) => canvas.contains(event.relatedTarget) || rest());
}

/** Draws perimeter and sectors; returns the layer that shows the whole territory, or null. */
export function drawTerritory(L, map, { perimeter, sectors }) {
  // Above what is shaded.
  map.createPane("civic-perimeter").classList.add("civic-map__border");
  const draw = (shape, className, pane) => shape && L.geoJSON(shape, { className, pane, interactive: false }).addTo(map);
  const parts = draw(sectors, "civic-map__sector", "overlayPane");
  return draw(perimeter, "civic-map__perimeter", "civic-perimeter") || parts || null;
}

/** Where a map is: its centre, its zoom, and the box it shows as [west, south, east, north]. */
export function viewOf(map) {
  const [{ lat, lng }, bounds] = [map.getCenter(), map.getBounds()];
  return { centre: [lat, lng], zoom: map.getZoom(), bbox: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] };
}

/** Shows the first of these layers that holds anything. */
export function fitFirst(map, layers) {
  const bounds = layers.map((layer) => layer?.getBounds()).find((each) => each?.isValid());
  if (bounds) map.fitBounds(bounds, { padding: [12, 12], maxZoom: 16, animate: false });
}

/** Tell whether [longitude, latitude] lies in a Polygon or MultiPolygon: a hint, the server decides. */
export function contains(geometry, longitude, latitude) {
  if (!geometry) return true;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => rings.reduce((inside, ring) => inside !== inRing(ring, longitude, latitude), false));
}

function inRing(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
