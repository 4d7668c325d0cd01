/** What a <civic-map> shows and asks for: one map, its pins or shapes, and how it stands. */
import { createMap, drawTerritory, fitFirst, viewOf, watchTiles } from "./leaflet.js";
import { MapStatus, PinSource } from "./map-answers.js";
import { inside, keyOf, Markers } from "./map-markers.js";

const PAUSE = 200;

export class MapStage {
  #L;
  #answer;
  #layer;
  #shows;
  #turn = 0;
  #isOurs = false;
  #leads = false;
  #timer;
  #views;

  /**
   * @param {object} L Leaflet
   * @param {HTMLElement} host the element; asked for its `query`, sends the events
   * @param {object} config as civic_blocks/map_config.py writes it
   */
  constructor(L, host, config) {
    Object.assign(this, { host, config, canvas: host.querySelector(".civic-map__canvas") });
    this.#L = L;
    const map = (this.map = createMap(L, this.canvas, config));
    this.status = new MapStatus(host, config.texts);
    watchTiles(map, (isLost) => this.status.say("tiles", isLost ? config.texts.noTiles : ""));
    this.source = new PinSource(config.pinsUrl);
    const territory = drawTerritory(L, map, config);
    const options = { ...config, act: (feature, marker) => this.#act(feature, marker) };
    [this.interests, this.markers] = [new Markers(L, map, options), new Markers(L, map, options)];
    this.interests.group.addTo(map);
    this.interests.update(config.pointsOfInterest.features);
    this.markers.update(config.pins);
    if (config.fit) fitFirst(map, [territory, this.markers.group, this.interests.group]);
    this.#answer = { features: config.pins, meta: config.totals ?? {} };
    this.size = map.getSize();
    map.on({ autopanstart: () => (this.#isOurs = true), moveend: () => this.#moved() });
    host.querySelector(".civic-map__panel")?.setAttribute("data-drawn", "");
  }

  remove() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.source.forget();
    this.map.remove();
    this.map = undefined;
  }

  get view() {
    return viewOf(this.map);
  }

  moveTo(centre, zoom) {
    this.#isOurs = true;
    this.map.setView(centre, zoom, { animate: false });
    this.#isOurs = false;
  }

  /** Shows pins, or shapes by their figures: "areas", "sectors" or "density". */
  async show(name) {
    this.#shows = name;
    if (name !== "pins") this.#views ??= await import("./map-views.js");
    if (!this.map || this.#shows !== name) return;
    this.#draw();
    await this.refresh();
  }

  /** Asks for what the view needs, where that is not there yet; `anew`: in any case. */
  async refresh({ anew = false } = {}) {
    const turn = ++this.#turn;
    // What was open may not be among what is asked for now.
    if (anew) this.map.closePopup();
    if (anew) this.source.forget();
    if (anew && this.#shows === "sectors") this.#take({ features: [], meta: this.config.totals ?? {} });
    const isFine = this.#shows === "density";
    try {
      if (this.config.pinsUrl && (isFine || this.#shows === "pins")) {
        this.status.wait();
        const answer = await this.source.load({ ...this.view, query: this.host.query, fine: isFine });
        if (turn !== this.#turn) return;
        if (answer) this.#take(answer);
      }
      this.#lead();
      const { meta, features } = this.#answer;
      const isTold = this.#shows === "pins" && meta.in_view !== null;
      this.status.tell(meta, isTold ? inside(this.map, features) : {});
    } catch (error) {
      if (turn === this.#turn && error.name !== "AbortError") this.status.fail();
    }
  }

  #take(answer) {
    this.#answer = answer;
    this.#draw();
    this.#tell("loaded", { ...answer.meta, features: answer.features });
  }

  /** Draws the latest answer; who was on a marker that is gone is on the map then. */
  #draw() {
    const isHere = this.canvas.contains(document.activeElement);
    const { features, meta } = this.#answer;
    this.#layer?.remove();
    if (this.#shows === "pins") {
      this.markers.group.addTo(this.map);
      this.markers.update(features);
    } else {
      this.markers.group.remove();
      this.#layer = this.#views.draw(this.#shows, this.#L, this.map, { ...this.config, features, meta, legend: this.host.querySelector("[data-legend=density] ul") }).addTo(this.map);
    }
    if (isHere && !this.canvas.contains(document.activeElement)) this.canvas.focus({ preventScroll: true });
  }

  /** After a cluster: on to the first of what it held. */
  #lead() {
    if (this.#leads) (this.markers.first() ?? this.canvas).focus({ preventScroll: true });
    this.#leads = false;
  }

  async #act(feature, marker) {
    const zoom = this.map.getZoom();
    const { kind, expansion_zoom: wanted } = feature.properties;
    if (kind === "cluster") {
      this.#leads = true;
      this.map.setView(marker.getLatLng(), Math.min(Math.max(wanted, zoom + 1), this.map.getMaxZoom()));
      return;
    }
    const { openPopup } = (await import("./map-popup.js").catch(() => this.status.fail())) ?? {};
    if (!openPopup) return;
    const node = () => [this.markers, this.interests].map((each) => each.nodeOf(keyOf(feature))).find(Boolean);
    const back = () => (node() ?? this.canvas).focus({ preventScroll: true });
    openPopup(this.#L, this.map, feature, { ...this.config, query: this.host.query, zoom, back });
  }

  #moved() {
    const size = this.map.getSize();
    const isMeant = !this.#isOurs && size.equals(this.size);
    [this.size, this.#isOurs] = [size, false];
    if (isMeant) this.#tell("moved", this.view);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), PAUSE);
  }

  #tell(name, detail) {
    this.host.dispatchEvent(new CustomEvent(`civic-map:${name}`, { bubbles: true, detail }));
  }
}
