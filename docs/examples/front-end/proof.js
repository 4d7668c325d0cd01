// @ts-check
import { challenge } from "./api.js";

// Digests are asked for many at a time: one by one, waiting would take longer than counting.
const BATCH = 500;
const hex = (/** @type {ArrayBuffer} */ digest) =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Does the work that keeps robots out (ALTCHA): a number whose SHA-256 after the salt is the challenge.
 * Needs a page with TLS, or localhost; elsewhere, ask the question of the same answer instead.
 *
 * @param {number} campaign
 * @returns {Promise<string>} what is sent as `proof`
 */
export async function prove(campaign) {
  const { proof } = await challenge(campaign);
  const { algorithm, salt, signature, maxnumber } = proof;
  const encoder = new TextEncoder();
  const hash = async (/** @type {number} */ number) => hex(await crypto.subtle.digest(algorithm, encoder.encode(salt + number)));
  for (let first = 0; first <= maxnumber; first += BATCH) {
    const hashes = await Promise.all(Array.from({ length: BATCH }, (_each, n) => hash(first + n)));
    const found = hashes.indexOf(proof.challenge);
    if (found < 0) continue;
    return btoa(JSON.stringify({ algorithm, challenge: proof.challenge, number: first + found, salt, signature }));
  }
  throw new Error("This challenge has no answer.");
}
