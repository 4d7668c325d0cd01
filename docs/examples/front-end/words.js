// @ts-check
/** The few words this page adds to those of the API, which answers in the language it is asked for. */
const WORDS = {
  fr: {
    back: "Toutes les concertations", timeline: "Les étapes", map: "La carte", form: "Participer",
    latest: "Dernières contributions", zoomOut: "Vue d’ensemble", noPlace: "{n} sans lieu",
    cluster: "{n} contributions : agrandir", required: "obligatoire", latitude: "Latitude",
    longitude: "Longitude", address: "Adresse", send: "Envoyer", sending: "Envoi…",
    received: "C’est reçu, merci. Votre référence :", follow: "Suivre ma contribution",
    closed: "On ne peut pas contribuer en ce moment.", failed: "Le service ne répond pas. Rien n’est perdu : réessayez.",
    wrong: "Quelque chose manque, ou n’est pas comme il faut :", own: "Contribuer sur le site de la ville",
    choose: "Choisir", kept: "Fichier joint : {name}",
  },
  en: {
    back: "All consultations", timeline: "The steps", map: "The map", form: "Take part",
    latest: "Latest contributions", zoomOut: "See all", noPlace: "{n} without a place",
    cluster: "{n} contributions: zoom in", required: "required", latitude: "Latitude",
    longitude: "Longitude", address: "Address", send: "Send", sending: "Sending…",
    received: "It has arrived, thank you. Your reference:", follow: "Follow my contribution",
    closed: "Contributions are not taken now.", failed: "The service does not answer. Nothing is lost: try again.",
    wrong: "Something is missing or not right:", own: "Contribute on the city’s site",
    choose: "Choose", kept: "File attached: {name}",
  },
};

export const language = navigator.language.startsWith("en") ? "en" : "fr";

/** @param {keyof typeof WORDS["fr"]} name @param {Record<string, string | number>} [values] */
export function say(name, values = {}) {
  return WORDS[language][name].replace(/\{(\w+)\}/g, (_all, key) => String(values[key] ?? ""));
}
