// @ts-check
import { language } from "./words.js";

/**
 * All that this page knows of the API: its schema's types, made by
 * `npx openapi-typescript <API>/schema/?format=json -o schema.d.ts`.
 *
 * @typedef {import("./schema").components["schemas"]} Schemas
 */
const meta = /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=civic-api]"));
const base = new URLSearchParams(location.search).get("api") ?? meta.content;

/** An answer that is none: RFC 9457. */
export class Problem extends Error {
  /** @param {Schemas["Problem"] & Record<string, any>} body */
  constructor(body) {
    super(body.detail);
    this.body = body;
  }
}

/**
 * @param {string} path beneath the API
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function ask(path, options = {}) {
  const headers = { "Accept-Language": language, ...options.headers };
  const response = await fetch(new URL(path, base), { ...options, headers, credentials: "omit" });
  const body = await response.json();
  if (!response.ok) throw new Problem(body);
  return body;
}

/** @returns {Promise<Schemas["ExpandedCampaign"][]>} */
export const campaigns = async () => (await ask("campaigns/")).results;

/** @param {number} id @returns {Promise<Schemas["CampaignDetail"]>} */
export const campaign = (id) => ask(`campaigns/${id}/`);

/** @param {number} id @returns {Promise<Schemas["Step"][]>} */
export const timeline = async (id) => (await ask(`campaigns/${id}/timeline/`)).results;

/** @param {number} id @param {string} form @returns {Promise<Schemas["Form"]>} */
export const form = (id, form) => ask(`campaigns/${id}/forms/${form}/`);

/** @param {number} id @returns {Promise<Schemas["ContributionPage"]>} */
export const latest = (id) => ask(`contributions/?campaign=${id}&page_size=6`);

/** @param {number} id @param {number[]} box west, south, east, north @param {number} zoom */
export const pins = (id, box, zoom) => ask(`pins/?campaign=${id}&bbox=${box.join(",")}&zoom=${zoom}`);

/** @param {number} id @param {string} words */
export const places = async (id, words) =>
  (await ask(`campaigns/${id}/places/?q=${encodeURIComponent(words)}`)).results;

/** @param {number} id @returns {Promise<Schemas["Challenge"]>} */
export const challenge = (id) => ask(`campaigns/${id}/challenge/`);

/** @param {number} id @param {string} form @param {string} field @param {File} file */
export function upload(id, form, field, file) {
  const body = new FormData();
  body.append("form", form);
  body.append("field", field);
  body.append("file", file);
  return ask(`campaigns/${id}/uploads/`, { method: "POST", body });
}

/**
 * Sends a contribution; the same key may be sent again until an answer arrives, and counts once.
 *
 * @param {Schemas["NewContribution"]} body
 * @param {string} key
 * @returns {Promise<Schemas["Received"]>}
 */
export const contribute = (body, key) =>
  ask("contributions/", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
  });
