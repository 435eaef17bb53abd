// SPDX-License-Identifier: MIT
/**
 * Playing as a page does it, as fast as it goes: each frame is decoded by the worker's player jobs, filtered and
 * painted for a canvas of 1920 x 1080. The CPU time is that of all threads of the process, frames 12 to 60.
 *
 *     node bench_play.js CLIP THREADS      prints {"usPerFrame":...}
 */
import { Etalon } from '../../web/dist/node.js';

const FIRST = 12;
const LAST = 60;

const [, , file = '', threads = '1'] = process.argv;
const etalon = await Etalon.create({ threads: Number(threads) > 1 ? Number(threads) : 0 });
const clip = await etalon.open(file);
const { client, clip: id, generation } = await clip.connect();
const ask = (/** @type {any} */ type, /** @type {any} */ args) => client.request(type, args, { generation });
const { play } = await ask('play-open', { clip: id, from: 0, sequence: [], decoder: 'wasm', exact: false });
await ask('play-chain', { clip: id, play, chain: [] });

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
let begun = 0;
/** @type {Promise<any>} */
let next = ask('play-next', { play });
for (let frames = 0; frames < LAST; frames++) {
  const decoded = await next;
  if (!decoded) throw new Error(`${file} has fewer than ${LAST} frames`);
  next = ask('play-next', { play });
  await ask('play-render', { play, frame: decoded.frame, width: 1920, height: 1080 });
  if (frames + 1 === FIRST) begun = cpu();
}
console.log(JSON.stringify({ usPerFrame: (cpu() - begun) / (LAST - FIRST) }));
process.exit(0);
