/** Leaflet, loaded once and only where a map is shown; its ground, its cells, and words in its texts. */
const here = new URL("../../vendor/leaflet/", import.meta.url);
// One tile that is missing is a hole; several in a row are a server that does not answer.
const LOST_TILES = 3;
let loading;

/** A number as the page's language writes it. */
export function number(value, digits = 0) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(document.documentElement.lang || undefined, options);
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

/** Tells whether the ground is lost: once when it does not load, and once when it does again. */
export function watchTiles(map, tell) {
  let lost = 0;
  const watch = ({ layer }) => {
    if (!layer.getTileUrl) return;
    layer.on("tileerror", () => ++lost === LOST_TILES && tell(true));
    layer.on("tileload", () => {
      if (lost >= LOST_TILES) tell(false);
      lost = 0;
    });
  };
  map.eachLayer((layer) => watch({ layer }));
  map.on("layeradd", watch);
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

// As far as Web Mercator goes.
export const EDGE = 85.051128;

/** The level of cells that the API gathers in at a zoom: two zooms of one level show the same. */
export const levelOf = (zoom) => (zoom >= 19 ? 21 : Math.max(2, (zoom + 2) & ~1));

const rowOf = (latitude, zoom) => {
  const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, latitude)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** zoom;
};
const columnOf = (longitude, zoom) => (longitude / 360 + 0.5) * 2 ** zoom;
const latitudeOf = (row, zoom) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** zoom))) * 180) / Math.PI;
const longitudeOf = (column, zoom) => (column / 2 ** zoom - 0.5) * 360;

/** Column and row of the cell of a level that holds a place. */
export const cellOf = ([longitude, latitude], level) => [columnOf(longitude, level), rowOf(latitude, level)].map(Math.floor);

/** [west, south, east, north] of a cell. */
export function boxOf([column, row], level) {
  return [longitudeOf(column, level), latitudeOf(row + 1, level), longitudeOf(column + 1, level), latitudeOf(row, level)];
}
