/**
 * Finds the number whose SHA-256 after a salt is given: the work of an ALTCHA challenge.
 * Runs as a Web Worker, or as a module where workers are refused. Plain arithmetic: the browser's
 * own digest is slower one by one, and missing from pages without TLS.
 */
const K = new Int32Array(64);
const START = new Int32Array(8);
const fraction = (value) => ((value % 1) * 2 ** 32) | 0;

for (let candidate = 2, found = 0; found < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) isPrime &&= candidate % divisor !== 0;
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(candidate ** (1 / 2));
  K[found++] = fraction(candidate ** (1 / 3));
}

const words = new Int32Array(64);

/** Works one block of 64 bytes into the state (FIPS 180-4, 6.2.2). */
function compress(state, bytes, offset) {
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [words[i - 15], words[i - 2]];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** Returns a function that hashes the salt followed by a number, as eight words. */
function hasher(salt) {
  const prefix = new TextEncoder().encode(salt);
  const buffer = new Uint8Array(Math.ceil((prefix.length + 25) / 64) * 64 + 64);
  const state = new Int32Array(8);
  return (number) => {
    const digits = String(number);
    const length = prefix.length + digits.length;
    const end = Math.ceil((length + 9) / 64) * 64;
    buffer.fill(0);
    buffer.set(prefix);
    for (let i = 0; i < digits.length; i++) buffer[prefix.length + i] = digits.charCodeAt(i);
    buffer[length] = 0x80;
    buffer[end - 2] = (length * 8) >> 8;
    buffer[end - 1] = length * 8;
    state.set(START);
    for (let offset = 0; offset < end; offset += 64) compress(state, buffer, offset);
    return state;
  };
}

/** Returns the number that solves a challenge, or -1; lets the page breathe now and then. */
export async function solve({ salt, challenge, maxnumber }) {
  const wanted = Array.from({ length: 8 }, (_, i) => parseInt(challenge.slice(i * 8, i * 8 + 8), 16) | 0);
  const hash = hasher(salt);
  for (let number = 0; number <= maxnumber; number++) {
    const state = hash(number);
    if (state[0] === wanted[0] && wanted.every((word, i) => word === state[i])) return number;
    if (number % 2000 === 1999) await new Promise((go) => setTimeout(go));
  }
  return -1;
}

const isWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
if (isWorker) self.onmessage = async ({ data }) => self.postMessage(await solve(data));
