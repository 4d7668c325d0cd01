/** Asks the pins API for what a view needs: once, for whole tiles, and never for an old view. */
const PATIENCE = 20_000;
const EDGE = 85.051128;
const SLACK = 2e-6;
const WORLD = 1e9;

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

/** A box extended to whole cells of a level: neighbours ask for the same, and a cache answers. */
function aligned([west, south, east, north], level) {
  const last = 2 ** level - 1;
  const [left, top] = cellOf([west, north], level);
  const [right, bottom] = cellOf([east, south], level);
  const [first, final] = [boxOf([left, Math.max(0, top)], level), boxOf([right, Math.min(last, bottom)], level)];
  return [first[0], final[1], final[2], first[3]];
}

/** A longitude between -180 and 180 degrees, however often the world was walked around. */
const wrapped = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

/** The same box as the API reads it, a hair within its cells; west > east across the antimeridian. */
function parameter([west, south, east, north]) {
  const whole = east - west >= 360;
  const sides = whole ? [-180, 180] : [wrapped(west + SLACK), wrapped(east - SLACK)];
  return [sides[0], south + SLACK, sides[1], north - SLACK].map((degrees) => degrees.toFixed(6)).join(",");
}

const within = (inner, outer) =>
  inner[0] >= outer[0] - SLACK && inner[1] >= Math.max(outer[1], -EDGE) - SLACK && inner[2] <= outer[2] + SLACK && inner[3] <= Math.min(outer[3], EDGE) + SLACK;
const onWorld = ([west, south, east, north]) => [west, Math.max(south, -EDGE), east, Math.min(north, EDGE)];

export class PinSource {
  #request;
  #held;

  /** @param {string} url of the pins API, with the campaign's parameter */
  constructor(url) {
    this.url = url;
  }

  /** Forgets what was answered, and what is asked. */
  forget() {
    this.#request?.abort();
    this.#held = undefined;
  }

  /**
   * @param {{bbox: number[], zoom: number, query: string, fine: boolean}} view bbox as [west, south, east, north]; `fine`: smaller cells, for shades
   * @returns {Promise<object|null>} the answer, or null where what was answered last still holds
   * @throws {DOMException} "AbortError" where a later view was asked for meanwhile
   */
  async load({ bbox, zoom, query, fine = false }) {
    const asked = fine ? zoom + 1 : zoom;
    const seen = onWorld(bbox);
    const level = levelOf(asked);
    const held = this.#held;
    if (held && held.query === query && held.level === level && within(seen, held.box)) {
      this.#request?.abort();
      return null;
    }
    const wanted = aligned(seen, fine ? zoom + 2 : zoom);
    const address = this.#address(wanted, asked, query);
    if (held?.address === address) return null;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const late = setTimeout(() => request.abort(new DOMException("", "TimeoutError")), PATIENCE);
    try {
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      request.signal.throwIfAborted();
      this.#held = { address, query, level, box: answer.meta?.truncated ? [0, 0, 0, 0] : covered(answer.bbox, wanted) };
      return answer;
    } finally {
      clearTimeout(late);
    }
  }

  #address(box, zoom, query) {
    const url = new URL(this.url, location.href);
    for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
    url.searchParams.set("bbox", parameter(box));
    url.searchParams.set("zoom", zoom);
    return url.href;
  }
}

/** The box that an answer holds for: as it tells, where that is no less than was asked for. */
function covered(told, [west, south, east, north]) {
  if (east - west >= 360) return [-WORLD, -EDGE, WORLD, EDGE];
  const isMore = told?.length === 4 && within([west, south, east, north], told.map((degrees, side) => degrees + (side < 2 ? -SLACK : SLACK)));
  return isMore ? told : [west, south, east, north];
}
