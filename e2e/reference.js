// SPDX-License-Identifier: MIT
/** In Node.js, for the browser tests: `node reference.js QUESTION` prints hashes of pictures, or counts frames. */
import { createHash } from 'node:crypto';

// The built package, with the types of its source: it is what users get.
const built = new URL('../web/dist/node.js', import.meta.url).href;
const { Etalon } = /** @type {typeof import('../web/src/node.js')} */ (await import(built));
const { file, requests, count } = JSON.parse(process.argv[2] ?? '{}');
const etalon = await Etalon.create();
const clip = await etalon.open(file);
if (count) {
  let frames = 0;
  for await (const frame of clip.frames(count)) {
    frames += 1;
    frame.close();
  }
  console.log(JSON.stringify(frames));
} else {
  const pictures = [];
  for (const { time, chain, width, height } of requests) {
    const picture = await clip.render(time, { chain, width, height });
    const hash = createHash('sha256').update(picture.data).digest('hex');
    pictures.push({ hash, width: picture.width, height: picture.height, timestamp: picture.timestamp });
  }
  console.log(JSON.stringify(pictures));
}
clip.close();
await etalon.close();
