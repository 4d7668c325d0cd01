// @ts-check
import { timeline } from "./api.js";
import { el, prose } from "./dom.js";
import { say } from "./words.js";

/** @param {import("./api.js").Schemas["Step"]} step */
const item = (step) =>
  el(
    "li",
    { "data-status": step.status, "aria-current": step.status === "current" ? "step" : undefined },
    el("p", { class: "note" }, `${step.dates} · ${step.kind_label} · ${step.status_label}`),
    el("h3", {}, step.title),
    step.reason ? el("p", {}, step.reason) : undefined,
    step.html ? prose(step.html) : el("p", {}, step.summary),
    step.result_html ? prose(step.result_html) : undefined,
  );

/** @param {number} id of a campaign */
export async function timelineSection(id) {
  const steps = await timeline(id);
  return el("section", {}, el("h2", {}, say("timeline")), el("ol", { class: "steps" }, ...steps.map(item)));
}
