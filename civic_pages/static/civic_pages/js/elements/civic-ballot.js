/**
 * <civic-ballot>: around the form of a vote; tells, while one chooses, what is spent of a budget or
 * of points, or how many options are chosen. The server checks: nothing is forbidden here.
 *
 * data-method, data-most, data-budget, data-points: the rules.
 * data-money…, data-shared…, data-chosen… (and …-over): sentences with {spent} {budget} {left}.
 */
const NUMBER = new Intl.NumberFormat(document.documentElement.lang || "fr");

class CivicBallot extends HTMLElement {
  connectedCallback() {
    this.output = this.querySelector("output");
    if (!this.output || this.dataset.method === "single" || this.dataset.method === "ranking") return;
    this.addEventListener("change", () => this.tell());
    this.addEventListener("input", () => this.tell());
    this.tell();
  }

  get inputs() {
    return [...this.querySelectorAll(".civic-option input")];
  }

  /** What was spent and of how much, and which sentence says it. */
  get sum() {
    const chosen = this.inputs.filter((input) => input.checked);
    if (this.dataset.method === "points") {
      const given = this.inputs.reduce((sum, input) => sum + (Number.parseInt(input.value, 10) || 0), 0);
      return { spent: given, budget: Number(this.dataset.points), say: "shared", unit: "" };
    }
    if (this.dataset.budget) {
      const spent = chosen.reduce((sum, input) => sum + Number(input.dataset.cost || 0), 0);
      return { spent, budget: Number(this.dataset.budget), say: "money", unit: "\u00a0€" };
    }
    return { spent: chosen.length, budget: Number(this.dataset.most), say: "chosen", unit: "" };
  }

  tell() {
    const { spent, budget, say, unit } = this.sum;
    const isOver = spent > budget;
    const words = { spent, budget, left: Math.abs(budget - spent) };
    const sentence = this.dataset[isOver ? `${say}Over` : say] || "";
    const text = sentence.replace(/\{(\w+)\}/g, (_all, name) => NUMBER.format(words[name]) + unit);
    // It stays in view: nothing is to be covered before there is something to say.
    this.output.hidden = spent === 0;
    this.output.classList.toggle("civic-ballot__total--over", isOver);
    if (this.output.textContent !== text) this.output.textContent = text;
  }
}

customElements.define("civic-ballot", CivicBallot);
