/** Another copy of a page that a script reads: its list, and the values of its form. */
const PATIENCE = 20_000;

/**
 * @param {string} address of the page
 * @param {AbortController} request
 * @returns {Promise<{page: Document, form: HTMLFormElement, results: HTMLElement}>}
 * @throws where the page does not come in time, or is another one
 */
export async function fetchPage(address, request) {
  const late = setTimeout(() => request.abort(), PATIENCE);
  try {
    const response = await fetch(address, { signal: request.signal });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [form, results] = ["form", "[data-part=results]"].map((part) => page.querySelector(`civic-explorer ${part}`));
    if (!form || !results) throw new Error("Another page");
    return { page, form, results };
  } finally {
    clearTimeout(late);
  }
}

/** Sets a form to the values of another copy of it; who is in a field stays there. */
export function fill(form, other) {
  for (const hidden of form.querySelectorAll("[type=hidden]")) hidden.remove();
  for (const { name, value, innerHTML } of other.querySelectorAll("select, input:not([type=hidden])")) {
    const own = form.elements[name];
    if (own.options && own.innerHTML !== innerHTML) own.innerHTML = innerHTML;
    own.value = value;
  }
  form.append(...other.querySelectorAll("[type=hidden]"));
}
