// SPDX-License-Identifier: MIT
/** Every codec that native ffmpeg can write is decoded to the pixels that native ffmpeg gives, whatever packs them. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codecClips } from './codec_clips.js';
import { engines, Etalon, expectIdle, expectPixels, mostThreads } from './engine.js';
import { output, probe, videoBytes, videoMd5 } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('codecs');

/** What native ffmpeg made and decoded, once for all engines. @type {Map<string, Promise<{ path: string, md5: string }>>} */
const made = new Map();

/** Grey with alpha, for which FFmpeg has no planes: taken apart frame by frame. @param {string} path */
async function greyAndAlphaMd5(path) {
  const { video } = await probe(path);
  const bytes = await videoBytes(path);
  const size = video.width * video.height * 2;
  const hash = createHash('md5');
  for (let at = 0; at < bytes.length; at += size) {
    const frame = bytes.subarray(at, at + size);
    for (const plane of [0, 1]) hash.update(frame.filter((_, i) => i % 2 === plane));
  }
  return hash.digest('hex');
}

/** @param {import('./codec_clips.js').CodecClip} expected */
async function make({ file, encode, source, format, planar, through }) {
  const path = join(folder, file);
  await output('ffmpeg', ['-f', 'lavfi', '-i', source, ...encode.split(' '), '-y', path]);
  if (format === 'GRAYA8') return { path, md5: await greyAndAlphaMd5(path) };
  const planes = [...(through ? ['-vf', `format=${through}`] : []), ...(planar ? ['-pix_fmt', planar] : [])];
  // Without the flag some of ffmpeg's assembly rounds half samples of MPEG-4 otherwise than the standards do.
  return { path, md5: await videoMd5(path, planes, ['-flags:v', '+bitexact']) };
}

const get = (clip) => {
  if (!made.has(clip.file)) made.set(clip.file, make(clip));
  return made.get(clip.file);
};

const encoder = ({ encode }) => /-c:v (\S+)/.exec(encode)?.[1];
const ofEachEncoder = codecClips.filter((clip, index) => codecClips.findIndex((each) => encoder(each) === encoder(clip)) === index);

describe.each([...engines, mostThreads])('$build build, $threads threads', ({ build, threads }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    expect(etalon.capabilities().build).toBe(build);
  });
  afterAll(() => etalon.close());

  const chosen = threads === mostThreads.threads ? ofEachEncoder : codecClips.filter((_, index) => threads === 0 || threads === 2 || index % 4 === 0);
  it.each(chosen.map((clip) => [clip.file, clip]))('%s', async (_, expected) => {
    const { path, md5 } = await get(expected);
    await expectPixels(etalon, path, { format: expected.format, md5 });
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});
