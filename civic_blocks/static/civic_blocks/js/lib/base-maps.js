/** The choice of a base map: radio buttons beneath the map. */

/**
 * @param {object} L Leaflet
 * @param {object} map on which the first base map is already drawn (as its tile layer)
 * @param {{key: string, label: string, url: string, attribution: string, maxZoom: number}[]} baseMaps
 * @param {object} texts
 */
export function addBaseMaps(L, map, baseMaps, texts) {}
