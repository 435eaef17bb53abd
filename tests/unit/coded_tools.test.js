// SPDX-License-Identifier: MIT
/**
 * The coding tools of H.264, HEVC, VP9 and AV1, each in a clip that a native encoder makes and whose headers say that
 * the tool is there: the pixels are native ffmpeg's, in both builds and for any number of threads.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codedClips } from './coded_clips.js';
import { engines, Etalon, expectIdle, expectPixels } from './engine.js';
import { headers, output, videoMd5 } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('coded-tools');
const all = Object.values(codedClips).flat();
const byFile = all.map((clip) => /** @type {const} */ ([clip.file, clip]));

/** What native ffmpeg made and decoded, once for all engines. @type {Map<string, Promise<{ path: string, md5: string }>>} */
const made = new Map();

/** @param {import('./coded_clips.js').CodedClip} clip */
async function make({ file, encode, source }) {
  const path = join(folder, file);
  await output('ffmpeg', ['-f', 'lavfi', '-i', source, ...encode.trim().split(/\s+/), '-y', path]);
  return { path, md5: await videoMd5(path) };
}

const get = (clip) => {
  if (!made.has(clip.file)) made.set(clip.file, make(clip));
  return made.get(clip.file);
};

it.each(byFile)('%s has the tool that it is made for', async (_, clip) => {
  const [name, value] = clip.proof;
  const { path } = await get(clip);
  expect(await headers(path)).toMatch(new RegExp(`\\s${name}(\\[\\d+\\])*\\s+[01]+ = ${value}$`, 'm'));
});

describe.each(engines)('$build build, $threads threads', ({ build, threads }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    expect(etalon.capabilities().build).toBe(build);
  });
  afterAll(() => etalon.close());

  it.each(byFile)('%s', async (_, expected) => {
    const { path, md5 } = await get(expected);
    await expectPixels(etalon, path, { format: expected.format, md5 });
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});
