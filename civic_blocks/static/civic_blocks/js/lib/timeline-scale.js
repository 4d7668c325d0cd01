/**
 * Places steps along a horizontal line: in proportion to time where there is room, and never closer
 * than `gap`, so that nothing overlaps. Pure: no DOM, no clock.
 *
 * @typedef {{opens: number|null, closes: number|null}} Span  milliseconds since 1970
 */

/** The instant by which a step is placed; null where it has no date. */
export const anchorOf = (step) => step.opens ?? step.closes;

/**
 * @param {Span[]} steps in order of time, those without a date last
 * @param {{width: number, gap: number, zoom?: number}} options pixels
 * @returns {{xs: number[], length: number, xOf: (time: number) => number}}
 */
export function place(steps, { width, gap, zoom = 1 }) {
  const times = steps.map(anchorOf).filter((time) => time !== null);
  const span = times.length > 1 ? times.at(-1) - times[0] : 0;
  const room = Math.max(width - gap, 0) * zoom;
  const scale = span ? room / span : 0;
  const xs = [];
  steps.forEach((step, index) => {
    const time = anchorOf(step);
    const wanted = time === null ? 0 : (time - times[0]) * scale;
    xs.push(index ? Math.max(wanted, xs[index - 1] + gap) : 0);
  });
  return { xs, length: (xs.at(-1) ?? 0) + gap, xOf: interpolation(times, xs, scale, gap) };
}

/** Between two steps time flows evenly; before and after all of them it is held at the edge. */
function interpolation(times, xs, scale, gap) {
  return (time) => {
    if (!times.length || time < times[0]) return -gap / 8;
    const after = times.findIndex((each) => each > time);
    if (after === -1) {
      const last = times.length - 1;
      return xs[last] + Math.min((time - times[last]) * scale, gap * 0.9);
    }
    const share = (time - times[after - 1]) / (times[after] - times[after - 1]);
    return xs[after - 1] + share * (xs[after] - xs[after - 1]);
  };
}

/**
 * Gives each stretch the first lane that is free: stretches in one lane do not touch.
 *
 * @param {{from: number, to: number}[]} stretches by `from`
 * @returns {number[]} a lane for each
 */
export function lanes(stretches) {
  const ends = [];
  return stretches.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = to;
    return lane;
  });
}

/**
 * The first days of months between two instants, thinned to `space` pixels; Januaries come first.
 *
 * @returns {{date: Date, x: number}[]} in order
 */
export function ticks(from, to, xOf, space) {
  const start = new Date(from);
  const months = [];
  for (let index = 1; months.length < 600; index += 1) {
    const date = new Date(start.getFullYear(), start.getMonth() + index, 1);
    if (date.getTime() > to) break;
    months.push({ date, x: xOf(date.getTime()) });
  }
  const kept = [];
  const keep = (tick) => {
    if (kept.every((other) => Math.abs(other.x - tick.x) >= space)) kept.push(tick);
  };
  months.filter(({ date }) => date.getMonth() === 0).forEach(keep);
  months.forEach(keep);
  return kept.sort((one, other) => one.x - other.x);
}
