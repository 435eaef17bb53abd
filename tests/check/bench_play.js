// SPDX-License-Identifier: MIT
/**
 * Playing in Node.js; the CPU time is that of all threads of the process.
 *
 *     node bench_play.js CLIP THREADS      prints {"usPerFrame":...,"wallUsPerFrame":...}
 */
import { Etalon } from '../../web/dist/node.js';
import { FIRST, LAST, openPlay } from './bench_player.js';

const [, , file = '', threads = '1'] = process.argv;
const etalon = await Etalon.create({ threads: Number(threads) > 1 ? Number(threads) : 0 });
const play = await openPlay(etalon, file, 'wasm');
await play.take(FIRST);
const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()];
await play.take(LAST - FIRST);
const { user, system } = process.cpuUsage(cpuBefore);
const wall = performance.now() - wallBefore;
console.log(JSON.stringify({ usPerFrame: (user + system) / (LAST - FIRST), wallUsPerFrame: wall * 1000 / (LAST - FIRST) }));
process.exit(0);
