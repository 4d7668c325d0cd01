/** Markers of what the pins API answers: pins, clusters, and several at one place; all are buttons. */
import { boxOf, cellOf, element, levelOf, number, text } from "./leaflet.js";

const ROW = 64;
const SVG = "http://www.w3.org/2000/svg";

export function label(properties, texts) {
  if (properties.kind === "cluster") return text(texts.cluster, properties);
  if (properties.kind === "stack") return text(texts.stack, properties);
  const name = properties.title || properties.reference;
  return properties.category ? `${name} (${properties.category})` : name;
}

export const keyOf = ({ geometry, properties: { kind, count, reference = "" } }) => `${kind} ${geometry.coordinates} ${count} ${reference}`;

function shape(path) {
  const [svg, line] = ["svg", "path"].map((name) => document.createElementNS(SVG, name));
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  line.setAttribute("fill-rule", "evenodd");
  svg.append(line);
  return svg;
}

/** Leaflet's icon of a piece of HTML, but a real button. */
function buttonIcon(L) {
  return L.DivIcon.extend({
    createIcon() {
      const node = document.createElement("button");
      node.type = "button";
      node.append(element("span", "civic-map__touch"), this.options.html);
      this._setIconStyles(node, "icon");
      return node;
    },
    createShadow: () => null,
  });
}

export class Markers {
  #drawn = new Map();

  /**
   * @param {object} L Leaflet
   * @param {object} map
   * @param {{texts: object, legend: object[], act: (feature: object, marker: object) => void}} options `act`: what a button does
   */
  constructor(L, map, { texts, legend = [], act }) {
    Object.assign(this, { L, map, texts, act, Icon: buttonIcon(L), group: L.featureGroup() });
    this.legend = new Map(legend.map((entry) => [entry.category, entry]));
  }

  /** Draws these and no others: who is there already stays, with focus and popup. */
  update(features) {
    const wanted = new Map(features.filter(({ geometry }) => geometry?.type === "Point").map((each) => [keyOf(each), each]));
    for (const [key, marker] of this.#drawn) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.group.removeLayer(marker);
      this.#drawn.delete(key);
    }
    for (const [key, feature] of wanted) if (!this.#drawn.has(key)) this.#drawn.set(key, this.#make(key, feature));
    this.sort();
  }

  /** Puts buttons in the order of reading, row by row from north-west to south-east. */
  sort() {
    const pane = this.map.getPane("markerPane");
    const places = [...this.#drawn.values()].map((marker) => [marker.getElement(), this.map.project(marker.getLatLng())]);
    const row = ({ y }) => Math.floor(y / ROW);
    const nodes = places.filter(([node]) => node?.parentNode === pane).sort(([, a], [, b]) => row(a) - row(b) || a.x - b.x || a.y - b.y).map(([node]) => node);
    // One that is moved would lose the focus: the others go around it.
    const focused = nodes.indexOf(document.activeElement);
    nodes.slice(0, Math.max(0, focused)).forEach((node) => pane.insertBefore(node, nodes[focused]));
    pane.append(...nodes.slice(focused + 1));
  }

  nodeOf(key) {
    return this.#drawn.get(key)?.getElement();
  }

  /** The first button in view, in the order of reading. */
  first() {
    const frame = this.map.getContainer().getBoundingClientRect();
    const inside = ({ left, right, top, bottom }) => left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
    const nodes = new Set([...this.#drawn.values()].map((marker) => marker.getElement()));
    return [...this.map.getPane("markerPane").children].find((node) => nodes.has(node) && inside(node.getBoundingClientRect()));
  }

  #icon({ kind, count, category }) {
    if (kind === "pin" || kind === "interest") {
      const entry = kind === "pin" && this.legend.get(category);
      const className = `civic-map__pin civic-map__pin--${kind} civic-map__colour--${entry ? entry.colour : kind}`;
      const html = entry ? shape(entry.path) : element("span", "civic-map__dot");
      return new this.Icon({ className, html, iconSize: [28, 36], iconAnchor: [14, 36] });
    }
    const size = 34 + Math.min(30, Math.round(Math.log10(count + 1) * 8));
    const html = element("span", "", number(count));
    return new this.Icon({ className: `civic-map__cluster civic-map__cluster--${kind}`, html, iconSize: [size, size] });
  }

  #make(key, feature) {
    const { geometry, properties } = feature;
    const [longitude, latitude] = geometry.coordinates;
    const marker = this.L.marker([latitude, longitude], { icon: this.#icon(properties), keyboard: false, riseOnHover: true, count: properties.count });
    marker.on("add", () => {
      const node = marker.getElement();
      node.setAttribute("aria-label", label(properties, this.texts));
      node.title = label(properties, this.texts);
      node.dataset.place = key;
    });
    marker.on("click", () => this.act(feature, marker));
    return marker.addTo(this.group);
  }
}

/**
 * How many contributions those in view stand for; `isAbout` where one of them, a cluster, stands for
 * what may be on either side of the border.
 *
 * @param {object} map
 * @param {object[]} features of the pins API, for the zoom of the map
 */
export function inside(map, features) {
  const [bounds, level] = [map.getBounds(), levelOf(map.getZoom())];
  const isIn = ({ geometry: { coordinates } }) => bounds.contains([coordinates[1], coordinates[0]]);
  const isHalf = ({ geometry, properties }) => {
    const [west, south, east, north] = boxOf(cellOf(geometry.coordinates, level), level);
    const cell = [[south, west], [north, east]];
    return properties.kind === "cluster" && bounds.intersects(cell) && !bounds.contains(cell);
  };
  const count = features.filter(isIn).reduce((sum, { properties }) => sum + (properties.count ?? 1), 0);
  return { count, isAbout: features.some(isHalf) };
}
