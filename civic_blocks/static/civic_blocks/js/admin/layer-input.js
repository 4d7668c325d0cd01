/** Reads a chosen file into the box of a layer, and shows what the box holds. */
(() => {
  "use strict";

  const { BoundText, create, draw, element, fit, register, text, territory } = window.civicMap;
  const MEGA = 1_000_000;

  class LayerInput extends BoundText {
    constructor(input, options) {
      super(input);
      Object.assign(this, { options, texts: options.texts });
      const line = element("p", "civic-admin-map__file");
      const label = element("label", "", this.texts.file);
      this.file = document.createElement("input");
      this.file.type = "file";
      this.file.accept = options.accept;
      this.file.id = `${input.id}-file`;
      label.htmlFor = this.file.id;
      line.append(label, " ", this.file);
      this.status = element("p", "help civic-admin-map__status");
      this.status.setAttribute("role", "status");
      input.after(line, this.status);
      this.file.addEventListener("change", () => this.read());
      input.addEventListener("change", () => this.show());
      this.show();
    }

    async read() {
      const [file] = this.file.files;
      if (!file) return;
      const say = (words, values) => (this.status.textContent = text(words, { name: file.name, ...values }));
      if (file.size > this.options.maxBytes) {
        say(this.texts.large, { most: this.options.maxBytes / MEGA });
        return;
      }
      try {
        this.write(await file.text());
        say(this.texts.read);
      } catch {
        say(this.texts.failed);
      }
      // Chosen once more, it is read once more.
      this.file.value = "";
    }

    /** Draws a layer as the server stored it; anything else waits for the server to read it. */
    show() {
      const layer = this.stored();
      this.canvas?.remove();
      this.map?.remove();
      this.map = this.canvas = undefined;
      if (!layer) return;
      const lost = (layer.lost ?? []).map((key) => this.options.losses[key]).filter(Boolean).join(", ");
      const sentences = [text(this.texts.summary, { count: layer.features.length })];
      if (lost) sentences.push(text(this.texts.lost, { what: lost }));
      this.status.textContent = sentences.join(" ");
      this.canvas = element("div", "civic-admin-map");
      this.canvas.setAttribute("role", "group");
      this.canvas.setAttribute("aria-label", this.texts.map);
      this.status.after(this.canvas);
      this.map = create(this.canvas, this.options);
      territory(this.map);
      fit(this.map, draw(layer, "#0b45b0").addTo(this.map).getBounds());
    }

    stored() {
      if (!this.input.value.startsWith('{"type":"FeatureCollection"')) return null;
      try {
        const layer = JSON.parse(this.input.value);
        return Array.isArray(layer.lost) ? layer : null;
      } catch {
        return null;
      }
    }
  }

  register("civic_blocks.LayerInput", LayerInput);
})();
