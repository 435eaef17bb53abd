// SPDX-License-Identifier: MIT
/** Damaged files and fuzzers' findings of the full set: frames or a typed error, never a crash or a leak. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, EtalonError, expectIdle } from './engine.js';
import { fullSet, setName } from './media.js';

const MOST_FRAMES = process.env.ETALON_SOAK ? 300 : 20;
/** A page takes an engine for dead that computes so long; reading, decoding and closing take less. */
const STALL_MS = 10_000;
const folder = fullSet && join(fullSet, 'robust');
const files = folder ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()) : [];

describe.each(files.length ? [0, 2] : [])(`robust files, %i threads (${setName})`, (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it.each(files.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1)))('%s', async (name) => {
    let clip;
    let begun = performance.now();
    let longest = 0;
    const lap = () => {
      longest = Math.max(longest, performance.now() - begun);
      begun = performance.now();
    };
    try {
      clip = await etalon.open(join(folder, name));
      let count = 0;
      for await (const frame of clip.frames()) {
        lap();
        frame.close();
        if (++count === MOST_FRAMES) break;
      }
    } catch (error) {
      expect(error).toBeInstanceOf(EtalonError);
      expect(error.code, error.message).toMatch(/^(DATA|UNSUPPORTED|MEMORY)$/);
      expect(error.message).not.toBe('');
    } finally {
      lap();
      clip?.close();
    }
    expect(longest, 'the longest wait for a frame, milliseconds').toBeLessThan(STALL_MS);
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

if (!files.length) it.skip('the full set is not here: its damaged files were not tried');
