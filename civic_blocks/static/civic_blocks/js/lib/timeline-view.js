/** Builds the horizontal view of a timeline; knows nothing of keys, clicks and scrolling. */

import { anchorOf, lanes, place, ticks } from "./timeline-scale.js";

const CARD_GAP = 16;
const MIN_BAR = 24;
const TICK_SPACE = 72;

/** An element with a class and children; strings become text, never HTML. */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

function hidden(className, ...children) {
  const node = element("span", className, ...children);
  node.setAttribute("aria-hidden", "true");
  return node;
}

/** A button that shows a sign and is named in words. */
export function control(name, label, sign) {
  const button = element("button", `civic-timeline__control civic-timeline__control--${name}`);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.title = label;
  button.append(hidden("civic-timeline__sign", sign));
  return button;
}

/** What a list item says of its step. */
export function readStep(item) {
  const text = (selector) => item.querySelector(selector)?.textContent.trim() ?? "";
  const instant = (value) => (value ? Date.parse(value) : null);
  return {
    item,
    heading: item.querySelector(".civic-step__title"),
    title: text(".civic-step__title"),
    dates: text(".civic-step__dates"),
    statusLabel: text(".civic-badge"),
    status: item.dataset.status,
    group: item.dataset.group ?? "",
    opens: instant(item.dataset.opens),
    closes: instant(item.dataset.closes),
  };
}

/** What the list of eras says of one. */
export function readEra(item) {
  const { opens, closes } = item.dataset;
  return { title: item.querySelector("strong").textContent, opens: Date.parse(opens), closes: closes ? Date.parse(closes) : null };
}

/** The button of a step on the track. */
export function stepButton(step) {
  const button = element(
    "button",
    `civic-timeline__step civic-timeline__step--${step.status}`,
    hidden("civic-timeline__dot"),
    element("span", "civic-timeline__dates", step.dates),
    element("span", "civic-timeline__title", step.title),
    element("span", "civic-timeline__status", step.statusLabel),
  );
  if (step.group) button.append(element("span", "civic-timeline__group", step.group));
  button.type = "button";
  button.tabIndex = -1;
  return button;
}

function at(node, x, length) {
  node.style.setProperty("--x", `${Math.round(x)}px`);
  if (length !== undefined) node.style.setProperty("--length", `${Math.round(length)}px`);
  return node;
}

function bars(steps, layout) {
  const stretches = steps
    .map((step, index) => ({
      step,
      from: layout.xs[index],
      to: Math.min(step.closes === null ? layout.length : layout.xOf(step.closes), layout.length),
    }))
    .filter(({ step, from, to }) => step.opens !== null && to - from >= MIN_BAR);
  const rows = lanes(stretches);
  const nodes = stretches.map(({ step, from, to }, index) => {
    const bar = at(hidden(`civic-timeline__bar civic-timeline__bar--${step.status}`), from, to - from - 4);
    bar.style.setProperty("--lane", rows[index]);
    return bar;
  });
  return { nodes, count: Math.max(0, ...rows.map((row) => row + 1)) };
}

/** Bands behind the steps, cut to the track; an era outside of it is in the list only. */
function eraNodes(eras, layout) {
  return eras.map(({ title, opens, closes }) => {
    const from = Math.max(layout.xOf(opens), 0);
    const to = closes === null ? layout.length : Math.min(layout.xOf(closes), layout.length);
    return to - from >= MIN_BAR && at(hidden("civic-timeline__era", element("span", "", title)), from, to - from - 4);
  }).filter(Boolean);
}

/** Months under the line; one that the marker of today would cross is left out. */
function tickNodes(steps, layout, today, language) {
  const dated = steps.filter((step) => anchorOf(step) !== null);
  if (!dated.length) return [];
  const last = Math.max(...dated.map((step) => step.closes ?? step.opens));
  const format = new Intl.DateTimeFormat(language, { month: "short", year: "numeric" });
  return ticks(anchorOf(dated[0]), last, layout.xOf, TICK_SPACE)
    .filter(({ x }) => x <= layout.length - TICK_SPACE && (today < x - 4 || today > x + TICK_SPACE))
    .map(({ date, x }) => at(hidden("civic-timeline__tick", format.format(date)), x));
}

/**
 * Lays the buttons out on the track and draws bars, ticks and the marker of today around them.
 *
 * @param {{track: Element, buttons: Element[], steps: object[], eras: object[], now: number,
 *          todayLabel: string, width: number, zoom: number, language: string}} view
 */
export function draw({ track, buttons, steps, eras, now, todayLabel, width, zoom, language }) {
  const gap = buttons[0].offsetWidth + CARD_GAP;
  const layout = place(steps, { width, gap, zoom });
  buttons.forEach((button, index) => at(button, layout.xs[index]));
  track.querySelectorAll(":scope > [aria-hidden]").forEach((node) => node.remove());
  const { nodes, count } = bars(steps, layout);
  const bands = eraNodes(eras, layout);
  const todayX = layout.xOf(now);
  const today = at(hidden("civic-timeline__today", element("span", "", todayLabel)), todayX);
  const axis = at(hidden("civic-timeline__axis"), todayX);
  track.style.setProperty("--length", `${Math.round(layout.length)}px`);
  track.style.setProperty("--lanes", count);
  track.style.setProperty("--eras", bands.length ? 1 : 0);
  track.prepend(axis, ...bands, ...tickNodes(steps, layout, todayX, language), ...nodes, today);
}
