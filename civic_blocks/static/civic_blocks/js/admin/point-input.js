/**
 * The editor's point on a map: wagtailgeowidget's LeafletField, which keeps an empty value empty,
 * survives a value it cannot read, and shows a plain ground where no tile server is set.
 *
 * A classic script: Wagtail loads the media of its form widgets that way.
 */
(() => {
  "use strict";

  const STORED = /^SRID=\d+;\s*POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)$/;
  const TYPED = /^\s*(-?\d+(?:[.]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.]\d+)?)\s*$/;

  const onEarth = (lat, lng) => Math.abs(lat) <= 90 && Math.abs(lng) <= 180;

  class PointField extends LeafletField {
    // LeafletField's constructor calls this; what it needs is set by then.
    setup() {
      this.idForLabel = this.latLngField[0].id;
      this.initMap(this.mapEl, this.defaultLocation);
      this.initEvents();
      this.show(this.getState());
      this.hasSetup = true;
    }

    initMap(mapEl, location) {
      const { zoom_in: zoomInTitle, zoom_out: zoomOutTitle } = this.translations;
      this.map = L.map(mapEl[0], { scrollWheelZoom: false, zoomControl: false });
      this.map.setView(location, this.zoom);
      this.map.attributionControl.setPrefix(false);
      L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(this.map);
      if (this.tileLayer) {
        L.tileLayer(this.tileLayer, { maxZoom: 19, ...this.tileLayerOptions }).addTo(this.map);
      }
      const icon = L.divIcon({ className: "civic-admin-pin", iconSize: [28, 28], iconAnchor: [14, 34] });
      this.marker = L.marker(location, { draggable: true, keyboard: false, icon });
    }

    initEvents() {
      const text = this.latLngField[0];
      text.placeholder = this.translations.placeholder;
      this.removeButton = document.createElement("button");
      this.removeButton.type = "button";
      this.removeButton.className = "button button-small button-secondary civic-admin-point__remove";
      this.removeButton.textContent = this.translations.remove;
      text.after(this.removeButton);

      this.map.on("click", ({ latlng }) => this.place(latlng));
      this.marker.on("dragend", () => this.place(this.marker.getLatLng()));
      this.removeButton.addEventListener("click", () => this.place(null) ?? text.focus());
      text.addEventListener("input", () => this.typed(text.value));
      // Enter in this text would send the whole page.
      text.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      this.map.on("zoomend", () => this.zoomed());
      // Tabs and folded panels show the map later than they build it.
      new ResizeObserver(() => this.map.invalidateSize()).observe(this.mapEl[0]);
    }

    typed(text) {
      const [, lat, lng] = (TYPED.exec(text) ?? []).map(Number);
      if (text.trim() === "" || onEarth(lat, lng)) {
        this.place(text.trim() ? L.latLng(lat, lng) : null, { text });
        return;
      }
      this.warn(this.translations.error_message_invalid_location);
      // Kept as it is: the server refuses it, rather than keep the former point unseen.
      this.write(text);
    }

    /** Puts the point at a place of the map, or removes it (null). */
    place(latLng, { text } = {}) {
      const at = latLng?.wrap();
      this.write(at ? LeafletField.buildLocationString(this.srid, at.lng.toFixed(6), at.lat.toFixed(6)) : "");
      this.show(this.getState(), { pan: text !== undefined });
      if (text !== undefined) this.latLngField[0].value = text;
      this.warn("");
    }

    write(value) {
      this.sourceField[0].value = value;
      this.sourceField[0].dispatchEvent(new Event("change", { bubbles: true }));
    }

    show(state, { pan = true } = {}) {
      const found = STORED.exec(state ?? "");
      const text = this.latLngField[0];
      this.removeButton.disabled = !state;
      if (!found) {
        this.marker.remove();
        text.value = state ?? "";
        return;
      }
      const at = L.latLng(Number(found[2]), Number(found[1]));
      text.value = `${at.lat}, ${at.lng}`;
      this.marker.setLatLng(at).addTo(this.map);
      if (pan) this.map.setView(at, Math.max(this.map.getZoom(), this.zoom));
    }

    zoomed() {
      const [zoom] = this.zoomField;
      // An empty zoom is the editor's choice, until there is a point to look at.
      if (!zoom || !this.hasSetup || !this.getState()) return;
      zoom.value = this.map.getZoom();
      zoom.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // The parent fills an empty zoom as soon as the page opens: that is not for it to decide.
    updateZoomLevel() {}

    warn(message) {
      this.setInvalid(Boolean(message));
      this.warning ??= document.createElement("p");
      this.warning.className = "help civic-admin-point__warning";
      this.warning.setAttribute("role", "status");
      this.warning.textContent = message;
      this.removeButton.after(this.warning);
    }

    setState(state) {
      this.sourceField[0].value = state ?? "";
      this.show(state ?? "");
    }

    setInvalid(invalid) {
      this.latLngField[0].setAttribute("aria-invalid", String(invalid));
    }

    getTextLabel = () => this.latLngField[0].value || null;
    focus = () => this.latLngField[0].focus();
  }

  class PointInput {
    constructor(html, options) {
      Object.assign(this, { html, options });
    }

    render(placeholder, name, id, state, _capabilities, { attributes = {} } = {}) {
      placeholder.outerHTML = this.html.replace(/__NAME__/g, name).replace(/__ID__/g, id);
      document.getElementById(id).value = state ?? "";
      const text = document.getElementById(`${id}_latlng`);
      for (const [key, value] of Object.entries(attributes)) text.setAttribute(key, value);
      const siblings = id.split("-").slice(0, -1).join("-");
      const { zoomField } = this.options;
      const zoomSelector = zoomField ? `#${siblings}-${zoomField}` : undefined;
      return new PointField({ ...this.options, id, zoomSelector });
    }
  }

  window.telepath.register("civic_blocks.PointInput", PointInput);
})();
