/** Draws what the pins API answers: pins, clusters, stacks of one place; and areas of homes. */
import { element, number, text } from "./leaflet.js";

const LEAST_LABEL = 36;

function entry(item) {
  const line = element("p", "civic-map__entry");
  const name = element(item.url ? "a" : "strong", "", item.title || item.reference);
  if (item.url) name.href = item.url;
  line.append(name);
  if (item.category) line.append(" ", element("span", "civic-badge", item.category));
  if (item.text) line.append(element("span", "civic-map__popup-text", item.text));
  return line;
}

function popup(properties, texts, close) {
  const box = element("div", "civic-map__popup");
  const { kind, items = [properties] } = properties;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", label(properties, texts));
  if (kind === "stack") box.append(element("p", "civic-map__popup-title", text(texts.stack, properties)));
  const button = element("button", "civic-map__close", "×");
  button.type = "button";
  button.setAttribute("aria-label", texts.close);
  button.addEventListener("click", close);
  box.append(...items.map(entry), button);
  box.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return box;
}

function label(properties, texts) {
  if (properties.kind === "cluster") return text(texts.cluster, properties);
  if (properties.kind === "stack") return text(texts.stack, properties);
  return properties.title || properties.reference;
}

function icon(L, { kind, count }) {
  if (kind === "pin" || kind === "interest") {
    return L.divIcon({ className: `civic-map__pin civic-map__pin--${kind}`, iconSize: [28, 36], iconAnchor: [14, 36], popupAnchor: [0, -32] });
  }
  const size = 34 + Math.min(30, Math.round(Math.log10(count + 1) * 8));
  const html = element("span", "", number(count));
  return L.divIcon({ className: `civic-map__cluster civic-map__cluster--${kind}`, html, iconSize: [size, size] });
}

/** From north to south, then west to east: the order in which Tab reaches them. */
export function inReadingOrder(features) {
  const [x, y] = [({ geometry }) => geometry.coordinates[0], ({ geometry }) => geometry.coordinates[1]];
  return features.filter(({ geometry }) => geometry.type === "Point").sort((a, b) => y(b) - y(a) || x(a) - x(b));
}

/**
 * A button on the map: a cluster comes nearer, anything else opens what it holds.
 *
 * @param {object} L Leaflet
 * @param {object} feature a GeoJSON Point feature of the pins API
 * @param {{texts: object, zoomTo: (latlng: object, zoom: number) => void}} options
 */
export function marker(L, { geometry, properties }, { texts, zoomTo }) {
  const [longitude, latitude] = geometry.coordinates;
  const name = label(properties, texts);
  const made = L.marker([latitude, longitude], { icon: icon(L, properties), title: name, riseOnHover: true });
  const isCluster = properties.kind === "cluster";
  const act = () => (isCluster ? zoomTo(made.getLatLng(), properties.expansion_zoom) : made.openPopup());
  made.on("add", () => {
    const node = made.getElement();
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", name);
    node.dataset.place = `${properties.kind} ${geometry.coordinates}`;
    node.addEventListener("keydown", (event) => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      act();
    });
  });
  if (isCluster) return made.on("click", act);
  const content = () => popup(properties, texts, () => made.closePopup());
  made.bindPopup(content, { minWidth: 200, maxWidth: 280, closeButton: false });
  made.on("popupopen", (event) => event.popup.getElement()?.querySelector("a, button")?.focus({ preventScroll: true }));
  // Closed from within, not by going elsewhere: back to where it was opened.
  made.on("popupclose", () => document.activeElement === document.body && made.getElement()?.focus({ preventScroll: true }));
  return made;
}

/** Areas of homes: the darker the more answers, with the number where there is room for it. */
export function areas(L, map, features, texts) {
  if (!features.length) return;
  const most = Math.max(...features.map(({ properties }) => properties.count));
  const shade = (count) => Math.min(4, Math.floor((count / most) * 5));
  const style = ({ properties: { count } }) => ({ className: `civic-map__area civic-map__area--${shade(count)}`, interactive: false });
  const shapes = L.geoJSON({ type: "FeatureCollection", features }, { style, interactive: false, onEachFeature: (feature, shape) => {
    const content = element("span", "", number(feature.properties.count));
    content.append(element("span", "civic-sr-only", ` (${text(texts.area, feature.properties)})`));
    shape.bindTooltip(content, { permanent: true, direction: "center", className: "civic-map__number" });
  } }).addTo(map);
  const label = () => shapes.eachLayer((shape) => {
    const [one, other] = [shape.getBounds().getNorthWest(), shape.getBounds().getSouthEast()].map((corner) => map.latLngToLayerPoint(corner));
    const fits = Math.min(other.x - one.x, other.y - one.y) >= LEAST_LABEL;
    if (fits) shape.openTooltip();
    else shape.closeTooltip();
  });
  map.on("zoomend", label);
  label();
}
