/** What a pin, a stack or a point of interest opens: a dialog that gives the focus back. */
import { boxOf, cellOf, element, text } from "./leaflet.js";
import { label } from "./map-markers.js";

const STACK_LEVEL = 21;
const NEAREST_ZOOM = 19;
const HAIR = 2e-6;
const MOST_SHAPES = 5;
const BESIDE = 60;

function entry(item) {
  const line = element("li", "civic-map__entry");
  const name = element(item.url ? "a" : "strong", "", item.title || item.reference);
  if (item.url) name.href = item.url;
  line.append(name);
  if (item.category) line.append(" ", element("span", "civic-badge", item.category));
  if (item.text) line.append(element("span", "civic-map__popup-text", item.text));
  return line;
}

/** The list page, filtered to one place; empty where there is no list. */
function listOf({ geometry }, { listUrl, query, zoom }) {
  if (!listUrl) return "";
  const url = new URL(listUrl, location.href);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  const [longitude, latitude] = geometry.coordinates;
  const [west, south, east, north] =
    zoom >= NEAREST_ZOOM
      ? boxOf(cellOf(geometry.coordinates, STACK_LEVEL), STACK_LEVEL)
      : [longitude - HAIR, latitude - HAIR, longitude + HAIR, latitude + HAIR];
  url.searchParams.set("bbox", [west, south, east, north].map((degrees) => degrees.toFixed(6)).join(","));
  return url.pathname + url.search;
}

function dialog(feature, options, close) {
  const { properties } = feature;
  const { texts } = options;
  const { kind, count, items = [properties] } = properties;
  const box = element("div", "civic-map__popup");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", label(properties, texts));
  if (kind === "stack") box.append(element("p", "civic-map__popup-title", text(texts.stack, properties)));
  const list = element("ul", "civic-map__entries");
  list.append(...items.map(entry));
  box.append(list);
  const all = kind === "stack" && count > items.length && listOf(feature, options);
  if (all) {
    const link = element("a", "civic-map__all", text(texts.seeAll, { count }));
    link.href = all;
    box.append(link);
  }
  const button = element("button", "civic-map__close", "×");
  button.type = "button";
  button.setAttribute("aria-label", texts.close);
  button.addEventListener("click", close);
  box.append(button);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Escape closes what is on top only: the map may fill the screen below.
    event.stopPropagation();
    event.preventDefault();
    close();
  });
  return box;
}

/** Draws the lines and areas of what a popup tells, as long as it is open. */
function drawShapes(L, map, { properties }, contributionsUrl) {
  const group = L.featureGroup().addTo(map);
  const request = new AbortController();
  const shaped = (properties.items ?? [properties]).filter((item) => item.shape && item.reference);
  for (const { reference } of contributionsUrl ? shaped.slice(0, MOST_SHAPES) : []) {
    fetch(`${contributionsUrl}${encodeURIComponent(reference)}/`, { signal: request.signal })
      .then((response) => (response.ok ? response.json() : {}))
      .then(({ geometry }) => {
        if (request.signal.aborted || !geometry || geometry.type === "Point") return;
        L.geoJSON(geometry, { className: "civic-map__shape", interactive: false }).addTo(group);
      })
      // The popup says what it is; without its outline nothing is lost.
      .catch(() => {});
  }
  return () => {
    request.abort();
    group.remove();
  };
}

/** Scrolls to a map that is half out of view, where what was opened on it would not be seen. */
function reveal(content, canvas) {
  const { top, bottom } = content.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) canvas.scrollIntoView({ block: "nearest" });
}

/**
 * Opens the popup of a feature, over the one that was open.
 *
 * @param {object} L Leaflet
 * @param {object} map
 * @param {object} feature of the pins API, or a point of interest
 * @param {{texts: object, listUrl: string, contributionsUrl: string, query: string, zoom: number, back: () => void}} options `back`: where the focus goes when the popup is closed from within
 */
export function openPopup(L, map, feature, options) {
  const [longitude, latitude] = feature.geometry.coordinates;
  const { kind } = feature.properties;
  const canvas = map.getContainer();
  // Beside the buttons to zoom, in the narrowest map too.
  const room = Math.max(140, Math.min(280, canvas.clientWidth - BESIDE - 42));
  const popup = L.popup({ closeButton: false, closeOnEscapeKey: true, minWidth: Math.min(200, room), maxWidth: room, offset: [0, kind === "stack" ? -14 : -28], autoPanPaddingTopLeft: [BESIDE, 8], autoPanPaddingBottomRight: [8, 8] });
  const content = dialog(feature, options, () => popup.close());
  content.style.maxBlockSize = `${Math.max(90, Math.min(320, canvas.clientHeight - 90))}px`;
  popup.setLatLng([latitude, longitude]).setContent(content);
  popup.once("add", () => content.querySelector("a, button").focus({ preventScroll: true }));
  let isMoving = false;
  const moves = () => (isMoving = true);
  map.on("autopanstart", moves);
  popup.openOn(map);
  map.off("autopanstart", moves);
  if (isMoving) map.once("moveend", () => reveal(content, canvas));
  else reveal(content, canvas);
  const erase = drawShapes(L, map, feature, options.contributionsUrl);
  popup.once("remove", () => {
    erase();
    // Closed from within, not by going elsewhere.
    if ([document.body, null].includes(document.activeElement)) options.back();
  });
}
