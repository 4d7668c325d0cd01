/** Lines and areas as lists of {lat, lng}: read from text, written, measured. A hint; the server decides. */
import { number, text } from "./leaflet.js";

const PAIR = /^\s*([+-]?\d{1,3}(?:[.,]\d+)?)(?:\s*[;,]\s*|\s+)([+-]?\d{1,3}(?:[.,]\d+)?)\s*$/;

/** Degrees as people write them, 48,89 or 48.89; NaN for anything else. */
export function degrees(written) {
  const plain = written.trim().replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// Of one degree along a meridian.
const METRES = 111195;

/** Metres between two points of a city. */
export function metres(one, other) {
  return Math.hypot(other.lat - one.lat, (other.lng - one.lng) * Math.cos((one.lat * Math.PI) / 180)) * METRES;
}

/** @returns {{kind: string, points: {lat: number, lng: number}[]} | null} null where a text holds no shape */
export function readShape(written, kind) {
  const source = written.trim();
  if (!source.startsWith("{")) {
    const pairs = source.split(/\r?\n/).filter((line) => line.trim()).map((line) => PAIR.exec(line));
    return pairs.every(Boolean) ? { kind, points: pairs.map(([, lat, lng]) => ({ lat: degrees(lat), lng: degrees(lng) })) } : null;
  }
  try {
    const { type, coordinates } = JSON.parse(source);
    const ring = type === "Polygon" ? coordinates[0].slice(0, -1) : coordinates;
    const points = ring.map(([lng, lat]) => ({ lat, lng }));
    const known = ["LineString", "Polygon"].includes(type) && points.every(({ lat, lng }) => Number.isFinite(lat + lng));
    return known ? { kind: type === "Polygon" ? "area" : "line", points } : null;
  } catch {
    return null;
  }
}

export function writeShape(points) {
  return points.map(({ lat, lng }) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`).join("\n");
}

export function lengthOf(points) {
  return points.slice(1).reduce((sum, point, index) => sum + metres(points[index], point), 0);
}

/** Square metres inside an outline. */
export function surfaceOf(points) {
  const across = METRES * Math.cos(((points[0]?.lat ?? 0) * Math.PI) / 180);
  const twice = points.reduce((sum, { lat, lng }, index) => {
    const next = points[(index + 1) % points.length];
    return sum + lng * next.lat - next.lng * lat;
  }, 0);
  return (Math.abs(twice) / 2) * METRES * across;
}

const rounded = (value) => number(Math.max(1, value < 100 ? Math.round(value) : Math.round(value / 10) * 10));
const decimal = (value) => number(value, value < 10 ? 1 : 0);

export function lengthInWords(value) {
  return value < 1000 ? `${rounded(value)} m` : `${decimal(value / 1000)} km`;
}

export function surfaceInWords(value) {
  if (value < 1e4) return `${rounded(value)} m²`;
  return value < 1e6 ? `${decimal(value / 1e4)} ha` : `${decimal(value / 1e6)} km²`;
}

/** How far a drawing has come, in words: "4 points, 320 m". */
export function soFar(kind, points, texts) {
  if (!points.length) return texts.noPoints;
  const count = points.length === 1 ? texts.onePoint : text(texts.points, { count: points.length });
  if (kind === "area" && points.length > 2) return text(texts.areaSoFar, { points: count, surface: surfaceInWords(surfaceOf(points)) });
  return points.length > 1 ? text(texts.lineSoFar, { points: count, length: lengthInWords(lengthOf(points)) }) : count;
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
