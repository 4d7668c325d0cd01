/** The choice of a base map: radio buttons beneath the map. */
import { element } from "./leaflet.js";

let sets = 0;

/**
 * @param {object} L Leaflet
 * @param {object} map on which the first base map is already drawn (as its tile layer), or none
 * @param {{key: string, label: string, url: string, attribution: string, maxZoom: number}[]} baseMaps
 * @param {object} texts
 */
export function addBaseMaps(L, map, baseMaps, texts) {
  if (baseMaps.length < 2) return;
  const box = element("fieldset", "civic-map__base-maps");
  box.append(element("legend", "", texts.baseMap));
  const name = `civic-base-map-${(sets += 1)}`;
  let shown;
  map.eachLayer((layer) => layer instanceof L.TileLayer && (shown = layer));
  const show = (base) => {
    shown?.remove();
    // Leaflet reads an attribution as HTML; the setting is plain text.
    const attribution = element("span", "", base.attribution).innerHTML;
    shown = L.tileLayer(base.url, { attribution, maxZoom: map.getMaxZoom(), maxNativeZoom: base.maxZoom }).addTo(map).bringToBack();
  };
  baseMaps.forEach((base, index) => {
    const label = element("label", "civic-map__layer-choice");
    const input = Object.assign(document.createElement("input"), { type: "radio", name, value: base.key, checked: index === 0 });
    input.addEventListener("change", () => show(base));
    label.append(input, element("span", "", base.label));
    box.append(label);
  });
  if (!shown) show(baseMaps[0]);
  // Beneath the layers, whichever of the two was there first.
  const canvas = map.getContainer();
  (canvas.parentElement.querySelector(":scope > .civic-map__layers") ?? canvas).after(box);
}
