// SPDX-License-Identifier: MIT
/** Hashes of every shape of filter, computed alike in Node.js and in a page. */

/**
 * What is run: each chain on the first frames of each clip below tests/fixtures. A filter that takes a second input
 * gets the clip itself, `ahead` seconds later, through `inner` where there is one.
 *
 * @typedef {{ clips: string[], frames: number, ahead: number, chains: { shape: string, chain: any[], second?: boolean, inner?: any[] }[] }} Cases
 */

/**
 * Runs all chains on all clips.
 *
 * @param {import('../web/src/index.js').Etalon} etalon
 * @param {(name: string) => Promise<Blob>} read a fixture
 * @param {Cases} cases
 * @returns {Promise<Record<string, string>>} SHA-256 over time, size, format, pixels and results of each chain's frames
 */
export async function shapeHashes(etalon, read, { clips, frames, ahead, chains }) {
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const name of clips) {
    const clip = await etalon.open(await read(name));
    for (const { shape, chain, second, inner } of chains) {
      const input = { clip, offset: ahead, chain: inner };
      const whole = chain.map((entry) => (second ? { ...entry, input } : entry));
      hashes[`${shape}, ${name}`] = await hashFrames(clip, whole, frames);
    }
    clip.close();
  }
  return hashes;
}

/** @param {import('../web/src/index.js').Clip} clip @param {any[]} chain @param {number} most */
async function hashFrames(clip, chain, most) {
  /** @type {string[]} */
  const parts = [];
  for await (const frame of clip.frames({ chain })) {
    const bytes = new Uint8Array(frame.allocationSize());
    await frame.copyTo(bytes);
    parts.push(`${frame.pts} ${frame.width}x${frame.height} ${frame.format} ${await sha256(bytes)}${resultsText(frame.results)}`);
    frame.close();
    if (parts.length === most) break;
  }
  return sha256(new TextEncoder().encode(parts.join('\n')));
}

/** What analyses found. @param {any} results by filter, by key */
function resultsText(results) {
  return Object.entries(results ?? {}).map(([filter, arrays]) =>
    Object.entries(arrays).map(([key, numbers]) => ` ${filter}.${key}=${Array.from(numbers).join(' ')}`).join('')).join('');
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
