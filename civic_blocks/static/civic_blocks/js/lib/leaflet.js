/** Leaflet, loaded once and only where a map is shown. */
const here = new URL("../../vendor/leaflet/", import.meta.url);
let loading;

export function text(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (_match, name) => values[name] ?? "");
}

/** @returns {Promise<object>} Leaflet's namespace */
export function loadLeaflet() {
  loading ??= Promise.all([import("../../vendor/leaflet/leaflet.js"), style()]).then(() => globalThis.L);
  return loading;
}

function style() {
  const template = document.querySelector("link[data-leaflet]");
  if (template) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.dataset.leaflet = "";
    link.href = document.querySelector("meta[name=civic-leaflet-css]")?.content ?? new URL("leaflet.css", here).href;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/**
 * A map on a plain ground, with tiles where there are any; nothing scrolls the page away.
 * @param {object} L Leaflet
 * @param {HTMLElement} element
 * @param {{centre: number[], zoom: number, tileUrl: string, tileAttribution: string, texts: object}} options
 */
export function createMap(L, element, options) {
  const map = L.map(element, {
    center: options.centre,
    zoom: options.zoom,
    maxZoom: 19,
    scrollWheelZoom: false,
    zoomControl: false,
    fadeAnimation: false,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    attributionControl: Boolean(options.tileUrl),
  });
  map.attributionControl?.setPrefix(false);
  L.control.zoom({ zoomInTitle: options.texts.zoomIn, zoomOutTitle: options.texts.zoomOut }).addTo(map);
  if (options.tileUrl) {
    L.tileLayer(options.tileUrl, { attribution: options.tileAttribution, maxZoom: 19 }).addTo(map);
  }
  // The wheel zooms once the map is meant, and scrolls the page again when it is left.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  return map;
}

/** Draw perimeter and sectors; returns the perimeter's layer or null. */
export function drawTerritory(L, map, { perimeter, sectors }) {
  if (sectors) L.geoJSON(sectors, { className: "civic-map__sector", interactive: false }).addTo(map);
  if (!perimeter) return null;
  return L.geoJSON(perimeter, { className: "civic-map__perimeter", interactive: false }).addTo(map);
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
