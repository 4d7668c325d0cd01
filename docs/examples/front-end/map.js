// @ts-check
import { pins } from "./api.js";
import { el } from "./dom.js";
import { say } from "./words.js";

const [WIDTH, HEIGHT] = [800, 520];
const CLOSEST = 19;

/** Web Mercator, as a fraction of the world. @param {number[]} point longitude, latitude */
const world = ([lon = 0, lat = 0]) => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
};

/** Every position of a GeoJSON geometry. @param {any} coordinates @returns {number[][]} */
const positions = (coordinates) =>
  typeof coordinates[0] === "number" ? [coordinates] : coordinates.flatMap(positions);

/** @param {any} geometry @returns {number[][][]} the rings of a polygon or of several */
const rings = (geometry) =>
  geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.type === "Polygon" ? geometry.coordinates : [];

/** A map without tiles: the perimeter, and what the API tells of the view. */
export class CivicMap {
  /** @param {import("./api.js").Schemas["CampaignDetail"]} campaign */
  constructor(campaign) {
    this.campaign = campaign;
    this.svg = el("svg:svg", { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": say("map") });
    this.told = el("p", { class: "note", role: "status" });
    const all = el("button", { type: "button", class: "plain", click: () => this.showAll() }, say("zoomOut"));
    this.root = el("section", {}, el("h2", {}, say("map")), all, this.told, this.svg);
  }

  showAll() {
    const edge = positions(/** @type {any} */ (this.campaign.perimeter).coordinates);
    const [lons, lats] = [edge.map((point) => point[0] ?? 0), edge.map((point) => point[1] ?? 0)];
    return this.show([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
  }

  /** @param {number[]} box west, south, east, north, in degrees */
  async show(box) {
    const [left = 0, bottom = 0] = world(box.slice(0, 2));
    const [right = 1, top = 1] = world(box.slice(2));
    this.scale = Math.min(WIDTH / (right - left), HEIGHT / (bottom - top));
    this.middle = [(left + right) / 2, (top + bottom) / 2];
    this.zoom = Math.max(0, Math.min(CLOSEST, Math.floor(Math.log2(this.scale / 256))));
    const { features, meta } = await pins(this.campaign.id, box.map((side) => Number(side.toFixed(6))), this.zoom);
    this.svg.replaceChildren(this.border(), ...features.map((/** @type {any} */ each) => this.mark(each)));
    this.told.textContent = meta?.unmapped ? say("noPlace", { n: meta.unmapped }) : "";
  }

  /** @param {number[]} point longitude, latitude */
  place(point) {
    const [x = 0, y = 0] = world(point);
    const [middleX = 0, middleY = 0] = this.middle ?? [];
    const scale = this.scale ?? 1;
    return [WIDTH / 2 + (x - middleX) * scale, HEIGHT / 2 + (y - middleY) * scale];
  }

  /** @param {any} geometry @param {string} name */
  outline(geometry, name) {
    const d = rings(geometry).map((ring) => `M${ring.map((point) => this.place(point).join(" ")).join("L")}Z`);
    return el("svg:path", { class: name, d: d.join("") });
  }

  border() {
    return this.outline(this.campaign.perimeter, "border");
  }

  /** @param {any} feature of GeoJSON: a pin, a cluster, or an area of homes */
  mark({ geometry, properties }) {
    if (geometry.type !== "Point") return this.outline(geometry, "area");
    const [x, y] = this.place(geometry.coordinates);
    const count = properties.count ?? 1;
    const circle = el("svg:circle", { cx: x, cy: y, r: count > 1 ? 16 : 9 });
    if (count === 1) return el("svg:a", { href: properties.url, "aria-label": properties.title }, circle);
    const closer = (/** @type {Event} */ event) => {
      event.preventDefault();
      void this.show(this.around(geometry.coordinates, properties.expansion_zoom ?? CLOSEST));
    };
    const label = say("cluster", { n: count });
    return el("svg:a", { href: "#", "aria-label": label, click: closer }, circle, el("svg:text", { x, y }, String(count)));
  }

  /** @param {number[]} point @param {number} zoom @returns {number[]} a box that fills the map at a zoom */
  around([lon = 0, lat = 0], zoom) {
    const half = (WIDTH / 2 / 256 / 2 ** Math.min(zoom + 1, CLOSEST)) * 360;
    const high = half * (HEIGHT / WIDTH) * Math.cos((lat * Math.PI) / 180);
    return [lon - half, lat - high, lon + half, lat + high];
  }
}
