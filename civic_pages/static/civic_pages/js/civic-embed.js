/**
 * <civic-embed>: a campaign, its map, timeline, form or figures in any page. One file, no dependency.
 *
 *   <script type="module" src="https://participez.example/civic-embed.js"></script>
 *   <civic-embed src="https://participez.example/fibre/" part="map" title="La carte de la fibre">
 *     <a href="https://participez.example/fibre/">La fibre pour tous</a>
 *   </civic-embed>
 *
 * What stands inside is shown where scripts do not run, and where the site refuses to be shown here.
 *
 * Attributes: `src`, address of the campaign; `part`, "campaign" (a card) by default, "map",
 * "timeline", "form", "figures", "list", … or the id of a block; `title`, name of the frame for those
 * who do not see it; `lang`, language of its words; `min-height`, pixels to reserve; `loading`,
 * "lazy" by default, or "eager".
 *
 * Events, which bubble: `civic-embed:resized` ({ height }), `civic-embed:sent` ({ part }) once
 * somebody has contributed, `civic-embed:refused` where nothing answers from the frame.
 */
const RESERVED = { campaign: 460, map: 820, timeline: 640, form: 1100, figures: 280, list: 760 };
const ALLOW = { map: "fullscreen", form: "geolocation", campaign: "", timeline: "", figures: "", list: "" };
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";
const LEAST = 40;
const MOST = 50_000;
// How long a loaded frame may be silent before it is taken for refused, in milliseconds.
const PATIENCE = 4000;

class CivicEmbed extends HTMLElement {
  static observedAttributes = ["src", "part", "lang", "title", "min-height", "loading"];

  #frame;
  #fallback;
  #timer;
  #listen = (event) => this.#hear(event);

  connectedCallback() {
    addEventListener("message", this.#listen);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#listen);
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(_name, before, after) {
    if (this.#frame && before !== after) this.#show();
  }

  get part() {
    return this.getAttribute("part") || "campaign";
  }

  /** Address of the frame; undefined where `src` is none. */
  get #address() {
    let url;
    try {
      url = new URL(this.getAttribute("src") || "", document.baseURI);
    } catch {
      return undefined;
    }
    if (!this.hasAttribute("src") || !/^https?:$/.test(url.protocol)) return undefined;
    url.search = url.hash = "";
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/embed/${encodeURIComponent(this.part)}/`;
    if (this.hasAttribute("lang")) url.searchParams.set("lang", this.getAttribute("lang"));
    return url;
  }

  #show() {
    const address = this.#address;
    if (!this.shadowRoot) this.#build();
    if (!address) return this.#refuse("no address");
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("title") || this.textContent.trim() || address.host;
    frame.loading = this.getAttribute("loading") === "eager" ? "eager" : "lazy";
    frame.allow = ALLOW[this.part] ?? "geolocation; fullscreen";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.setAttribute("sandbox", SANDBOX);
    // By properties: a page whose policy forbids style attributes allows these.
    Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
    const reserved = Number(this.getAttribute("min-height")) || RESERVED[this.part] || 600;
    frame.style.height = `${reserved}px`;
    frame.addEventListener("load", () => this.#wait());
    frame.src = address.href;
    this.#frame?.remove();
    this.#frame = frame;
    this.#fallback.hidden = true;
    this.shadowRoot.append(frame);
  }

  #build() {
    this.attachShadow({ mode: "open" });
    this.style.display ||= "block";
    this.#fallback = document.createElement("div");
    this.#fallback.append(document.createElement("slot"));
    this.shadowRoot.append(this.#fallback);
  }

  /** A frame that was refused loads too: but it says nothing. */
  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refuse("silent"), PATIENCE);
  }

  #refuse(reason) {
    this.#frame?.remove();
    this.#frame = undefined;
    this.#fallback.hidden = false;
    this.#announce("refused", { reason });
  }

  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== new URL(this.#frame.src).origin) return;
    if (data?.civic !== "embed") return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (data.event === "resized") this.#resize(Number(data.height));
    if (data.event === "moved") this.#reveal();
    if (data.event === "sent") this.#announce("sent", { part: this.part });
  }

  #resize(height) {
    if (!Number.isFinite(height)) return;
    const shown = Math.min(Math.max(height, LEAST), MOST);
    this.#frame.style.height = `${shown}px`;
    this.#announce("resized", { height: shown });
  }

  /** What the form answered begins at the frame's top, which may be far above by now. */
  #reveal() {
    if (this.#frame.getBoundingClientRect().top < 0) this.scrollIntoView({ block: "start" });
  }

  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(`civic-embed:${name}`, { bubbles: true, detail }));
  }
}

customElements.get("civic-embed") ?? customElements.define("civic-embed", CivicEmbed);
