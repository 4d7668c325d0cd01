/** The editor's lines, areas and layers: drawn on the map, switched by check boxes beneath it. */
import { element } from "./leaflet.js";

const COLOUR = "#0b45b0";
let sets = 0;

/**
 * Draws them; a layer that is not shown at first is loaded when it is asked for.
 *
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{layers: object[], lines: object|null, texts: object}} options of the map's configuration
 * @returns {Promise<{title: string, layer: object}[]>} one for each check box
 */
export async function drawLayers(L, map, { layers = [], lines = null, texts = {} }) {
  const entries = layers.map((layer) => ({ ...layer, load: loader(layer) }));
  if (lines) entries.unshift({ title: texts.lines, visible: true, parts: [], load: async () => lines });
  if (!entries.length) return [];
  const box = element("fieldset", "civic-map__layers");
  box.append(element("legend", "", texts.layers));
  map.getContainer().after(box);
  const drawn = entries.flatMap((entry) => rows(L, map, entry, { box, texts }));
  await Promise.all(drawn.map((row) => row.shown));
  return drawn.map(({ title, layer }) => ({ title, layer }));
}

/** Returns a function that gives a layer's GeoJSON, asking for it once; a failure may be tried again. */
function loader({ url, data }) {
  let loading = data && Promise.resolve(data);
  const load = async () => {
    if (!url) throw new Error("no address");
    const response = await fetch(url);
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };
  return () => (loading ??= load().catch((error) => ((loading = undefined), Promise.reject(error))));
}

/** Returns the check boxes of one layer: one, or one for each layer that its file had. */
function rows(L, map, entry, { box, texts }) {
  const parts = entry.parts?.length ? entry.parts : [null];
  const group = parts.length > 1 ? element("fieldset", "civic-map__layers-part") : box;
  if (group !== box) {
    group.append(element("legend", "", entry.title));
    box.append(group);
  }
  return parts.map((part) => row(L, map, entry, { part, group, texts }));
}

function row(L, map, entry, { part, group, texts }) {
  const title = part === null ? entry.title : part || texts.other;
  const layer = L.featureGroup();
  const label = element("label", "civic-map__layer-choice");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", id: `civic-map-layer-${(sets += 1)}` });
  input.checked = entry.visible;
  const colour = Object.assign(element("span", "civic-map__swatch"), { ariaHidden: "true" });
  colour.style.setProperty("--swatch", entry.colours?.[part ?? ""] ?? entry.colour ?? COLOUR);
  const status = element("span", "civic-map__layer-status");
  status.setAttribute("role", "status");
  label.append(input, ...(entry.colour ? [colour] : []), element("span", "", title));
  const line = element("p", "civic-map__layer-row");
  line.append(label, status);
  group.append(line);
  const show = () => toggle(L, map, entry, { part, layer, input, status, texts });
  input.addEventListener("change", show);
  return { title, layer, shown: input.checked ? show() : null };
}

async function toggle(L, map, entry, { part, layer, input, status, texts }) {
  status.textContent = "";
  const source = entry.source && element("span", "", entry.source).innerHTML;
  if (!input.checked) {
    layer.remove();
    if (source) map.attributionControl?.removeAttribution(source);
    return;
  }
  try {
    const data = await entry.load();
    if (!layer.getLayers().length) {
      const features = data.features.filter(({ properties }) => part === null || (properties.layer ?? "") === part);
      draw(L, { ...data, features }, entry.colour ?? COLOUR).addTo(layer);
    }
    if (!input.checked) return;
    layer.addTo(map);
    if (source) map.attributionControl?.addAttribution(source);
  } catch {
    status.textContent = texts.layerFailed;
    input.checked = false;
  }
}

/** Draws simplestyle GeoJSON; what has a title or a text opens it. */
function draw(L, data, colour) {
  const speaks = ({ title, description }) => Boolean(title || description);
  const style = ({ properties: own }) => ({
    interactive: speaks(own),
    color: own.stroke ?? colour,
    weight: own["stroke-width"] ?? 3,
    opacity: own["stroke-opacity"] ?? 1,
    dashArray: own["stroke-dasharray"],
    fillColor: own.fill ?? own.stroke ?? colour,
    fillOpacity: own["fill-opacity"] ?? 0.2,
  });
  const pointToLayer = ({ properties: own }, place) =>
    L.circleMarker(place, { interactive: speaks(own), radius: 7, weight: 2, color: "#fff", opacity: 1, fillColor: own["marker-color"] ?? colour, fillOpacity: 1 });
  const onEachFeature = ({ properties }, shape) => {
    if (speaks(properties)) shape.bindPopup(() => popup(properties), { minWidth: 160, maxWidth: 280, className: "civic-map__layer-popup" });
  };
  const points = ({ geometry }) => geometry.type.endsWith("Point");
  const styled = (feature) => (points(feature) ? {} : style(feature));
  return L.geoJSON(data, { style: styled, pointToLayer, onEachFeature });
}

/** What a shape says, as text: nothing that was typed is read as HTML. */
function popup({ title, description }) {
  const box = element("div", "civic-map__popup");
  if (title) box.append(element("p", "civic-map__popup-title", title));
  if (description) box.append(element("p", "civic-map__layer-text", description));
  return box;
}
