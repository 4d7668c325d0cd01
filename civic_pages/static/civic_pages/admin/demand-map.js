/* The map of demand, alive: it takes the place of the drawing that the server made. */
(() => {
  const holder = document.querySelector("[data-civic-demand-map]");
  const leaflet = window.L;
  if (!holder || !leaflet) {
    return;
  }
  const data = JSON.parse(document.getElementById(holder.dataset.civicDemandMap).textContent);
  const shades = {
    none: "#e4e4e4", 0: "#ffffff", 1: "#e0f3db", 2: "#a8ddb5", 3: "#7bccc4", 4: "#43a2ca", 5: "#0868ac",
  };
  const canvas = document.createElement("div");
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", data.texts.label);
  holder.replaceChildren(canvas);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = leaflet.map(canvas, {
    attributionControl: false, // The page credits beneath.
    fadeAnimation: !calm,
    preferCanvas: true,
    scrollWheelZoom: false,
    zoomAnimation: !calm,
    zoomControl: false,
  });
  leaflet.control.zoom({ zoomInTitle: data.texts.zoomIn, zoomOutTitle: data.texts.zoomOut }).addTo(map);
  if (data.tileUrl) {
    leaflet.tileLayer(data.tileUrl, { maxZoom: 19 }).addTo(map);
  }
  const shaded = (features, opacity) =>
    leaflet.geoJSON(features, {
      style: ({ properties }) => ({
        color: "#333",
        fillColor: shades[properties.shade] || "none",
        fillOpacity: shades[properties.shade] ? opacity : 0,
        weight: 1,
      }),
      // As text: a sector may be called anything.
      onEachFeature: ({ properties }, layer) => {
        const tip = document.createElement("span");
        tip.textContent = properties.text;
        layer.bindTooltip(tip, { sticky: true });
      },
    });
  const layers = {};
  const add = (name, layer, shown = true) => {
    layers[name] = layer;
    if (shown) {
      layer.addTo(map);
    }
  };
  if (data.sectors.length) {
    add(data.texts.sectors, shaded(data.sectors, 0.6));
  }
  if (data.cells.length) {
    add(data.texts.cells, shaded(data.cells, 0.7));
  }
  if (data.points.length) {
    const style = { color: "#fff", fillColor: "#a3241b", fillOpacity: 1, interactive: false, radius: data.points.length > 500 ? 2.5 : 4, weight: 1 };
    add(data.texts.points, leaflet.layerGroup(data.points.map((point) => leaflet.circleMarker(point, style))));
  }
  const border = data.perimeter
    ? leaflet.geoJSON(data.perimeter, { interactive: false, style: { color: "#000", dashArray: "6 4", fill: false, weight: 2 } }).addTo(map)
    : null;
  const all = leaflet.featureGroup([...Object.values(layers), ...(border ? [border] : [])]);
  const reach = leaflet.latLngBounds([]);
  all.eachLayer((layer) => layer.eachLayer((part) => reach.extend(part.getBounds?.() ?? part.getLatLng())));
  map.fitBounds(reach, { animate: false });
  new ResizeObserver(() => map.invalidateSize().fitBounds(reach, { animate: false })).observe(canvas);
  if (Object.keys(layers).length > 1) {
    leaflet.control.layers(null, layers, { collapsed: false }).addTo(map);
  }
})();
