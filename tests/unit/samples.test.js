// SPDX-License-Identifier: MIT
/**
 * Decoded sound against native ffmpeg's. PCM has to be equal. MDCT codecs work in floats, whose sums the
 * compilers order differently: each of the at most 10 stages of a 1024-point transform rounds to 2^-24 of
 * values up to about 1, so that 10 * 2^-24 * sqrt(1024) = 2e-5 bounds what is seen (1e-6 at most).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';
import { floatSamples, output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const FLOAT_BOUND = 2e-5;
const folder = temporaryFolder('samples');

/** A clip of one second of small pictures whose sound holds noise, tones and full scale. @param {string} codec @param {string} container @param {string[]} [more] */
async function clipOf(codec, container, more = []) {
  const file = join(folder, `${codec}-${more.length}.${container}`);
  if (existsSync(file)) return file;
  const sound = 'aevalsrc=0.4*sin(440*2*PI*t)+0.6*sin(9000*t*t)|0.8*random(0)-0.4:s=44100:d=3';
  await output('ffmpeg', ['-y', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=3', '-f', 'lavfi', '-i', sound, '-c:v', 'libx264', '-preset', 'ultrafast',
    '-c:a', codec, ...more, file]);
  return file;
}

/** All blocks, checked to follow one another. @param {import('../../web/dist/node.js').Clip} clip @param {object} [options] */
async function read(clip, options) {
  const blocks = [];
  for await (const block of clip.samples(options)) blocks.push(block);
  return blocks;
}

/** Interleaved, as ffmpeg writes. */
function interleaved(blocks) {
  const channels = blocks[0].channels;
  const all = new Float32Array(blocks.reduce((sum, { frames }) => sum + frames, 0) * channels);
  let at = 0;
  for (const { planes, frames } of blocks) {
    for (let i = 0; i < frames; i++) for (let channel = 0; channel < channels; channel++) all[at++] = planes[channel][i];
  }
  return all;
}

/** Whether the bits are equal; vitest's toEqual() takes seconds for it. */
const equal = (ours, theirs) => ours.length === theirs.length && Buffer.from(ours.buffer).equals(Buffer.from(theirs.buffer));

/** The largest difference over the length that both have. */
function difference(ours, theirs, from = 0) {
  let most = 0;
  for (let i = 0; i < ours.length && from + i < theirs.length; i++) {
    const each = Math.abs(ours[i] - theirs[from + i]);
    if (!(each <= most)) most = each;
  }
  return most;
}

/** Sound is decoded without threads: the build with them has to give the same, and is asked for less. */
const builds = [
  { threads: 0, pcm: ['pcm_u8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw', 'pcm_s24be', 'flac', 'alac', 'adpcm_ima_qt'],
    containers: ['mp4', 'ts', 'mkv'], more: [['ac3', 'ts'], ['eac3', 'mkv'], ['libvorbis', 'mkv'], ['libopus', 'mkv'], ['mp2', 'ts']] },
  { threads: 2, pcm: ['pcm_s16le'], containers: ['mp4'], more: [] },
];

describe.each(builds)('with $threads threads', ({ threads, pcm, containers, more }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it.each(pcm)('%s is exact', async (codec) => {
    const file = await clipOf(codec, ['pcm_f64le', 'flac'].includes(codec) ? 'mkv' : 'mov');
    const clip = await etalon.open(file);
    const blocks = await read(clip);
    expect(equal(interleaved(blocks), await floatSamples(file))).toBe(true);
    expect(blocks[0]).toMatchObject({ position: 0, timestamp: 0, sampleRate: 44100, channels: 2 });
    expect(Math.max(...blocks.map(({ frames }) => frames))).toBe(8192);
    clip.close();
    await expectIdle(etalon);
  });

  it.each([...containers.map((name) => ['aac', name]), ['libmp3lame', containers.at(-1)], ...more])('%s in %s', async (codec, container) => {
    const file = await clipOf(codec, container);
    const clip = await etalon.open(file);
    const ours = interleaved(await read(clip));
    const theirs = await floatSamples(file);
    // This ffmpeg cuts the padding at the end better than the native one of Debian: at most two frames differ.
    expect(theirs.length - ours.length).toBeGreaterThanOrEqual(0);
    expect(theirs.length - ours.length).toBeLessThanOrEqual(2 * 2 * 1152);
    expect(difference(ours, theirs)).toBeLessThan(FLOAT_BOUND);
    clip.close();
    await expectIdle(etalon);
  });

  // AAC's noise substitution draws other noise when decoding begins elsewhere, so the encoder leaves it out here.
  it.each([['aac', ['-aac_pns', '0']], ['libmp3lame'], ['pcm_s16le']])('ranges of %s are parts of the whole', async (codec, more) => {
    const clip = await etalon.open(await clipOf(codec, 'mov', more));
    const whole = interleaved(await read(clip));
    for (const [from, to] of [[0.5, 1.25], [1.7, 1.9], [0, 0.1], [2.9, 99], [-3, 0.01], [1.000011, 1.000034]]) {
      const blocks = await read(clip, { from, to });
      const first = Math.max(0, Math.round(from * 44100));
      expect(blocks[0].position).toBe(first);
      const part = interleaved(blocks);
      expect(part.length / 2).toBe(Math.min(Math.round(to * 44100), whole.length / 2) - first);
      expect(difference(part, whole, 2 * first)).toBeLessThan(FLOAT_BOUND);
    }
    expect(await read(clip, { from: 50, to: 60 })).toEqual([]);
    clip.close();
    await expectIdle(etalon);
  });

  it('a gap in the times is a jump of the position', async () => {
    const file = fixture('4k/portrait_4k60.mp4');
    const times = (await output('ffprobe', ['-select_streams', 'a:0', '-show_entries', 'frame=pts', '-of', 'csv=p=0', file])).trim().split('\n').map(Number);
    expect(times.slice(0, 3)).toEqual([0, 1691, 2716]);
    const clip = await etalon.open(file);
    const blocks = await read(clip);
    expect(blocks.map(({ position }) => position).slice(0, 2)).toEqual([0, 1691]);
    expect(blocks[0].frames).toBe(1024);
    clip.close();
  });

  it('more channels: all of them, or the documented stereo', async () => {
    const surround = ['-af', 'pan=5.1(side)|c0=c0|c1=c1|c2=0.5*c0+0.5*c1|c3=c0|c4=0.7*c1|c5=0.3*c0'];
    const file = await clipOf('pcm_f32le', 'mov', surround);
    const clip = await etalon.open(file);
    expect(clip.audio).toMatchObject({ channels: 6, track: 0, tracks: 1 });
    expect(equal(interleaved(await read(clip)), await floatSamples(file))).toBe(true);
    const stereo = interleaved(await read(clip, { stereo: true }));
    const theirs = await floatSamples(file, ['-af', 'aresample=ochl=stereo:rematrix_maxval=1']);
    expect(stereo.length).toBe(theirs.length);
    // The sum of six products in floats, each below 1: 12 roundings of 2^-25.
    expect(difference(stereo, theirs)).toBeLessThan(12 * 2 ** -25);
    clip.close();
  });

  it('tracks are counted, and one that is not there is refused', async () => {
    const file = join(folder, `tracks-${threads}.mkv`);
    await output('ffmpeg', ['-y', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=1', '-f', 'lavfi', '-i', 'sine=300:d=1', '-f', 'lavfi', '-i', 'sine=1000:r=22050:d=1',
      '-map', '0', '-map', '1', '-map', '2', '-c:a', 'pcm_s16le', file]);
    const clip = await etalon.open(file);
    expect(clip.audio).toMatchObject({ track: 0, tracks: 2, sampleRate: 44100 });
    for (const track of [0, 1]) {
      const blocks = await read(clip, { track });
      expect(blocks[0].sampleRate).toBe([44100, 22050][track]);
      expect(equal(interleaved(blocks), await floatSamples(file, [], track))).toBe(true);
    }
    expect(await failureOf(read(clip, { track: 2 }))).toMatchObject({ code: 'ARGUMENT', message: 'sound track 2 is outside 0 to 1' });
    expect(() => clip.samples({ track: -1 })).toThrow(/track is a whole number/);
    expect(() => clip.samples({ from: 2, to: 1 })).toThrow(/must be before/);
    clip.close();
    await expectIdle(etalon);
  });

  it('break, abort and close free the decoder', async () => {
    const file = await clipOf('aac', 'mp4');
    const clip = await etalon.open(file);
    for await (const block of clip.samples()) {
      expect(block.frames).toBe(8192);
      break;
    }
    const control = new AbortController();
    const stopped = (async () => {
      for await (const block of clip.samples({ signal: control.signal })) control.abort(new Error(`at ${block.position}`));
    })();
    await expect(stopped).rejects.toThrow('at 0');
    expect(await etalon.counters()).toMatchObject({ jobs: 0 });
    const cut = read(clip);
    clip.close();
    expect(await failureOf(cut)).toMatchObject({ code: 'STATE' });
    await expectIdle(etalon);
  });

  it('a clip without sound says so', async () => {
    const clip = await etalon.open(fixture('4k/hevc_2160p_dash4k_seg1.mp4'));
    expect(clip.audio).toBe(null);
    expect(await failureOf(read(clip))).toMatchObject({ code: 'ARGUMENT', message: 'the clip has no sound' });
    clip.close();
    await expectIdle(etalon);
  });
});
