// @ts-check
import { places, upload } from "./api.js";
import { el } from "./dom.js";
import { say } from "./words.js";

/**
 * One question: what is shown, how its answer is read.
 *
 * @typedef {{ root: HTMLElement, read: () => unknown, key: string, annotation: any }} Field
 * @typedef {{ campaign: number, form: string, required: boolean }} Where
 */

/** @param {string} key @param {any} schema @param {Where} where @param {string} kind @param {...any} inside */
const frame = (key, schema, where, kind, ...inside) => {
  const name = `${schema.title}${where.required ? ` (${say("required")})` : ""}`;
  const label = kind === "fieldset" ? el("legend", {}, name) : el("label", { for: `f-${key}` }, name);
  const help = schema.description ? el("p", { class: "note", id: `h-${key}` }, schema.description) : undefined;
  return el(kind, { class: "field", "data-key": key }, label, help, ...inside);
};

const INPUTS = /** @type {Record<string, string>} */ ({ email: "email", phone: "tel", date: "date", number: "number" });

/** @param {string} key @param {any} schema @param {Where} where */
function textField(key, schema, where) {
  const type = schema["x-civic"].type;
  const common = { id: `f-${key}`, name: key, maxlength: schema.maxLength, "aria-describedby": schema.description ? `h-${key}` : undefined };
  const input = type === "long_text" ? el("textarea", { ...common, rows: 5 }) : el("input", { ...common, type: INPUTS[type] ?? "text" });
  const isNumber = [schema.type].flat().some((/** @type {string} */ each) => ["number", "integer"].includes(each));
  const read = () => (input.value === "" ? undefined : isNumber ? Number(input.value) : input.value);
  return { root: frame(key, schema, where, "div", input), read };
}

/** @param {string} key @param {any} schema @param {Where} where */
function choiceField(key, schema, where) {
  const isSeveral = schema.type === "array" || schema.type?.[0] === "array";
  /** @type {(string | number)[]} */
  const values = (isSeveral ? schema.items.enum : schema.enum).filter((/** @type {any} */ value) => value !== null && value !== "");
  const inputs = values.map((value) => el("input", { type: isSeveral ? "checkbox" : "radio", name: key, value }));
  const labels = inputs.map((input, n) => el("label", { class: "choice" }, input, ` ${values[n]}`));
  const read = () => {
    const chosen = values.filter((_value, n) => inputs[n].checked);
    return isSeveral ? (chosen.length ? chosen : undefined) : chosen[0];
  };
  return { root: frame(key, schema, where, "fieldset", ...labels), read };
}

/** @param {string} key @param {any} schema @param {Where} where */
function yesField(key, schema, where) {
  const input = el("input", { type: "checkbox", id: `f-${key}`, name: key });
  const name = `${schema.title}${where.required ? ` (${say("required")})` : ""}`;
  const label = el("label", { for: `f-${key}`, class: "choice" }, input, ` ${name}`);
  return { root: el("div", { class: "field", "data-key": key }, label), read: () => input.checked };
}

/** @param {string} key @param {any} schema @param {Where} where */
function pointField(key, schema, where) {
  const list = el("datalist", { id: `d-${key}` });
  /** @type {Map<string, any>} */
  const found = new Map();
  const search = async () => {
    const words = address.value.trim();
    if (words.length < 3 || found.has(words)) return;
    for (const place of await places(where.campaign, words).catch(() => [])) found.set(place.label, place);
    list.replaceChildren(...[...found.keys()].map((label) => el("option", { value: label })));
  };
  const address = el("input", { id: `f-${key}`, list: `d-${key}`, autocomplete: "off", input: () => void search() });
  const read = () => {
    const words = address.value.trim();
    const place = found.get(words);
    if (!words) return undefined;
    return place ? { latitude: place.latitude, longitude: place.longitude, address: words } : { address: words };
  };
  return { root: frame(key, schema, where, "div", address, list), read };
}

/** @param {string} key @param {any} schema @param {Where} where */
function fileField(key, schema, where) {
  /** @type {string[]} */
  const tokens = [];
  const told = el("p", { class: "note", role: "status" });
  const send = async () => {
    for (const file of input.files ?? []) {
      const kept = await upload(where.campaign, where.form, key, file).catch((/** @type {Error} */ error) => ({ error }));
      if (kept.error) told.textContent = kept.error.message;
      else {
        tokens.push(kept.token);
        told.textContent = say("kept", { name: kept.name });
      }
    }
  };
  const input = el("input", { type: "file", id: `f-${key}`, multiple: true, change: () => void send() });
  return { root: frame(key, schema, where, "div", input, told), read: () => (tokens.length ? tokens : undefined) };
}

/** @param {string} key @param {any} schema @param {Where} where @returns {Field} */
export function field(key, schema, where) {
  const annotation = schema["x-civic"];
  const isList = [schema.type].flat().includes("array");
  const make =
    annotation.type === "file" ? fileField
    : schema.properties?.latitude ? pointField
    : schema.enum?.length && !schema.enum.includes(true) || (isList && schema.items?.enum) ? choiceField
    : [schema.type].flat().includes("boolean") || schema.const === true ? yesField
    : textField;
  return { ...make(key, schema, where), key, annotation };
}
