// @ts-check
import { campaign, campaigns, latest } from "./api.js";
import { el } from "./dom.js";
import { CivicForm } from "./form.js";
import { CivicMap } from "./map.js";
import { timelineSection } from "./timeline.js";
import { language, say } from "./words.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
document.documentElement.lang = language;

/** @param {readonly any[]} figures */
const figureList = (figures) =>
  el("ul", { class: "figures" }, ...figures.map(({ value, label }) => el("li", {}, el("strong", {}, value.toLocaleString(language)), label)));

async function portal() {
  const cards = (await campaigns()).map((each) =>
    el("li", {}, el("h2", {}, el("a", { href: `#/${each.id}` }, each.title)), el("p", { class: "note" }, each.state.headline), el("p", {}, each.introduction)),
  );
  main.replaceChildren(el("h1", {}, say("back")), el("ul", { class: "cards" }, ...cards));
}

/** @param {number} id */
async function one(id) {
  const page = await campaign(id);
  document.title = page.title;
  const form = page.forms[0] && new CivicForm(id, page.forms[0].id, page.url);
  const map = page.perimeter && new CivicMap(page);
  const { results } = await latest(id);
  const rows = results.map((each) => el("li", {}, el("h3", {}, el("a", { href: each.url }, each.title)), el("p", {}, each.excerpt)));
  main.replaceChildren(
    el("p", {}, el("a", { href: "#/" }, say("back"))),
    el("h1", {}, page.title),
    el("p", {}, page.introduction),
    figureList(page.figures),
    await timelineSection(id),
    ...(map ? [map.root] : []),
    ...(form ? [form.root] : []),
    ...(rows.length ? [el("h2", {}, say("latest")), el("ul", { class: "cards" }, ...rows)] : []),
  );
  await Promise.all([map?.showAll(), form?.load()]);
}

async function route() {
  const id = Number(location.hash.replace("#/", ""));
  try {
    await (id ? one(id) : portal());
  } catch (error) {
    main.replaceChildren(el("h1", {}, say("back")), el("p", { role: "alert" }, error instanceof Error && error.name === "Error" ? error.message : say("failed")));
  }
  main.dataset["ready"] = String(id || "portal");
  main.focus();
}

addEventListener("hashchange", () => void route());
void route();
