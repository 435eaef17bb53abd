// SPDX-License-Identifier: MIT
/** Film grain in H.264 and HEVC, which no encoder here asks for: the message of ITU-T H.274, 8.5, put in front of each picture. */
import { readFile, writeFile } from 'node:fs/promises';

const bits = (/** @type {number} */ value, /** @type {number} */ count) => value.toString(2).padStart(count, '0');
/** Exp-Golomb. */
const ue = (/** @type {number} */ value) => bits(value + 1, 2 * Math.floor(Math.log2(value + 1)) + 1);
const se = (/** @type {number} */ value) => ue(value > 0 ? 2 * value - 1 : -2 * value);

/** A component's grain: one interval of intensities, its strength, and where its frequencies end. */
const component = (/** @type {number} */ strength) => bits(0, 8) + bits(2, 3) + bits(1, 8) + bits(255, 8) + se(strength) + se(8) + se(6);

/** @param {boolean} hevc */
function message(hevc) {
  const head = bits(0, 1) + bits(0, 2) + bits(0, 1) + bits(0, 2) + bits(4, 4);
  let payload = `${head}111${component(90)}${component(60)}${component(40)}${hevc ? '0' : ue(0)}`;
  if (payload.length % 8) payload += '1'.padEnd(8 - (payload.length % 8), '0');
  const bytes = (payload.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from([0, 0, 0, 1, ...(hevc ? [39 << 1, 1] : [6]), 19, bytes.length, ...bytes, 0x80]);
}

/**
 * Writes a raw stream of H.264 or HEVC anew, with grain.
 *
 * @param {string} path
 * @example
 * await addFilmGrain('/tmp/clip.hevc');
 */
export async function addFilmGrain(path) {
  const stream = await readFile(path);
  const hevc = path.endsWith('.hevc');
  const isPicture = (/** @type {number} */ at) => {
    const type = hevc ? (stream[at] >> 1) & 63 : stream[at] & 31;
    return (hevc ? type < 32 : type === 1 || type === 5) && stream[at + (hevc ? 2 : 1)] >= 0x80;
  };
  const parts = [];
  let done = 0;
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex')) {
    if (!isPicture(at + 3)) continue;
    const start = at > 0 && stream[at - 1] === 0 ? at - 1 : at;
    parts.push(stream.subarray(done, start), message(hevc));
    done = start;
  }
  await writeFile(path, Buffer.concat([...parts, stream.subarray(done)]));
}
