// SPDX-License-Identifier: MIT
/**
 * The same bytes for any number of threads, with SIMD and without, as WebAssembly and natively. What is
 * compared with is the native build on one thread in plain C.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { filters } from '../../web/dist/node.js';
import { Etalon, listFrames } from './engine.js';
import { fixture } from './media.js';
import { buildNativeFrames, hasNativeEngine, nativeFrames } from './native_engine.js';
import { FRAMES, PAIR_OFFSET, pairs, shapeClips, shapes } from './shapes.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('determinism');
const threadCounts = [1, 2, 3, 8];
const cases = shapeClips.flatMap((clip) => [...shapes, ...pairs].map(({ shape, chain, inner }) => ({ clip, shape, chain, inner, key: `${shape}, ${clip}` })));

const takesTwo = new Set(filters.filter(({ inputs }) => inputs === 2).map(({ name }) => name));

/** A chain whose filters of two inputs get one. */
const joined = (chain, clip, inner) => chain.map((entry) => (takesTwo.has(entry.filter) ? { ...entry, input: { clip, offset: PAIR_OFFSET, chain: inner } } : entry));

describe.skipIf(!hasNativeEngine)('every shape of filter gives the same frames', () => {
  let program;
  const expected = new Map();
  const native = async ({ clip, chain, inner }, options) =>
    (await nativeFrames(program, fixture(clip), { first: FRAMES, chain, inner, offset: PAIR_OFFSET, ...options })).map(({ pts, md5 }) => [pts, md5]);

  beforeAll(async () => {
    program = await buildNativeFrames(folder);
    for (const each of cases) expected.set(each.key, await native(each, { threads: 0, simd: false }));
  }, 120_000);

  it('the cases differ from one another', () => {
    const first = [...expected.values()].map((frames) => frames[0][1]);
    expect(new Set(first).size).toBe(cases.length);
    for (const frames of expected.values()) expect(frames.length).toBe(FRAMES);
  });

  it.each(threadCounts)('native, %i threads', async (threads) => {
    for (const each of cases) expect(await native(each, { threads, simd: true }), each.key).toEqual(expected.get(each.key));
  });

  it.each([{ threads: 0, simd: true }, { threads: 0, simd: false }, ...threadCounts.map((threads) => ({ threads, simd: true })), { threads: 3, simd: false }])(
    'WebAssembly, $threads threads, SIMD $simd',
    async ({ threads, simd }) => {
      const etalon = await Etalon.create({ threads, simd });
      expect(etalon.capabilities()).toMatchObject({ threads, simd, build: threads ? 'threads' : 'single' });
      for (const { clip: name, chain, inner, key } of cases) {
        const clip = await etalon.open(fixture(name));
        const other = await etalon.open(fixture(name));
        const frames = await listFrames(clip, { chain: joined(chain, other, inner), limit: FRAMES });
        expect(frames.map(({ pts, md5 }) => [pts, md5]), key).toEqual(expected.get(key));
        clip.close();
        other.close();
      }
      await etalon.close();
    },
  );
});
