/**
 * <civic-proof>: does the proof of work of its form while somebody fills it in.
 * Nothing is shown and nothing is sent elsewhere. Where it fails, the form is sent without a proof
 * and the page comes back with a question in words.
 */
const MARGIN = 30_000;

class CivicProof extends HTMLElement {
  #challenge;
  #until;
  #solving;
  #failed = false;

  connectedCallback() {
    this.form = this.closest("form");
    this.input = this.querySelector("[name=civic_proof]");
    if (!this.form || !this.input) return;
    this.#take(JSON.parse(this.dataset.challenge));
    const begin = () => this.#solve();
    for (const kind of ["input", "focusin"]) this.form.addEventListener(kind, begin, { once: true });
    if ("eager" in this.dataset) begin();
    // Before <civic-form> marks the form as sent.
    this.form.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#spend());
  }

  #take(challenge) {
    this.#challenge = challenge;
    this.#until = Date.now() + challenge.seconds * 1000 - MARGIN;
    this.input.value = "";
  }

  /** A page taken back from the browser's memory holds a proof that has served. */
  #spend() {
    this.input.value = "";
    this.#until = 0;
    this.#failed = false;
  }

  get #isGood() {
    return this.input.value !== "" && Date.now() < this.#until;
  }

  #hold(event) {
    const answer = this.querySelector("[name=civic_answer]");
    if (this.#isGood || this.#failed || answer?.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.form.hasAttribute("aria-busy")) return;
    this.form.setAttribute("aria-busy", "true");
    const status = this.form.querySelector("[role=status]");
    if (status) status.textContent = this.dataset.waiting ?? "";
    const { submitter } = event;
    this.#solve().then(() => {
      this.form.removeAttribute("aria-busy");
      this.form.requestSubmit(submitter);
    });
  }

  #solve() {
    this.#solving ??= this.#work()
      .then(() => this.#hideQuestion(), () => { this.#failed = true; })
      .finally(() => { this.#solving = undefined; });
    return this.#solving;
  }

  async #work() {
    if (Date.now() >= this.#until) await this.#renew();
    if (this.#isGood) return;
    const challenge = this.#challenge;
    const number = await this.#number(challenge);
    if (number < 0) throw new Error("no solution");
    const { algorithm, salt, signature } = challenge;
    this.input.value = btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature }));
  }

  async #renew() {
    if (!this.dataset.url) throw new Error("no address of a new challenge");
    const response = await fetch(this.dataset.url, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    this.#take((await response.json()).proof);
  }

  async #number(challenge) {
    try {
      return await inWorker(this.dataset.worker, challenge);
    } catch {
      // Workers are refused from another origin, or by a policy.
      return (await import(this.dataset.worker)).solve(challenge);
    }
  }

  /** The question is for who has no script; nobody is kept from answering who has begun. */
  #hideQuestion() {
    const question = this.querySelector("[data-question]");
    const answer = question?.querySelector("input");
    if (question && !answer.value && !question.contains(document.activeElement)) question.hidden = true;
  }
}

function inWorker(address, challenge) {
  return new Promise((found, failed) => {
    const worker = new Worker(address, { type: "module" });
    const end = (settle) => (value) => {
      worker.terminate();
      settle(value);
    };
    worker.onmessage = end(({ data }) => found(data));
    worker.onerror = end(failed);
    worker.postMessage(challenge);
  });
}

customElements.get("civic-proof") ?? customElements.define("civic-proof", CivicProof);
