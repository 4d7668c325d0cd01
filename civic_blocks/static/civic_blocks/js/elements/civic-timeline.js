/**
 * <civic-timeline>: adds a horizontal view above an ordered list of steps. The list stays, whole.
 *
 * Reads data-now and the data-label-* texts of the element; data-status, data-opens and data-closes
 * of each item. Arrow keys, Home and End move along the track; Enter or a click goes to the step.
 */

import { control, draw, element, readEra, readStep, stepButton } from "../lib/timeline-view.js";

const ZOOMS = [1, 2, 4];
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const behavior = () => (calm() ? "instant" : "smooth");

class CivicTimeline extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll(".civic-step")].map(readStep);
    this.eras = [...this.querySelectorAll(".civic-timeline__era-text")].map(readEra);
    if (this.steps.length < 2 || this.view) return;
    this.zoom = 0;
    this.build();
    this.select(this.initial());
    this.layOut();
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    this.view?.remove();
    this.view = null;
  }

  build() {
    const label = (name) => this.dataset[`label${name}`];
    this.buttons = this.steps.map(stepButton);
    this.previous = control("previous", label("Previous"), "←");
    this.next = control("next", label("Next"), "→");
    this.zoomOut = control("zoom-out", label("ZoomOut"), "−");
    this.zoomIn = control("zoom-in", label("ZoomIn"), "+");
    this.said = element("span", "civic-sr-only");
    this.said.setAttribute("role", "status");
    this.track = element("div", "civic-timeline__track", ...this.buttons);
    this.track.setAttribute("role", "toolbar");
    this.track.setAttribute("aria-label", label("View"));
    this.viewport = element("div", "civic-timeline__viewport", this.track);
    this.view = element(
      "div",
      "civic-timeline__view",
      element("div", "civic-timeline__controls", this.previous, this.next, this.zoomOut, this.zoomIn, this.said),
      this.viewport,
    );
    this.prepend(this.view);
    this.listen();
  }

  listen() {
    this.track.addEventListener("keydown", (event) => this.pressed(event));
    this.track.addEventListener("click", (event) => {
      const index = this.buttons.indexOf(event.target.closest("button"));
      if (index >= 0) this.go(index);
    });
    this.track.addEventListener("focusin", (event) => {
      const index = this.buttons.indexOf(event.target);
      if (index >= 0 && index !== this.selected) this.select(index);
    });
    this.previous.addEventListener("click", () => this.step(-1));
    this.next.addEventListener("click", () => this.step(1));
    this.zoomOut.addEventListener("click", () => this.rescale(-1));
    this.zoomIn.addEventListener("click", () => this.rescale(1));
  }

  /** The step the address names, else the last under way, else the next, else the last. */
  initial() {
    const named = this.steps.findIndex(({ heading }) => `#${heading.id}` === location.hash);
    if (named >= 0) return named;
    const current = this.steps.findLastIndex(({ status }) => status === "current");
    if (current >= 0) return current;
    const upcoming = this.steps.findIndex(({ status }) => status === "upcoming");
    return upcoming >= 0 ? upcoming : this.steps.length - 1;
  }

  select(index, { announce = false } = {}) {
    this.selected = index;
    this.buttons.forEach((button, each) => {
      button.tabIndex = each === index ? 0 : -1;
      button.toggleAttribute("data-selected", each === index);
      this.steps[each].item.toggleAttribute("data-selected", each === index);
    });
    this.previous.setAttribute("aria-disabled", String(index === 0));
    this.next.setAttribute("aria-disabled", String(index === this.steps.length - 1));
    if (announce) this.said.textContent = this.buttons[index].innerText;
    if (this.width) this.centre(behavior());
  }

  /** Goes to the text of a step: focus, scroll and address, as a link to it would. */
  go(index) {
    const { heading, item } = this.steps[index];
    this.select(index);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    item.scrollIntoView({ behavior: behavior(), block: "start" });
    history.replaceState(history.state, "", `#${heading.id}`);
  }

  step(by) {
    const index = this.selected + by;
    if (this.steps[index]) this.select(index, { announce: true });
  }

  pressed(event) {
    const forward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const last = this.steps.length - 1;
    const moves = { ArrowRight: this.selected + forward, ArrowLeft: this.selected - forward, Home: 0, End: last };
    if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.select(Math.min(Math.max(moves[event.key], 0), last));
    this.buttons[this.selected].focus({ preventScroll: true });
  }

  rescale(by) {
    this.zoom = Math.min(Math.max(this.zoom + by, 0), ZOOMS.length - 1);
    this.layOut();
  }

  resized() {
    if (this.viewport.clientWidth && this.viewport.clientWidth !== this.width) this.layOut();
  }

  layOut() {
    this.width = this.viewport.clientWidth;
    const { track, buttons, steps, eras, width } = this;
    const language = this.closest("[lang]")?.lang || undefined;
    const shared = { now: Date.parse(this.dataset.now), todayLabel: this.dataset.labelToday };
    draw({ track, buttons, steps, eras, width, language, zoom: ZOOMS[this.zoom], ...shared });
    this.zoomOut.setAttribute("aria-disabled", String(this.zoom === 0));
    this.zoomIn.setAttribute("aria-disabled", String(this.zoom === ZOOMS.length - 1));
    this.centre("instant");
  }

  centre(how) {
    const [card, view] = [this.buttons[this.selected], this.viewport].map((node) => node.getBoundingClientRect());
    this.viewport.scrollBy({ left: card.x + card.width / 2 - view.x - view.width / 2, behavior: how });
  }
}

customElements.define("civic-timeline", CivicTimeline);
