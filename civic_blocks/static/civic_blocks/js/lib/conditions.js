/**
 * Shows a question only where the answer to an earlier one asks for it. The rule is the server's
 * (civic_blocks.definitions.Condition), which applies it to what is sent in any case.
 */
const OTHER = "__other__";

/** Returns the inputs of a question, those of a question that is not asked left out. */
function inputsOf(form, { key, parts = [] }) {
  const names = new Set([key, ...parts.map((part) => key + part)]);
  return [...form.elements].filter(
    (input) => !input.disabled && (names.has(input.name) || input.name?.startsWith(`${key}-`)),
  );
}

function isGiven(input) {
  if (input.type === "radio" || input.type === "checkbox") return input.checked;
  return input.value.trim() !== "";
}

function plainNumber(text) {
  const number = Number(text.replace(/[\s']/g, "").replace(",", "."));
  return Number.isNaN(number) ? "" : String(number);
}

/** Returns the texts that a condition compares an answer by. */
export function answersOf(form, rule) {
  const inputs = inputsOf(form, rule);
  if (rule.type === "consent") return inputs.map((box) => (box.checked ? "yes" : "no"));
  const values = inputs.filter(isGiven).filter(({ name }) => name === rule.key).map(({ value }) => value.trim());
  if (rule.type === "number") return values.map(plainNumber).filter(Boolean);
  return values.map((value) => (value === OTHER ? form.elements[`${rule.key}-other`]?.value.trim() ?? "" : value));
}

/** Tells whether a condition holds for what the form says now. */
export function holds(form, rule) {
  if (rule.operator === "answered") return inputsOf(form, rule).some(isGiven);
  const given = answersOf(form, rule);
  return given.some((text) => rule.values.includes(text)) === (rule.operator === "is");
}

function show(field, asked) {
  field.hidden = !asked;
  for (const input of field.querySelectorAll("input, select, textarea, button")) {
    if (!asked && !input.disabled) input.dataset.notAsked = "";
    if (asked ? "notAsked" in input.dataset : true) input.disabled = !asked;
    if (asked) delete input.dataset.notAsked;
  }
}

/** Hides a section title none of whose questions is asked. */
function showSections(form) {
  for (const section of form.querySelectorAll(".civic-form__section")) {
    const fields = [];
    for (let next = section.nextElementSibling; next && !next.matches(".civic-form__section"); next = next.nextElementSibling) {
      if (next.matches(".civic-field")) fields.push(next);
    }
    section.hidden = fields.length > 0 && fields.every((field) => field.hidden);
  }
}

/** Applies the conditions of a form now, and whenever an answer changes. */
export function watch(form) {
  const rules = [...form.querySelectorAll("[data-asked-if]")]
    .map((field) => ({ field, rule: JSON.parse(field.dataset.askedIf) }))
    // A question on an earlier page has been judged by the server.
    .filter(({ rule }) => form.querySelector(`[data-field="${CSS.escape(rule.key)}"]`));
  const apply = () => {
    // In order: what is not asked has no answer for those after it.
    for (const { field, rule } of rules) show(field, holds(form, rule));
    showSections(form);
  };
  for (const { field } of rules) field.querySelector("[data-asked-if-note]")?.setAttribute("hidden", "");
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  window.addEventListener("pageshow", apply);
  apply();
}
