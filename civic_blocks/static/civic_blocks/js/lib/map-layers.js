/** The editor's lines, areas and layers: drawn on the map, switched by check boxes beneath it. */

/**
 * @param {object} L Leaflet
 * @param {object} map
 * @param {{layers: object[], lines: object|null, texts: object}} options of the map's configuration
 * @returns {Promise<{title: string, layer: object}[]>}
 */
export async function drawLayers(L, map, { layers = [], lines = null, texts = {} }) {
  return [];
}
