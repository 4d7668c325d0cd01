/**
 * A map in the Wagtail editor, from our own files: window.civicMap.
 * A classic script: Wagtail loads the media of its form widgets that way.
 */
(() => {
  "use strict";

  /** Returns a Leaflet map on a plain ground, with tiles where the site has any. */
  function create(canvas, { centre, zoom, tileUrl, tileAttribution, texts }) {
    const map = L.map(canvas, { scrollWheelZoom: false, zoomControl: false, zoomAnimation: false, fadeAnimation: false });
    map.setView(centre, zoom);
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
    if (tileUrl) L.tileLayer(tileUrl, { maxZoom: 19, attribution: tileAttribution }).addTo(map);
    // Tabs and folded panels show the map later than they build it.
    new ResizeObserver(() => {
      map.invalidateSize();
      if (map.civicBounds && canvas.clientWidth) fit(map, map.civicBounds);
    }).observe(canvas);
    return map;
  }

  /** Shows bounds once the map has a size, and again until then. */
  function fit(map, bounds) {
    map.civicBounds = undefined;
    if (!bounds?.isValid()) return;
    if (map.getContainer().clientWidth) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 16, animate: false });
    else map.civicBounds = bounds;
  }

  /** Returns GeoJSON drawn with its own simplestyle, in a colour where it has none. */
  function draw(data, colour) {
    const style = ({ properties }) => {
      const own = properties ?? {};
      return {
        color: own.stroke ?? colour,
        weight: own["stroke-width"] ?? 3,
        opacity: own["stroke-opacity"] ?? 1,
        dashArray: own["stroke-dasharray"],
        fillColor: own.fill ?? own.stroke ?? colour,
        fillOpacity: own["fill-opacity"] ?? 0.2,
      };
    };
    const pointToLayer = (feature, place) =>
      L.circleMarker(place, { ...style(feature), color: "#fff", fillColor: feature.properties?.["marker-color"] ?? colour, radius: 6, weight: 2, fillOpacity: 1 });
    // Points have their style already: Leaflet would give them that of areas.
    const styled = (feature) => (feature.geometry.type.endsWith("Point") ? {} : style(feature));
    return L.geoJSON(data, { style: styled, pointToLayer, interactive: false });
  }

  /** Shows the perimeter that the page's own field holds, if it has one. */
  function territory(map) {
    try {
      const perimeter = JSON.parse(document.getElementById("id_perimeter")?.value ?? "");
      fit(map, L.geoJSON(perimeter, { style: { className: "civic-admin-map__perimeter" }, interactive: false }).addTo(map).getBounds());
    } catch {
      // None, or not read yet: the map is where the site says.
    }
  }

  function element(tag, className, content = "") {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = content;
    return node;
  }

  /** Returns a template with its {placeholders} filled in. */
  const text = (template, values) => template.replace(/\{(\w+)\}/g, (_match, name) => values[name] ?? "");

  /** A widget of a StreamField that is a text box; subclasses add a map beneath it. */
  class BoundText {
    constructor(input) {
      this.input = input;
      this.idForLabel = input.id;
    }

    getValue = () => this.input.value;
    getState = () => this.input.value;
    getTextLabel = () => null;
    focus = () => this.input.focus();

    setState(state) {
      this.input.value = state ?? "";
      this.show();
    }

    setInvalid(invalid) {
      if (invalid) this.input.setAttribute("aria-invalid", "true");
      else this.input.removeAttribute("aria-invalid");
    }

    show() {}

    /** Writes the box as a person would: the editor notices what is not saved. */
    write(value) {
      this.input.value = value;
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** Registers a widget: renders its box, then hands it to the class. */
  function register(name, Bound) {
    class Widget {
      constructor(html, options) {
        Object.assign(this, { html, options });
      }

      render(placeholder, fieldName, id, state, _capabilities, { attributes = {} } = {}) {
        placeholder.outerHTML = this.html.replace(/__NAME__/g, fieldName).replace(/__ID__/g, id);
        const input = document.getElementById(id);
        input.value = state ?? "";
        for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
        return new Bound(input, this.options);
      }
    }
    window.telepath.register(name, Widget);
  }

  window.civicMap = { create, fit, draw, territory, element, text, BoundText, register };
})();
