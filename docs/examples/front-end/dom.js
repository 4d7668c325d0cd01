// @ts-check
const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element; text is never taken for markup.
 *
 * @param {string} name of the element; "svg:circle" for one of SVG
 * @param {Record<string, string | number | boolean | EventListener | undefined>} [attributes] functions listen to events
 * @param {...(Node | string | undefined | false)} children
 * @returns {any}
 */
export function el(name, attributes = {}, ...children) {
  const made = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/**
 * HTML that the API has cleaned already (rich text of the city's editors). What citizens wrote is text.
 *
 * @param {string} html
 */
export function prose(html) {
  const made = el("div", { class: "prose" });
  made.innerHTML = html;
  return made;
}
