// SPDX-License-Identifier: MIT
/** Hashes of every shape of filter, computed alike in Node.js and in a page. */

/**
 * Runs all chains on all clips.
 *
 * @param {import('../web/src/index.js').Etalon} etalon
 * @param {(name: string) => Promise<Blob>} read a fixture
 * @param {{ shapeClips: string[], shapes: { shape: string, chain: any[] }[], FRAMES: number }} cases tests/unit/shapes.js
 * @returns {Promise<Record<string, string>>} SHA-256 over time, size, format and pixels of each chain's frames
 */
export async function shapeHashes(etalon, read, { shapeClips, shapes, FRAMES }) {
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const name of shapeClips) {
    const clip = await etalon.open(await read(name));
    for (const { shape, chain } of shapes) hashes[`${shape}, ${name}`] = await hashFrames(clip, chain, FRAMES);
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
    parts.push(`${frame.pts} ${frame.width}x${frame.height} ${frame.format} ${await sha256(bytes)}`);
    frame.close();
    if (parts.length === most) break;
  }
  return sha256(new TextEncoder().encode(parts.join('\n')));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
