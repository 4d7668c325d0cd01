/** Draws what the pins API answers: pins, clusters, stacks of one place, areas of homes. */
import { text } from "./leaflet.js";

function element(tag, className, content = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}

function entry(item, texts) {
  const line = element("p", "civic-map__entry");
  const link = element("a", "", item.title || item.reference);
  if (item.url) {
    link.href = item.url;
    line.append(link);
  } else {
    line.append(element("strong", "", item.title));
  }
  if (item.category) line.append(" ", element("span", "civic-badge", item.category));
  if (item.text) line.append(element("span", "", ` ${item.text}`));
  if (item.kind === "collective") line.append(" ", element("span", "civic-badge civic-badge--collective", texts.group));
  return line;
}

function popup(properties, texts) {
  const box = element("div", "civic-map__popup");
  const items = properties.kind === "stack" ? properties.items : [properties];
  if (properties.kind === "stack") box.append(element("p", "civic-map__popup-title", text(texts.stack, properties)));
  box.append(...items.map((item) => entry(item, texts)));
  return box;
}

function label(properties, texts) {
  if (properties.kind === "cluster") return text(texts.cluster, properties);
  if (properties.kind === "stack") return text(texts.stack, properties);
  return properties.title || properties.reference;
}

function icon(L, properties) {
  if (properties.kind === "pin" || properties.kind === "poi") {
    const shape = properties.kind === "poi" ? "civic-map__pin civic-map__pin--poi" : "civic-map__pin";
    return L.divIcon({ className: shape, iconSize: [28, 36], iconAnchor: [14, 34], popupAnchor: [0, -30] });
  }
  const size = 34 + Math.min(30, Math.round(Math.log10(properties.count + 1) * 14));
  const html = element("span", "", String(properties.count));
  return L.divIcon({ className: "civic-map__cluster", html, iconSize: [size, size] });
}

/**
 * @param {object} L Leaflet
 * @param {object} feature a GeoJSON Point feature of the pins API
 * @param {{texts: object, zoomTo: (latlng: object, zoom: number) => void}} options
 */
export function marker(L, feature, { texts, zoomTo }) {
  const { properties } = feature;
  const [longitude, latitude] = feature.geometry.coordinates;
  const name = label(properties, texts);
  const made = L.marker([latitude, longitude], { icon: icon(L, properties), title: name, alt: name, riseOnHover: true });
  made.on("add", () => {
    const node = made.getElement();
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", name);
  });
  if (properties.kind === "cluster") {
    made.on("click keypress", (event) => {
      if (event.type === "click" || event.originalEvent.key === "Enter") {
        zoomTo(made.getLatLng(), properties.expansion_zoom);
      }
    });
    return made;
  }
  made.bindPopup(() => popup(properties, texts), { minWidth: 200, maxWidth: 300 });
  made.on("popupopen", (event) => event.popup.getElement()?.querySelector("a")?.focus());
  made.on("popupclose", () => made.getElement()?.focus());
  return made;
}

/** Areas of homes: the darker the more answers, each with its count in words. */
export function areas(L, features, texts) {
  const most = Math.max(1, ...features.map((feature) => feature.properties.count));
  const step = (count) => Math.min(4, Math.floor((count / most) * 5));
  const collection = { type: "FeatureCollection", features };
  const layer = L.geoJSON(collection, {
    style: (feature) => ({ className: `civic-map__area civic-map__area--${step(feature.properties.count)}` }),
    onEachFeature: (feature, shape) => shape.bindTooltip(text(texts.area, feature.properties)),
  });
  return layer;
}
