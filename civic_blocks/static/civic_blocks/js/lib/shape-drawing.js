/** A line or an area as the map shows it, with a handle at each of its points. */
import { element } from "./leaflet.js";

const SIZE = 28;

export class ShapeDrawing {
  #layers = [];

  /** @param {(index: number, place: {lat: number, lng: number}) => void} moved a handle was dragged there */
  constructor(picker, moved) {
    Object.assign(this, { picker, moved });
  }

  clear() {
    this.#layers.forEach((layer) => layer.remove());
    this.#layers = [];
  }

  show(kind, points, chosen) {
    const { L, map } = this.picker;
    this.clear();
    const isArea = kind === "area" && points.length > 2;
    const className = `civic-picker__shape${isArea ? " civic-picker__shape--area" : ""}`;
    const outline = L[isArea ? "polygon" : "polyline"](points, { className, interactive: false });
    this.#layers = [outline.addTo(map), ...points.map((point, index) => this.#handle(point, index, { outline, points, chosen }))];
  }

  #handle(point, index, { outline, points, chosen }) {
    const { L, map } = this.picker;
    const html = element("span", "civic-picker__dot", String(index + 1));
    const className = `civic-picker__vertex${index === chosen ? " civic-picker__vertex--chosen" : ""}`;
    const icon = L.divIcon({ className, html, iconSize: [SIZE, SIZE], iconAnchor: [SIZE / 2, SIZE / 2] });
    const handle = L.marker(point, { icon, keyboard: false, draggable: true, autoPan: true }).addTo(map);
    handle.on("drag", () => outline.setLatLngs(points.map((each, place) => (place === index ? handle.getLatLng() : each))));
    handle.on("dragend", () => this.moved(index, handle.getLatLng()));
    return handle;
  }
}
