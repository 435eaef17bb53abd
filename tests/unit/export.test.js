// SPDX-License-Identifier: MIT
/** Exported files, judged by native ffprobe and ffmpeg. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, failureOf, listFrames, packed } from './engine.js';
import { fixture } from './media.js';
import { buildNativeExport, hasNativeEngine, nativeExport } from './native_engine.js';
import { audioPackets, frameTimes, lumaPlanes, output, probe, soundSamples } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('export');
const chain = [
  { filter: 'adjust', contrast: 1.2, saturation: 0.8 },
  { filter: 'gaussian_blur', sigma: 1.5 },
];

/** Engines that this file started, closed at its end. */
const started = new Map();
const engineOf = async (threads) => {
  if (!started.has(threads)) started.set(threads, await Etalon.create({ threads }));
  return started.get(threads);
};
afterAll(() => Promise.all([...started.values()].map((etalon) => etalon.close())));

let building;
const nativeProgram = () => (building ??= buildNativeExport(folder));

/** Opens, exports to a new file, closes; gives the path and the result. */
let files = 0;
async function exportFile(etalon, path, options) {
  const target = join(folder, `${++files}.mp4`);
  const clip = await etalon.open(path);
  try {
    return { path: target, result: await clip.export({ output: target, ...options }) };
  } finally {
    clip.close();
  }
}

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await engineOf(threads);
  });

  it.each([
    ['H.264 and AAC in MP4', 'cut/bbb_2s.mp4', [{ filter: 'scale', width: 640 }], []],
    ['VP9 and Opus in WebM', 'cut/bbb_2s.webm', [{ filter: 'scale', width: 640 }], []],
    ['H.264 and AAC in MPEG-TS', 'cut/bbb_2s.ts', [{ filter: 'scale', width: 640 }], ['-bsf:a', 'aac_adtstoasc']],
    ['AV1 10 bits, PQ', 'cut/hdr10_av1_500ms.mp4', [{ filter: 'scale', width: 360 }], []],
    ['HEVC 10 bits, HLG', 'hdr/hlg10-color-test.mp4', [{ filter: 'scale', width: 640 }], []],
    ['phone, rotated, variable rate', '4k/portrait_4k60.mp4', [{ filter: 'scale', width: 360 }], []],
  ])('%s: frames, times, sound', async (_, name, scale, bitstreamFilter) => {
    const source = fixture(name);
    const { path, result } = await exportFile(etalon, source, { chain: scale });
    const [before, after] = await Promise.all([probe(source), probe(path)]);

    expect(after.video).toMatchObject({ codec_name: 'h264', width: scale[0].width });
    expect(after.video.pix_fmt).toBe(before.video.pix_fmt.replace('10le', ''));
    expect(Number(after.video.nb_read_frames)).toBe(Number(before.video.nb_read_frames));
    expect(result).toMatchObject({ frames: Number(before.video.nb_read_frames), width: after.video.width, height: after.video.height });
    expect(result.bytes).toBe(readFileSync(path).length);
    expect(result.conversions).toEqual(before.video.pix_fmt.includes('10') ? ['depth', 'tone'] : []);
    await expectSameTimes(source, path);

    const sound = await audioPackets(path);
    const original = await audioPackets(source, bitstreamFilter);
    expect(sound.map(({ md5 }) => md5)).toEqual(original.map(({ md5 }) => md5));
    expect(result.audioPackets).toBe(original.length);
    expect(after.audio).toMatchObject({ codec_name: before.audio.codec_name, channels: before.audio.channels });
  });

  it('a clip without sound gives a file without sound', async () => {
    const { path, result } = await exportFile(etalon, fixture('conf/cros-codecs/bear.h265'));
    expect(result).toMatchObject({ frames: 30, audioPackets: 0 });
    expect((await probe(path)).audio).toBeUndefined();
  });

  it("audio: 'none' leaves the sound out", async () => {
    const { path } = await exportFile(etalon, fixture('cut/bbb_2s.mp4'), { audio: 'none', to: 0.5 });
    expect((await probe(path)).audio).toBeUndefined();
  });

  it('from and to cut at the frame, and the sound begins and ends with the picture', async () => {
    const source = fixture('cut/bbb_2s.mp4');
    const [from, to] = [0.51, 1.26];
    const { path, result } = await exportFile(etalon, source, { from, to });
    const times = (await frameTimes(source)).filter((time) => time >= from && time < to);
    const cut = await frameTimes(path);
    expect(result.frames).toBe(times.length);
    expect(cut.length).toBe(times.length);
    expectTimes(cut.map((time) => time - cut[0]), times.map((time) => time - times[0]));

    const all = (await audioPackets(source)).map(({ md5 }) => md5);
    const kept = (await audioPackets(path)).map(({ md5 }) => md5);
    const first = all.indexOf(kept[0]);
    expect(kept).toEqual(all.slice(first, first + kept.length));
    await expectSoundFollows(path, source, times[0], times.length / 60);
  });

  it.each([['is kept meanwhile', 4], ['is read apart', 20]])('sound that lies far before the first picture: %s', async (_, lead) => {
    // Eight channels of noise at 24 bits: about 1.1 MB a second, of which 16 MB are kept. Of raw video, no picture is needed to open it.
    const source = join(folder, `lead${lead}.mkv`);
    const noise = Array(8).fill(0).map((__, channel) => `random(${channel})-0.5`).join('|');
    await output('ffmpeg', [
      '-y', '-f', 'lavfi', '-i', `aevalsrc=${noise}:s=48000:d=${lead + 1}`, '-itsoffset', String(lead), '-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64:r=10',
      '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', '-c:a', 'flac', '-sample_fmt', 's32', source,
    ]);
    const { path, result } = await exportFile(etalon, source, {});
    expect(result.frames).toBe(10);
    const [all, kept] = [await audioPackets(source), await audioPackets(path)];
    expect(kept.map(({ md5 }) => md5)).toEqual(all.map(({ md5 }) => md5));
    const [[first], [shown]] = [await frameTimes(source), await frameTimes(path)];
    expectTimes(kept.map(({ time }) => time - shown), all.map(({ time }) => time - first));
  });

  it('sound of an Ogg that begins before its pictures keeps its distance', async () => {
    const source = join(folder, 'lead.ogv');
    await output('ffmpeg', [
      '-y', '-itsoffset', '0.5', '-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=25', '-f', 'lavfi', '-i', 'sine=d=1.5', '-fps_mode', 'passthrough',
      '-c:v', 'libtheora', '-pix_fmt', 'yuv420p', '-c:a', 'libvorbis', source,
    ]);
    const { path, result } = await exportFile(etalon, source, {});
    expect(result.frames).toBe(25);
    const sound = async (file) => (await probe(file)).audio.start_time;
    const [[first], [shown]] = [await frameTimes(source), await frameTimes(path)];
    expect(first).toBeGreaterThan(0.4);
    expect(shown - Number(await sound(path))).toBeCloseTo(first - Number(await sound(source)), 3);
    expect((await audioPackets(path)).map(({ md5 }) => md5)).toEqual((await audioPackets(source)).map(({ md5 }) => md5));
  });

  it.runIf(hasNativeEngine).each([
    ['8 bits, filtered', 'cut/bbb_2s.mp4', { to: 1, chain }],
    ['10 bits', 'conf/av1/10-bit/data/00000671.ivf', { to: 0.3, chain: [{ filter: 'scale', width: 540 }] }],
  ])('pictures are those of native openh264: %s', async (_, name, options) => {
    const source = fixture(name);
    const { path } = await exportFile(etalon, source, { ...options, audio: 'none', video: { quality: 23 } });
    const native = join(folder, `native${threads}.mp4`);
    await nativeExport(await nativeProgram(), source, native, { ...options, quality: 23 });
    // Its SIMD128 kernels and its assembly choose the same bits.
    expect(readFileSync(path).equals(readFileSync(native)), 'the bytes of the native build').toBe(true);
    const psnr = await lumaPsnr(etalon, source, path, options);
    // The step of QP 23 is 9; an error that is uniform over it has a PSNR of 39.8 dB. A deadzone costs
    // some of that where there is texture, dither of 10 bits another part.
    expect(psnr).toBeGreaterThan(37.5);
  });

  it('a lower quantizer is better and larger, a bitrate is kept', async () => {
    const source = fixture('cut/bbb_2s.mp4');
    const sizeOf = async (video) => (await exportFile(etalon, source, { audio: 'none', video, chain: [{ filter: 'scale', width: 640 }] })).result.bytes;
    const [fine, coarse, rated] = [await sizeOf({ quality: 18 }), await sizeOf({ quality: 34 }), await sizeOf({ bitrate: 1_000_000 })];
    expect(fine).toBeGreaterThan(2 * coarse);
    expect((rated * 8) / 2.03 / 1e6).toBeGreaterThan(0.6);
    expect((rated * 8) / 2.03 / 1e6).toBeLessThan(1.3);
  });

  it('key frames come as often as asked', async () => {
    const { path } = await exportFile(etalon, fixture('cut/bbb_2s.mp4'), { audio: 'none', video: { keyInterval: 0.5 } });
    const flags = await output('ffprobe', ['-select_streams', 'v', '-show_entries', 'packet=flags', '-of', 'csv=p=0', path]);
    const keys = flags.trim().split('\n').flatMap((flag, index) => (flag.startsWith('K') ? [index] : []));
    expect(keys[0]).toBe(0);
    expect(Math.max(...keys.slice(1).map((key, index) => key - keys[index]))).toBeLessThanOrEqual(30);
  });

  it('progress rises from 0 and ends at 1', async () => {
    const seen = [];
    await exportFile(etalon, fixture('cut/bbb_2s.mp4'), { to: 1, onProgress: (each) => seen.push(each) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen[0].progress).toBeLessThan(0.5);
    expect(seen.at(-1)).toMatchObject({ progress: 1, framesDone: 60 });
    seen.slice(1).forEach(({ progress }, index) => expect(progress).toBeGreaterThanOrEqual(seen[index].progress));
  });

  it('an abort rejects with its reason and leaves no file', async () => {
    const before = readdirSync(folder);
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = exportFile(etalon, fixture('cut/bbb_2s.mp4'), {
      chain, signal: controller.signal, onProgress: ({ framesDone }) => framesDone > 3 && controller.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual(before);
    await expectIdle(etalon);
    const { result } = await exportFile(etalon, fixture('conf/cros-codecs/bear.h265'));
    expect(result.frames).toBe(30);
  });

  it('an abort keeps the file that was there before', async () => {
    const target = join(folder, 'kept.mp4');
    writeFileSync(target, 'precious');
    const controller = new AbortController();
    const clip = await etalon.open(fixture('cut/bbb_2s.mp4'));
    const stopped = clip.export({
      output: target, signal: controller.signal, onProgress: ({ framesDone }) => framesDone > 3 && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    clip.close();
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('two jobs at once give what each gives alone', async () => {
    const clip = await etalon.open(fixture('cut/bbb_2s.mp4'));
    const run = (options) => clip.export({ ...options }).then(({ output: bytes }) => md5(bytes));
    const jobs = [{ to: 0.7, chain }, { from: 0.5, to: 1.5, chain: [{ filter: 'scale', width: 320 }] }];
    const alone = [await run(jobs[0]), await run(jobs[1])];
    const order = [];
    const together = await Promise.all(jobs.map((job, index) => run({ ...job, onProgress: () => order.push(index) })));
    expect(together).toEqual(alone);
    expect(order.slice(order.indexOf(1)), 'both make progress in turn').toContain(0);

    const [exported, frame] = await Promise.all([run(jobs[0]), clip.frameAt(1.5)]);
    frame.close();
    expect(exported).toBe(alone[0]);
    clip.close();
    await expectIdle(etalon);
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

describe('outputs', () => {
  const source = fixture('cut/bbb_2s.mp4');
  const options = { to: 0.5, chain: [{ filter: 'scale', width: 320 }] };
  let clip;
  let expected;
  beforeAll(async () => {
    clip = await (await engineOf(0)).open(source);
    const { output: bytes } = await clip.export(options);
    expected = Buffer.from(bytes);
  });
  afterAll(() => clip.close());

  it('builds and thread counts agree on every byte', async () => {
    for (const threads of [1, 2, 4]) {
      const etalon = await engineOf(threads);
      const { path } = await exportFile(etalon, source, options);
      expect(readFileSync(path).equals(expected), `${threads} threads`).toBe(true);
    }
  });

  it('a sink of positioned writes gets the same file', async () => {
    const file = Buffer.alloc(expected.length);
    let closed = false;
    await clip.export({ ...options, output: {
      write: ({ position, data }) => file.set(data, position),
      close: () => (closed = true),
    } });
    expect(file.equals(expected)).toBe(true);
    expect(closed).toBe(true);
  });

  it('a stream that only grows gets fragments with the same frames', async () => {
    const chunks = [];
    const { fragmented } = await clip.export({ ...options, output: new WritableStream({ write: (chunk) => void chunks.push(chunk) }) });
    expect(fragmented).toBe(true);
    const [whole, grown] = [join(folder, 'whole.mp4'), join(folder, 'grown.mp4')];
    writeFileSync(whole, expected);
    writeFileSync(grown, Buffer.concat(chunks));
    const frames = (path) => output('ffmpeg', ['-i', path, '-map', '0', '-c', 'copy', '-f', 'streamhash', '-hash', 'md5', '-']);
    expect(await frames(grown)).toBe(await frames(whole));
    await expectSameTimes(whole, grown);
  });

  it('writes are awaited one after the other', async () => {
    let writing = 0;
    let most = 0;
    await clip.export({ ...options, output: { write: async () => {
      most = Math.max(most, ++writing);
      await new Promise((done) => setTimeout(done, 10));
      writing--;
    } } });
    expect(most).toBe(1);
  });

  it('re-opened, the export gives the frames that ffmpeg decodes', async () => {
    const path = join(folder, 'again.mp4');
    writeFileSync(path, expected);
    const again = await (await engineOf(0)).open(path);
    const frames = await listFrames(again);
    again.close();
    const hashes = (await output('ffmpeg', ['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']))
      .split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(',').at(-1).trim());
    expect(frames.map((frame) => frame.md5)).toEqual(hashes);
  });

  it('a second export over an existing path replaces it', async () => {
    const target = join(folder, 'replaced.mp4');
    writeFileSync(target, Buffer.alloc(1 << 20, 1));
    await clip.export({ ...options, output: target });
    expect(readFileSync(target).equals(expected)).toBe(true);
  });

  it('strict refuses a conversion and leaves no file', async () => {
    const target = join(folder, 'strict.mp4');
    const deep = await (await engineOf(0)).open(fixture('cut/hdr10_av1_500ms.mp4'));
    const error = await failureOf(deep.export({ output: target, strict: true }));
    deep.close();
    expect(error.code).toBe('UNSUPPORTED');
    expect(existsSync(target)).toBe(false);
  });

  it.each([
    [{ from: 2, to: 1 }, /from/],
    [{ video: { codec: 'hevc' } }, /codec/],
    [{ video: { quality: 5 } }, /quality.*12.*51/],
    [{ video: { quality: 20, bitrate: 1e6 } }, /exclude/],
    [{ audio: 'mp3' }, /audio/],
    [{ output: 7 }, /output/],
  ])('refuses %j', async (bad, words) => {
    const error = await failureOf(clip.export(bad));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(words);
  });
});

const md5 = (bytes) => createHash('md5').update(Buffer.from(bytes)).digest('hex');

/** The same distances between frames; exported files may begin at 0. */
async function expectSameTimes(source, path) {
  const [before, after] = await Promise.all([frameTimes(source), frameTimes(path)]);
  expectTimes(after.map((time) => time - after[0]), before.map((time) => time - before[0]));
}

/** Equal to half a millisecond: ffprobe prints microseconds, Matroska keeps milliseconds. */
function expectTimes(found, expected) {
  expect(found.length).toBe(expected.length);
  const worst = Math.max(...found.map((time, index) => Math.abs(time - expected[index])));
  expect(worst).toBeLessThan(0.0005);
}

/**
 * The sound of a cut is the source's from `start` on: one lag of at most a millisecond (edit lists count in
 * the movie's time scale) makes the samples equal. The first frames of AAC lack their overlap.
 */
async function expectSoundFollows(path, source, start, duration) {
  const [cut, whole] = await Promise.all([soundSamples(path), soundSamples(source)]);
  expect(Math.abs(cut.length / 48000 - duration)).toBeLessThan(0.045);
  const skip = 4096;
  const part = cut.subarray(skip, skip + 16384);
  const base = Math.round(start * 48000) + skip;
  const lags = Array.from({ length: 97 }, (_, index) => index - 48);
  const differences = lags.map((lag) => part.reduce((most, sample, index) => Math.max(most, Math.abs(sample - whole[base + lag + index])), 0));
  expect(part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0), 'the sound is not silence').toBeGreaterThan(50);
  expect(Math.min(...differences)).toBeLessThanOrEqual(1);
}

/** Luma without padding, in units of 8-bit codes. */
function lumaOf(frame) {
  const bytes = packed(frame);
  const count = frame.width * frame.height;
  if (!/P1[02]$/.test(frame.format)) return bytes.subarray(0, count);
  const scale = 2 ** (8 - Number(frame.format.slice(-2)));
  return Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, count), (code) => code * scale);
}

/** PSNR over all luma samples of an 8-bit export against frames() of the same chain. */
async function lumaPsnr(etalon, source, path, options) {
  const clip = await etalon.open(source);
  let error = 0;
  let count = 0;
  const frames = clip.frames(options);
  const { value: first } = await frames.next();
  const decoded = lumaPlanes(path, first.width, first.height);
  for (let frame = first; frame; frame = (await frames.next()).value) {
    const luma = lumaOf(frame);
    const { value: plane } = await decoded.next();
    for (let index = 0; index < luma.length; index++) error += (luma[index] - plane[index]) ** 2;
    count += luma.length;
    frame.close();
  }
  expect((await decoded.next()).done, 'as many frames in the file').toBe(true);
  clip.close();
  return 10 * Math.log10((255 ** 2 * count) / error);
}
