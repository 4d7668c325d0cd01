/** A map's view and its box in an address: `map=zoom/latitude/longitude`, `bbox=west,south,east,north`. */
const VIEW = /^(\d{1,2})\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/;
const EDGE = 85.051128;
const TILE = 256;
const NEAREST = 19;
const WHOLE = 360;
// Of a box: 4 decimals are 11 m, and two people who look at the same place share an answer.
const GRAIN = 1e4;

const wrapped = (longitude) => ((((longitude + 180) % WHOLE) + WHOLE) % WHOLE) - 180;
const outward = (degrees, round) => round(degrees * GRAIN) / GRAIN;
const rowOf = (latitude) => {
  const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};
const latitudeOf = (row) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * row))) * 180) / Math.PI;

/** Slashes and commas as they are: an address that people can read. */
export function readable(url) {
  url.search = url.search.replaceAll("%2F", "/").replaceAll("%2C", ",");
  return url;
}

/** The view as text, as precise as a screen shows it. */
export function viewText({ centre: [latitude, longitude], zoom }) {
  const digits = zoom >= 16 ? 5 : 4;
  return [zoom, latitude.toFixed(digits), wrapped(longitude).toFixed(digits)].join("/");
}

/** A view's box, grown to the next 4 decimals; west > east across the antimeridian. */
export function boxText([west, south, east, north]) {
  const isWhole = east - west >= WHOLE;
  const sides = isWhole ? [-180, 180] : [outward(wrapped(west), Math.floor), outward(wrapped(east), Math.ceil)];
  const [low, high] = [Math.max(-90, outward(south, Math.floor)), Math.min(90, outward(north, Math.ceil))];
  return [sides[0], low, Math.min(180, sides[1]), high].join(",");
}

/**
 * The view that an address asks for: what `map` says, else one that holds all of `bbox`.
 * @param {URL} url
 * @param {{width: number, height: number}} size of the map, in CSS pixels
 * @returns {{centre: number[], zoom: number}|null} null where it asks for none
 */
export function viewOf(url, { width, height }) {
  const [, zoom, latitude, longitude] = VIEW.exec(url.searchParams.get("map") ?? "") ?? [];
  if (zoom && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { centre: [Number(latitude), Number(longitude)], zoom: Math.min(NEAREST, Number(zoom)) };
  const box = (url.searchParams.get("bbox") ?? "").split(",").map(Number);
  if (box.length !== 4 || !box.every(Number.isFinite)) return null;
  const [west, south, east, north] = box;
  const span = east >= west ? east - west : east - west + WHOLE;
  const [top, bottom] = [rowOf(north), rowOf(south)];
  const fits = Math.min(Math.log2((width || TILE) / TILE / (span / WHOLE)), Math.log2((height || TILE) / TILE / (bottom - top)));
  return { centre: [latitudeOf((top + bottom) / 2), wrapped(west + span / 2)], zoom: Math.max(1, Math.min(NEAREST, Math.floor(fits + 0.01))) };
}
