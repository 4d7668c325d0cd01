/**
 * <civic-ranking>: a list one puts in order with buttons, instead of a rank to select for each line.
 * The selects stay, hidden, and are what is sent.
 *
 * Reads the texts data-up, data-down, data-take, data-drop, data-moved and data-dropped, with
 * {choice}, {rank} and {count}.
 */
const ACTS = { up: "↑", down: "↓", take: "+", drop: "×" };

class CivicRanking extends HTMLElement {
  connectedCallback() {
    if (this.said) return;
    this.list = this.querySelector("ul");
    this.rows = [...this.list.children];
    this.said = document.createElement("p");
    this.said.className = "civic-sr-only";
    this.said.setAttribute("role", "status");
    this.append(this.said);
    for (const row of this.rows) this.#equip(row);
    this.addEventListener("click", (event) => this.#act(event.target.closest("button[data-act]")));
    this.setAttribute("data-enhanced", "");
    this.#lay(this.#ranked());
  }

  #equip(row) {
    const rank = document.createElement("span");
    rank.className = "civic-ranking__rank";
    rank.setAttribute("aria-hidden", "true");
    row.prepend(rank);
    row.querySelector("select").hidden = true;
    const buttons = document.createElement("span");
    buttons.className = "civic-ranking__buttons";
    for (const [act, sign] of Object.entries(ACTS)) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "civic-ranking__button", textContent: sign });
      button.dataset.act = act;
      button.setAttribute("aria-label", this.#text(act, row));
      buttons.append(button);
    }
    row.append(buttons);
  }

  #text(name, row, values = {}) {
    const all = { choice: row.dataset.choice, ...values };
    return this.dataset[name].replace(/\{(\w+)\}/g, (_mark, key) => all[key]);
  }

  #ranked() {
    const rank = (row) => Number(row.querySelector("select").value);
    return this.rows.filter(rank).sort((one, other) => rank(one) - rank(other));
  }

  #act(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const row = button.closest("li");
    const order = this.#ranked();
    const from = order.indexOf(row);
    if (from >= 0) order.splice(from, 1);
    const { act } = button.dataset;
    if (act !== "drop") order.splice(act === "take" ? order.length : from + (act === "up" ? -1 : 1), 0, row);
    this.#lay(order);
    const rank = order.indexOf(row) + 1;
    this.said.textContent = this.#text(rank ? "moved" : "dropped", row, { rank, count: order.length });
    const next = [act, act === "drop" ? "take" : "drop"].map((name) => row.querySelector(`[data-act=${name}]`));
    (next.find((each) => !each.hidden) ?? button).focus();
    row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Writes the ranks down, and shows the ranked lines first. */
  #lay(order) {
    for (const row of this.rows) {
      const rank = order.indexOf(row) + 1;
      row.querySelector("select").value = rank || "";
      row.querySelector(".civic-ranking__rank").textContent = rank || "–";
      row.toggleAttribute("data-ranked", rank > 0);
      for (const button of row.querySelectorAll("button")) {
        button.hidden = (button.dataset.act === "take") === rank > 0;
        const atEnd = { up: rank === 1, down: rank === order.length }[button.dataset.act];
        button.setAttribute("aria-disabled", String(Boolean(atEnd)));
      }
    }
    this.list.append(...order, ...this.rows.filter((row) => !order.includes(row)));
  }
}

customElements.get("civic-ranking") ?? customElements.define("civic-ranking", CivicRanking);
