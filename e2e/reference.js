// SPDX-License-Identifier: MIT
/**
 * In Node.js, for the browser tests: `node reference.js QUESTION` prints hashes of pictures (and their pixels), counts frames, prints the
 * values of curves, or the hashes of what chains make of clips.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shapeHashes } from './shape_hashes.js';

// The built package, with the types of its source: it is what users get.
const built = new URL('../web/dist/node.js', import.meta.url).href;
const { Etalon } = /** @type {typeof import('../web/src/node.js')} */ (await import(built));
const { file, requests, count, filter, curves, shapes, pixels } = JSON.parse(process.argv[2] ?? '{}');
const etalon = await Etalon.create(shapes ? { threads: 0 } : {});
if (shapes) {
  const read = async (/** @type {string} */ name) => new Blob([readFileSync(new URL(`../tests/fixtures/${name}`, import.meta.url))]);
  console.log(JSON.stringify(await shapeHashes(/** @type {any} */ (etalon), read, shapes)));
} else if (curves) {
  const values = curves.map(async (/** @type {{ key: string, points: number[] }} */ { key, points }) => Array.from(await etalon.curve(filter, key, points)));
  console.log(JSON.stringify(await Promise.all(values)));
} else if (count) {
  const clip = await etalon.open(file);
  let frames = 0;
  for await (const frame of clip.frames(count)) {
    frames += 1;
    frame.close();
  }
  console.log(JSON.stringify(frames));
} else {
  const clip = await etalon.open(file);
  const pictures = [];
  for (const { time, chain, width, height } of requests) {
    const picture = await clip.render(time, { chain, width, height });
    const hash = createHash('sha256').update(picture.data).digest('hex');
    const facts = { hash, width: picture.width, height: picture.height, timestamp: picture.timestamp };
    pictures.push(pixels ? { ...facts, data: Buffer.from(picture.data).toString('base64') } : facts);
  }
  console.log(JSON.stringify(pictures));
}
await etalon.close();
