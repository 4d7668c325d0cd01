/** Areas, sectors by their figures, and density: shapes with classes, and their numbers as text. */
import { boxOf, cellOf, element, levelOf, number, text } from "./leaflet.js";

const LEAST_LABEL = 30;
const CLASSES = 5;
// A label without its name, which the table tells.
const SHORT = "civic-map__number--short";
// Out of sight, not out of reach of assistive technology.
const UNSEEN = "civic-sr-only";
const lieOnEachOther = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Of labels that lie on each other the largest number stays; one that is in its way is shortened, or else hidden. */
function thin(shapes) {
  const told = ({ feature }) => feature.properties.count ?? 0;
  const kept = [];
  for (const shape of shapes.sort((one, other) => told(other) - told(one))) {
    const label = shape.getTooltip();
    const node = label.getElement();
    const isFree = () => {
      const box = node.getBoundingClientRect();
      return !kept.some((other) => lieOnEachOther(box, other)) && kept.push(box);
    };
    if (isFree()) continue;
    node.classList.add(SHORT);
    label.update();
    if (!isFree()) node.classList.add(UNSEEN);
  }
}

/** Writes a number on each shape that has room for it, at this zoom and at any other. */
function withLabels(map, layer, content) {
  layer.eachLayer((shape) => shape.bindTooltip(content(shape.feature.properties), { permanent: true, direction: "center", className: "civic-map__number", interactive: false }));
  const fitOne = (shape) => {
    const node = shape.getTooltip().getElement();
    const [one, other] = [shape.getBounds().getNorthWest(), shape.getBounds().getSouthEast()].map((corner) => map.latLngToLayerPoint(corner));
    const [width, height] = [other.x - one.x, other.y - one.y];
    node.classList.toggle(UNSEEN, Math.min(width, height) < LEAST_LABEL);
    node.classList.remove(SHORT);
    node.classList.toggle(SHORT, node.offsetWidth > width);
    shape.getTooltip().update();
    return !node.classList.contains(UNSEEN);
  };
  const fit = () => thin(layer.getLayers().filter((shape) => shape.getTooltip().getElement() && fitOne(shape)));
  layer.on("add", () => {
    map.on("zoomend", fit);
    fit();
  });
  return layer.on("remove", () => map.off("zoomend", fit));
}

function shapes(L, features) {
  const style = ({ properties: { level } }) => ({ className: `civic-map__area civic-map__area--${level ?? "unknown"}`, interactive: false });
  return L.geoJSON({ type: "FeatureCollection", features }, { style, interactive: false });
}

function figure(count, words) {
  const content = element("span", "", number(count));
  content.append(element("span", "civic-sr-only", ` (${words})`));
  return content;
}

/** Areas of homes: the darker the more answers, with the number where there is room for it. */
function areaView(L, map, { areas, texts }) {
  return withLabels(map, shapes(L, areas), ({ count }) => figure(count, text(texts.area, { count })));
}

/** Sectors: the darker the more contributions, with their names. */
function sectorView(L, map, { sectors, texts }) {
  return withLabels(map, shapes(L, sectors.features), ({ name, count }) => {
    const content = element("span", "civic-map__sector-label");
    content.append(element("span", "", name), element("strong", "", typeof count === "number" ? number(count) : texts.tooFew));
    return content;
  });
}

/** Ranges of `CLASSES` classes at most that hold about as many of the counts each. */
export function classesOf(counts) {
  const values = [...new Set(counts)].sort((a, b) => a - b);
  const size = Math.min(CLASSES, values.length);
  const edge = (step) => Math.round((step * values.length) / size);
  return Array.from({ length: size }, (_each, step) => [values[edge(step)], values[edge(step + 1) - 1]]);
}

/** The shade of a class among several: the last one is always the darkest. */
export const shadeOf = (step, size) => (size === 1 ? CLASSES : 1 + Math.round((step * (CLASSES - 1)) / (size - 1)));

/** Squares of the cells that hold anything, shaded by how much; with the classes for the legend. */
function densityView(L, map, features, { meta, texts }) {
  // Where there were too many, the API gathered them in the next larger cells.
  const level = levelOf(map.getZoom() + 1) - (meta.truncated ? 2 : 0);
  const cells = new Map();
  for (const { geometry, properties } of features) {
    const cell = cellOf(geometry.coordinates, level);
    const known = cells.get(String(cell));
    cells.set(String(cell), { cell, count: (known?.count ?? 0) + (properties.count ?? 1) });
  }
  const classes = classesOf([...cells.values()].map(({ count }) => count));
  const squares = [...cells.values()].map(({ cell, count }) => {
    const step = classes.findIndex(([, most]) => count <= most);
    const [west, south, east, north] = boxOf(cell, level);
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { count, level: shadeOf(step, classes.length) } };
  });
  const layer = withLabels(map, shapes(L, squares), ({ count }) => figure(count, text(texts.square, { count })));
  return { layer, classes };
}

/** Fills in the legend of a density: one line a class, in words. */
function densityLegend(list, classes, texts) {
  list.replaceChildren(...classes.map(([least, most], step) => {
    const line = element("li", "civic-map__class");
    const words = least === most ? text(texts.classOne, { count: least }) : text(texts.classRange, { least, most });
    line.append(element("span", `civic-map__shade civic-map__shade--${shadeOf(step, classes.length)}`), element("span", "", words));
    return line;
  }));
}

/**
 * @param {"areas"|"sectors"|"density"} name
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{areas: object[], sectors: object, features: object[], meta: object, legend: HTMLElement, texts: object}} options `legend`: the list of a density's classes
 * @returns {object} the layer, not on the map yet
 */
export function draw(name, L, map, options) {
  if (name !== "density") return { areas: areaView, sectors: sectorView }[name](L, map, options);
  const { layer, classes } = densityView(L, map, options.features, options);
  if (options.legend) densityLegend(options.legend, classes, options.texts);
  return layer;
}
