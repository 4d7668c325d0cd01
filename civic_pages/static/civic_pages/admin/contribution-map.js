/* The small, still map beside a contribution; its coordinates are text on the page as well. */
(() => {
  const holder = document.querySelector("[data-civic-contribution-map]");
  const leaflet = window.L;
  if (!holder || !leaflet) {
    return;
  }
  const source = document.getElementById(holder.dataset.civicContributionMap);
  const data = JSON.parse(source.textContent);
  const still = {
    attributionControl: false, // Its links would lie inside an image: the page credits instead.
    boxZoom: false,
    doubleClickZoom: false,
    dragging: false,
    keyboard: false,
    scrollWheelZoom: false,
    touchZoom: false,
    zoomAnimation: false,
    zoomControl: false,
  };
  const map = leaflet.map(holder, still).setView(data.exact || data.public, 16);
  if (data.tileUrl) {
    leaflet.tileLayer(data.tileUrl, { maxZoom: 19 }).addTo(map);
  }
  if (data.perimeter) {
    leaflet
      .geoJSON(data.perimeter, { interactive: false, style: { fill: false, weight: 2 } })
      .addTo(map);
  }
  const dot = (point, color) =>
    leaflet
      .circleMarker(point, { color, fillColor: color, fillOpacity: 0.5, interactive: false, radius: 9 })
      .addTo(map);
  if (data.shape) {
    const style = { color: data.exact ? "#b3261e" : "#00676a", weight: 4 };
    const drawn = leaflet.geoJSON(data.shape, { interactive: false, style }).addTo(map);
    map.fitBounds(drawn.getBounds(), { maxZoom: 17, padding: [16, 16] });
  }
  if (data.public) {
    dot(data.public, "#00676a");
  }
  if (data.exact) {
    dot(data.exact, "#b3261e");
  }
})();
