// SPDX-License-Identifier: MIT
/**
 * A clip decoded, filtered or exported whole by several threads in Node.js, the second time: CPU of all threads of the
 * process, and the clock's time.
 *
 *     node bench_threads.js CLIP THREADS decode | filter CHAIN | export      prints {"usPerFrame":...,"wallUsPerFrame":...}
 *
 * THREADS 1 is the build without any. CHAIN is filters as the command line takes them, with | between them.
 */
import { parseFilter } from '../../web/src/chain.js';
import { Etalon } from '../../web/dist/node.js';

const QUANTIZER = 26; // as bench_run.c's

const [, , file = '', threads = '1', work = 'decode', filters = ''] = process.argv;
const etalon = await Etalon.create({ threads: Number(threads) > 1 ? Number(threads) : 0 });
const clip = await etalon.open(file);
const chain = filters.split(' | ').filter(Boolean).map(parseFilter);

/** Does the work once. @returns {Promise<number>} how many frames it was */
async function run() {
  if (work === 'export') {
    const sink = new WritableStream({ write() {} });
    return (await clip.export({ output: sink, video: { codec: 'h264', quality: QUANTIZER } })).frames;
  }
  let frames = 0;
  for await (const frame of clip.frames({ chain })) {
    frames++;
    frame.close();
  }
  return frames;
}

await run();
const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()];
const frames = await run();
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ usPerFrame: (user + system) / frames, wallUsPerFrame: (performance.now() - wallBefore) * 1000 / frames }));
process.exit(0);
