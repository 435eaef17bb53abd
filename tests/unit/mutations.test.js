// SPDX-License-Identifier: MIT
/**
 * Seeded mutations of valid clips: frames or a typed error, no step that a page would take for a crash, and memory
 * back where it was. 300 of each codec in `npm test`, 5,000 in `npm run soak`, half in each build.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codecClips } from './codec_clips.js';
import { codedClips } from './coded_clips.js';
import { Etalon, EtalonError, expectIdle } from './engine.js';
import { clips } from './media.js';
import { seeded } from './random.js';
import { output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const soak = Boolean(process.env.ETALON_SOAK);
const MUTATIONS = soak ? 5000 : 300;
const CLIPS_OF_CODEC = soak ? Infinity : 6;
/** A page takes an engine for dead that computes so long. */
const STALL_MS = 10_000;
const folder = temporaryFolder('mutations');

/** Spread over a list, its first and last among them. @template T @param {T[]} list @returns {T[]} */
const some = (list) => list.length <= CLIPS_OF_CODEC ? list
  : Array.from({ length: CLIPS_OF_CODEC }, (_, i) => list[Math.round((i * (list.length - 1)) / (CLIPS_OF_CODEC - 1))]);

/** The bytes of clips that native ffmpeg makes. @param {{ file: string, encode: string, source: string }[]} list */
const makeAll = (list) => Promise.all(some(list).map(async ({ file, encode, source }) => {
  const path = join(folder, file);
  await output('ffmpeg', ['-f', 'lavfi', '-i', source, ...encode.trim().split(/\s+/), '-y', path]);
  return { file, bytes: readFileSync(path) };
}));

const vp8 = clips.filter(({ codec, width, height, frames }) => codec === 'vp8' && width * height * frames <= 176 * 144 * 30);
/** Those of the other codecs that are not large for what they show. */
const others = codecClips.filter(({ file }) => !/^(ffv1|raw|dnxhd|dv)_/.test(file));

/** Valid clips of each codec. @type {Record<string, () => Promise<{ file: string, bytes: Buffer }[]>>} */
const families = {
  ...Object.fromEntries(Object.entries(codedClips).map(([codec, list]) => [codec, () => makeAll(list)])),
  vp8: async () => some(vp8).map(({ name, path }) => ({ file: name, bytes: readFileSync(path) })),
  others: () => makeAll(others),
};

/** What is made once for both builds. @type {Map<string, ReturnType<typeof makeAll>>} */
const made = new Map();
const clipsOf = (codec) => {
  if (!made.has(codec)) made.set(codec, families[codec]());
  return made.get(codec);
};

/** Other bytes, other bits, a part that is missing, moved, or there twice. @param {Buffer} bytes @param {() => number} next */
function mutate(bytes, next) {
  const below = (count) => Math.floor(next() * count);
  const at = below(bytes.length);
  const length = 1 + below(Math.min(400, bytes.length - at));
  const part = bytes.subarray(at, at + length);
  const changed = Buffer.from(bytes);
  const changes = 1 + below(20);
  switch (below(8)) {
    case 0: return bytes.subarray(0, at);
    case 1: return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2: return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    case 3: part.copy(changed, below(bytes.length)); return changed;
    case 4: case 5: for (let i = 0; i < changes; i++) changed[below(changed.length)] = below(256); return changed;
    default: for (let i = 0; i < changes; i++) changed[below(changed.length)] ^= 1 << below(8); return changed;
  }
}

describe.each([0, 2])('%i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  /** All frames that there are, one by one; gives their number, or -1 for an error. */
  async function decode(bytes, what) {
    let clip;
    let frames = 0;
    let begun = performance.now();
    const lap = () => {
      expect(performance.now() - begun, `${what}: milliseconds for a frame`).toBeLessThan(STALL_MS);
      begun = performance.now();
    };
    try {
      clip = await etalon.open(bytes);
      for await (const frame of clip.frames()) {
        lap();
        frame.close();
        frames++;
      }
    } catch (error) {
      if (!(error instanceof EtalonError)) throw error;
      expect(error.code, `${what}: ${error.message}`).toMatch(/^(DATA|UNSUPPORTED|MEMORY)$/);
      frames = -1;
    } finally {
      lap();
      clip?.close();
    }
    return frames;
  }

  it.each(Object.keys(families))(`${MUTATIONS / 2} mutations: %s`, async (codec) => {
    const valid = await clipsOf(codec);
    const before = [];
    for (const { file, bytes } of valid) before.push([file, await decode(bytes, file)]);
    expect(before.filter(([, frames]) => frames < 1)).toEqual([]);
    await expectIdle(etalon);
    const floor = (await etalon.counters()).heapBytes;
    let failed = 0;
    for (let seed = 0; seed < MUTATIONS / 2; seed++) {
      const { file, bytes } = valid[seed % valid.length];
      if (await decode(mutate(bytes, seeded(2 * seed + (threads ? 1 : 0))), `${file}, seed ${seed}`) < 0) failed++;
    }
    await expectIdle(etalon);
    const { heapBytes } = await etalon.counters();
    console.log(`${codec}, ${threads} threads: ${MUTATIONS / 2} mutations of ${valid.length} clips, ${failed} ended in an error; heap ${floor} bytes before, ${heapBytes} after`);
    expect(heapBytes).toBeLessThanOrEqual(floor);
    for (const [file, frames] of before) expect([file, await decode(valid.find((clip) => clip.file === file).bytes, file)]).toEqual([file, frames]);
  }, 3_600_000);
});
