// SPDX-License-Identifier: MIT
/** Frames that do not come from a clip: what they are made of, single ones through a chain, and streams of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, failureOf, frameMd5, packed } from './engine.js';
import { fixture } from './media.js';
import { COUNT, HEIGHT, RATE, WIDTH, cut, ffmpeg, losslessClip, sources } from './pictures.js';
import { seededBytes } from './random.js';
import { temporaryFolder } from './temporary.js';
import { Frame } from '../../web/dist/node.js';

const folder = temporaryFolder('outside');
let clips;

beforeAll(async () => {
  clips = {
    i420: await losslessClip(folder, 'a', 'yuv420p', sources.a),
    deep: await losslessClip(folder, 'a', 'yuv422p10', sources.a),
    odd: await losslessClip(folder, 'odd', 'yuv444p', sources.a.replace(`${WIDTH}x${HEIGHT}`, '101x67')),
    rgb: await losslessClip(folder, 'a', 'gbrp', sources.a),
  };
});

/** What is known of a frame, and a hash of its planes. */
const facts = (frame) => ({ format: frame.format, width: frame.width, height: frame.height, pts: frame.pts, timeBase: frame.timeBase,
  durationTicks: frame.durationTicks, sampleAspect: frame.sampleAspect, md5: frameMd5(frame) });

/** A copy of a frame in memory of the test's own, as planes. */
function rawOf(frame) {
  const { format, width, height, pts, timeBase, durationTicks, sampleAspect, colorSpace, interlaced, topFieldFirst } = frame;
  return { format, width, height, pts, timeBase, durationTicks, sampleAspect, colorSpace, interlaced, topFieldFirst, data: packed(frame).slice() };
}

/** All frames of a clip, each as `take` gives it. */
async function takeAll(etalon, path, take, options = {}) {
  const clip = await etalon.open(path);
  const list = [];
  for await (const frame of clip.frames(options)) {
    list.push(take(frame));
    frame.close();
  }
  clip.close();
  return list;
}

/** Frames through a stream, each as `take` gives it. */
async function throughStream(etalon, given, options, take = facts) {
  const list = [];
  for await (const frame of ReadableStream.from(given).pipeThrough(etalon.transform({ output: 'Frame', ...options }))) {
    list.push(take(frame));
    frame.close();
  }
  return list;
}

const temporal = [
  [{ filter: 'denoise' }],
  [{ filter: 'temporal_blend', weights: [1, 2, 3, 2, 1] }],
  [{ filter: 'deinterlace', rate: 'field' }],
  [{ filter: 'scale', width: 75, height: 61 }, { filter: 'unsharp' }],
  [{ filter: 'rotate', turn: '90' }, { filter: 'denoise' }, { filter: 'deinterlace', rate: 'field', mode: 'yadif' }],
  [{ filter: 'exposure', stops: [{ time: 0, value: 0 }, { time: 0.2, value: 2 }] }],
  [],
];

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  /** A frame of the source through `use`, closed in any case. */
  async function withFrame(source, use, options = {}) {
    const frame = await Frame.from(source, { etalon, ...options });
    try {
      return await use(frame);
    } finally {
      frame.close();
    }
  }

  it.each([
    ['I420', 33, 17], ['I420', 1, 1], ['I422P10', 31, 9], ['I444A', 7, 5], ['GRAY8', 65, 3], ['GRAYA16', 5, 4], ['GBR8', 40, 30], ['GBRA16', 3, 3], ['I410', 18, 11],
  ])('%s of %i x %i is as it was given', async (format, width, height) => {
    const data = Buffer.from(seededBytes(width, await bytesOf(format, width, height)).map((byte, index) => (format.endsWith('P10') && index % 2 ? byte & 3 : byte)));
    await withFrame({ format, width, height, data, timestamp: 1.5, duration: 0.04 }, async (frame) => {
      expect(frame).toMatchObject({ format, width, height, timestamp: 1.5, duration: 0.04, timeBase: [1, 1e6], pts: 1.5e6, key: true, sampleAspect: [1, 1] });
      expect(Buffer.compare(packed(frame), data)).toBe(0);
      const planes = Array.from({ length: frame.planes }, (_, index) => frame.plane(index));
      await withFrame({ format, width, height, planes }, (copy) => expect(Buffer.compare(packed(copy), data)).toBe(0));
      const stride = 4 * width + 6;
      const spaced = new Uint8Array(10 + stride * height * frame.planes);
      const layout = planes.map((_, index) => ({ offset: 10 + index * stride * height, stride }));
      frame.copyToSync(spaced, layout);
      await withFrame({ format, width, height, data: spaced.buffer, layout }, (copy) => expect(Buffer.compare(packed(copy), data)).toBe(0));
    });
  });

  /** How much a frame takes, asked of the engine by what it refuses. */
  async function bytesOf(format, width, height) {
    const { message } = await failureOf(Frame.from({ format, width, height, data: new Uint8Array(1e6) }, { etalon }));
    return Number(/has (\d+) bytes/.exec(message)[1]);
  }

  it('RGBA becomes planes and the very same RGBA again', async () => {
    const [width, height] = [37, 23];
    const data = seededBytes(1, 4 * width * height);
    const image = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' };
    await withFrame(image, async (frame) => {
      expect(frame).toMatchObject({ format: 'GBRA8', timestamp: 0, colorSpace: { matrix: 'rgb', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: true, guessed: [] } });
      expect(frame.plane(2).data[0]).toBe(data[0]);
      const rendered = await frame.render();
      expect(rendered).toMatchObject({ width, height, conversions: [] });
      expect(Buffer.compare(Buffer.from(rendered.data), data)).toBe(0);
      await expect(frame.toImageData()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    });
    const swapped = data.slice();
    for (let i = 0; i < data.length; i += 4) [swapped[i], swapped[i + 2]] = [data[i + 2], data[i]];
    const opaque = data.map((byte, index) => (index % 4 === 3 ? 255 : byte));
    for (const [format, given, expected] of [['BGRA', swapped, data], ['RGBX', data, opaque], ['BGRX', swapped, opaque]]) {
      await withFrame({ format, width, height, data: given }, async (frame) => {
        expect(frame.format).toBe(format.endsWith('A') ? 'GBRA8' : 'GBR8');
        expect(frame.colorSpace.guessed).toEqual(['primaries', 'transfer']);
        expect(Buffer.compare(Buffer.from((await frame.render()).data), expected)).toBe(0);
      });
    }
  });

  it('NV12 becomes I420', async () => {
    const [width, height] = [35, 19];
    const [luma, blue, red] = [seededBytes(2, width * height), seededBytes(3, 18 * 10), seededBytes(4, 18 * 10)];
    const pairs = Uint8Array.from({ length: 360 }, (_, index) => (index % 2 ? red : blue)[index >> 1]);
    const expected = Buffer.concat([luma, blue, red]);
    await withFrame({ format: 'NV12', width, height, data: Buffer.concat([luma, pairs]) }, (frame) => {
      expect(frame.format).toBe('I420');
      expect(frame.colorSpace).toMatchObject({ matrix: 'smpte170m', guessed: ['matrix', 'primaries', 'transfer', 'range', 'siting'] });
      expect(Buffer.compare(packed(frame), expected)).toBe(0);
    });
  });

  it('what a call says comes before what the source says', async () => {
    const source = { format: 'GRAY8', width: 2, height: 1, data: new Uint8Array(2), timestamp: 3, pts: 7, timeBase: [1, 10], durationTicks: 4, sampleAspect: [4, 3], interlaced: true };
    await withFrame(source, (frame) => expect(frame).toMatchObject({ pts: 7, timestamp: 0.7, duration: 0.4, sampleAspect: [4, 3], interlaced: true, topFieldFirst: true }));
    await withFrame(source, (frame) => expect(frame).toMatchObject({ pts: 15, durationTicks: 20, interlaced: false, colorSpace: { matrix: 'bt709', siting: 'unspecified' } }),
      { timestamp: 1.5, duration: 2, interlaced: false, colorSpace: { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: true } });
  });

  it('hostile sources are refused in words', async () => {
    const good = { format: 'I420', width: 4, height: 4, data: new Uint8Array(24) };
    const wrong = [
      undefined, null, 7, 'a', {}, [], { width: 1, height: 1 }, { data: new Uint8Array(4) }, { ...good, format: 'I421' }, { ...good, format: '__proto__' },
      { ...good, width: 0 }, { ...good, width: -4 }, { ...good, width: 4.5 }, { ...good, width: NaN }, { ...good, width: '4' }, { ...good, width: 1e9, height: 1e9 }, { ...good, height: 16385 },
      { ...good, data: new Uint8Array(23) }, { ...good, data: new Uint8Array(25) }, { ...good, data: [1, 2] }, { ...good, data: 'aaaa' },
      { ...good, layout: [] }, { ...good, layout: [{ offset: 0, stride: 4 }, { offset: 16, stride: 2 }, { offset: 21, stride: 2 }] }, { ...good, layout: 'x' },
      ...[-1, 3, NaN, 4.5, 1e300].map((stride) => ({ ...good, layout: [{ offset: 0, stride }, { offset: 16, stride: 2 }, { offset: 20, stride: 2 }] })),
      ...[-1, NaN, 0.5, Infinity].map((offset) => ({ ...good, layout: [{ offset, stride: 4 }, { offset: 16, stride: 2 }, { offset: 20, stride: 2 }] })),
      { ...good, planes: [] }, { ...good, planes: [{}, {}, {}] }, { ...good, planes: [{ data: new Uint8Array(15) }, { data: new Uint8Array(4) }, { data: new Uint8Array(4) }] },
      { ...good, format: 'GRAY10', width: 2, height: 1, data: Uint16Array.of(1023, 1024) },
      ...[NaN, Infinity, 'a', {}, 1e20].map((timestamp) => ({ ...good, timestamp })), { ...good, pts: 0.5 }, { ...good, pts: 2 ** 60 }, { ...good, pts: -(2 ** 54) },
      { ...good, duration: -1 }, { ...good, durationTicks: 2 ** 54 }, { ...good, duration: NaN },
      ...[[0, 1], [1, 0], [1, -5], [1], 'ab', [1.5, 2], [2 ** 31, 1], [1, 2 ** 40], null].map((timeBase) => ({ ...good, timeBase })),
      ...[[-1, 1], [1, -1], [2 ** 31, 1], [1, NaN]].map((sampleAspect) => ({ ...good, sampleAspect })),
      ...[7, 'adobe-rgb', null, { matrix: 'bt710' }, { primaries: 7 }, { transfer: '__proto__' }, { siting: 'middle' }, { cicp: { matrix: 256 } }, { cicp: { transfer: -1 } }, { cicp: { primaries: 1.5 } }]
        .map((colorSpace) => ({ ...good, colorSpace })),
    ];
    for (const source of wrong) expect((await failureOf(Frame.from(source, { etalon }))).code, JSON.stringify(source)).toBe('ARGUMENT');
    for (const options of [undefined, {}, { etalon: {} }, { etalon: null }]) expect((await failureOf(Frame.from(good, options))).code).toBe('ARGUMENT');
    await expect(Frame.from(good, { etalon, signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    const frame = await Frame.from(good, { etalon });
    expect((await failureOf(Frame.from(frame, { etalon }))).message).toContain('Frame');
    for (const other of [undefined, {}, good]) expect((await failureOf(etalon.apply(other))).code).toBe('ARGUMENT');
    expect((await failureOf(etalon.apply(frame, { chain: [{ filter: 'nothing' }] }))).code).toBe('ARGUMENT');
    expect((await failureOf(etalon.apply(frame, { output: 'Image' }))).code).toBe('ARGUMENT');
    expect((await failureOf(etalon.apply(frame, { output: 'VideoFrame' }))).code).toBe('UNSUPPORTED');
    expect(() => etalon.transform()).toThrow(/output: 'Frame'/);
    expect(() => etalon.transform({ output: 'Frame', chain: [{ filter: 'blur' }] })).toThrow(/there is no filter/);
    frame.close();
    expect((await failureOf(etalon.apply(frame))).code).toBe('STATE');
    await expectIdle(etalon);
  });

  it.each(['i420', 'deep', 'odd', 'rgb'])('apply() gives what clip.frameAt() gives: %s', async (name) => {
    const chain = [{ filter: 'gaussian_blur', sigma: 2 }, { filter: 'adjust', contrast: 1.3 }, { filter: 'scale', width: 51 }];
    const clip = await etalon.open(clips[name]);
    const [plain, wanted] = [await clip.frameAt(0.1), await clip.frameAt(0.1, { chain })];
    const given = await Frame.from(rawOf(plain), { etalon });
    const made = await etalon.apply(given, { chain });
    expect(facts(made)).toEqual(facts(wanted));
    expect(given.closed).toBe(false);
    const same = await etalon.apply(given);
    expect(facts(same)).toEqual(facts(plain));
    const ofClip = await etalon.apply(plain, { chain });
    expect(facts(ofClip)).toEqual(facts(wanted));
    // Filters that read neighbours, and those that make two of each, have this frame alone.
    const alone = await etalon.apply(given, { chain: [{ filter: 'temporal_blend' }, { filter: 'deinterlace', rate: 'field' }] });
    expect(alone).toMatchObject({ timeBase: [plain.timeBase[0], 2 * plain.timeBase[1]], timestamp: plain.timestamp });
    for (const frame of [plain, wanted, given, made, same, ofClip, alone]) frame.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('an analysis has results', async () => {
    await withFrame({ format: 'GRAY8', width: 4, height: 2, data: Uint8Array.of(1, 1, 1, 9, 9, 7, 7, 7) }, async (frame) => {
      const made = await etalon.apply(frame, { chain: [{ filter: 'histogram' }] });
      expect([1, 7, 9].map((code) => made.results.histogram.luma[code])).toEqual([3, 3, 2]);
      made.close();
    });
  });

  it.each(temporal.map((chain) => [chain.map(({ filter }) => filter).join(', ') || 'no filter', chain]))('a stream gives what clip.frames() gives: %s', async (_, chain) => {
    for (const path of [clips.i420, clips.odd]) {
      const given = await takeAll(etalon, path, rawOf);
      const wanted = await takeAll(etalon, path, facts, { chain });
      expect(wanted.length).toBeGreaterThanOrEqual(COUNT);
      expect(await throughStream(etalon, given, { chain })).toEqual(wanted);
    }
    await expectIdle(etalon);
  });

  it('the frames of a clip go through a stream as they are', async () => {
    const chain = temporal[0];
    const wanted = await takeAll(etalon, clips.deep, facts, { chain });
    const clip = await etalon.open(clips.deep);
    expect(await throughStream(etalon, clip.frames(), { chain })).toEqual(wanted);
    clip.close();
    await expectIdle(etalon);
  });

  it('planes of native ffmpeg, deinterlaced, are what native ffmpeg makes of them', async () => {
    const [width, height, frames] = [64, 52, 6];
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`];
    const input = await ffmpeg(['-ss', '0.5', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${width}:${height},tinterlace=interleave_top`, '-frames:v', String(frames), '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-']);
    const bytes = (width * height * 3) / 2;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${folder}/in.yuv`, input);
    const wanted = cut(await ffmpeg([...raw, '-r', '25', '-i', `${folder}/in.yuv`, '-vf', 'setfield=tff,yadif=mode=1:parity=tff', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']), bytes);
    const given = cut(input, bytes).map((data, index) => ({ format: 'I420', width, height, data, timestamp: index / RATE, duration: 1 / RATE, interlaced: true }));
    const made = await throughStream(etalon, given, { chain: [{ filter: 'deinterlace', mode: 'yadif', rate: 'field' }] }, (frame) => ({ bytes: Buffer.from(packed(frame)), timestamp: frame.timestamp }));
    expect(made.length).toBe(2 * frames);
    made.forEach(({ bytes: found, timestamp }, index) => {
      expect(Buffer.compare(found, wanted[index]), `frame ${index}`).toBe(0);
      expect(timestamp).toBeCloseTo(index / RATE / 2, 6);
    });
  });

  it('another size or format begins anew', async () => {
    const [small, other] = [await takeAll(etalon, clips.i420, rawOf), await takeAll(etalon, clips.odd, rawOf)];
    const later = other.map((raw) => ({ ...raw, pts: raw.pts + 10000 }));
    const chain = temporal[1];
    const apart = [...(await throughStream(etalon, small, { chain })), ...(await throughStream(etalon, later, { chain }))];
    expect(await throughStream(etalon, [...small, ...later], { chain })).toEqual(apart);
  });

  it('computes no more than is read, holds no more than eight, and no memory adds up', async () => {
    const stream = etalon.transform({ chain: [{ filter: 'adjust', contrast: 1.1 }], output: 'Frame' });
    const writer = stream.writable.getWriter();
    const reader = stream.readable.getReader();
    const raw = (index) => ({ format: 'I420', width: 640, height: 360, data: new Uint8Array(640 * 540).fill(index), timestamp: index / 25 });
    let written = 0;
    const write = async (index) => {
      await writer.write(raw(index));
      written++;
    };
    const first = write(0);
    for (let turn = 0; turn < 5; turn++) await etalon.counters();
    expect(written).toBe(0);
    const held = [(await reader.read()).value];
    await first;
    for (let index = 1; index < 8; index++) {
      const done = write(index);
      held.push((await reader.read()).value);
      await done;
    }
    const ninth = write(8);
    let came = false;
    const read = reader.read().finally(() => (came = true));
    for (let turn = 0; turn < 5; turn++) await etalon.counters();
    expect(came).toBe(false);
    held.shift().close();
    held.push((await read).value);
    await ninth;
    held.forEach((frame) => frame.close());
    let heap = 0;
    for (let index = 9; index < 120; index++) {
      const done = write(index);
      (await reader.read()).value.close();
      await done;
      if (index === 30) heap = (await etalon.counters()).heapBytes;
    }
    const { heapBytes, frames, buffers } = await etalon.counters();
    expect(heapBytes).toBeLessThan(heap + 2 * 640 * 540);
    expect({ frames, buffers: buffers < 3 }).toEqual({ frames: 0, buffers: true });
    const closed = writer.close();
    expect(await reader.read()).toMatchObject({ done: true });
    await closed;
    await expectIdle(etalon);
  });

  it('an end of any kind frees everything', async () => {
    const given = await takeAll(etalon, clips.i420, rawOf);
    const chain = temporal[0];
    const begin = async (options = {}) => {
      const stream = etalon.transform({ chain, output: 'Frame', ...options });
      const [writer, reader] = [stream.writable.getWriter(), stream.readable.getReader()];
      writer.closed.catch(() => {});
      for (let index = 0; index < 2; index++) await writer.write(given[index]);
      const write = writer.write(given[2]);
      write.catch(() => {});
      (await reader.read()).value.close();
      await write;
      // This one waits for the reader, and the next one for this.
      const waiting = [writer.write(given[3]), writer.write(await Frame.from(given[4], { etalon }))];
      waiting.forEach((promise) => promise.catch(() => {}));
      for (let turn = 0; turn < 3; turn++) await etalon.counters();
      return { writer, reader, waiting };
    };
    const reason = new Error('enough');
    for (const end of [({ reader }) => reader.cancel(reason), ({ writer }) => writer.abort(reason)]) {
      const begun = await begin();
      await end(begun);
      for (const promise of [begun.waiting[1], begun.writer.closed]) await expect(promise).rejects.toBe(reason);
      await expectIdle(etalon);
    }
    const stopper = new AbortController();
    const stopped = await begin({ signal: stopper.signal });
    stopper.abort(reason);
    await expect(stopped.reader.read()).rejects.toBe(reason);
    await expect(stopped.writer.closed).rejects.toBe(reason);
    await expectIdle(etalon);
    const before = etalon.transform({ output: 'Frame', signal: AbortSignal.abort(reason) });
    await expect(before.readable.getReader().read()).rejects.toBe(reason);
    const never = etalon.transform({ output: 'Frame' });
    const [, nothing] = await Promise.all([never.writable.close(), never.readable.getReader().read()]);
    expect(nothing.done).toBe(true);
    await expectIdle(etalon);
  });

  it('what goes wrong in a stream is typed, and frees everything', async () => {
    const given = await takeAll(etalon, clips.i420, rawOf);
    const outcome = (list, options) => failureOf(throughStream(etalon, list, options));
    expect(await outcome([given[1], given[0]], {})).toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining('came behind') });
    expect(await outcome([given[0], { ...given[1], data: new Uint8Array(3) }], {})).toMatchObject({ code: 'ARGUMENT' });
    expect(await outcome([given[0], 'a'], {})).toMatchObject({ code: 'ARGUMENT' });
    expect(await outcome(given, { chain: [{ filter: 'scale', width: 10, region: { x: 0, y: 0, width: 5, height: 5 } }] })).toMatchObject({ code: 'ARGUMENT' });
    const frame = await Frame.from(given[0], { etalon });
    frame.close();
    expect(await outcome([frame], {})).toMatchObject({ code: 'STATE' });
    await expectIdle(etalon);
  });

  it('a clip as a second input, until it is closed', async () => {
    const given = await takeAll(etalon, clips.i420, rawOf);
    const second = await etalon.open(clips.odd);
    const chain = [{ filter: 'overlay', input: second, opacity: 0.5 }];
    const wanted = await takeAll(etalon, clips.i420, facts, { chain });
    expect(await throughStream(etalon, given, { chain })).toEqual(wanted);
    const stream = etalon.transform({ chain, output: 'Frame' });
    const writer = stream.writable.getWriter();
    writer.closed.catch(() => {});
    const reader = stream.readable.getReader();
    const done = writer.write(given[0]);
    (await reader.read()).value.close();
    await done;
    second.close();
    expect((await failureOf(writer.write(given[1]))).code).toBe('STATE');
    expect((await failureOf(reader.read())).code).toBe('STATE');
    await expectIdle(etalon);
  });

  it('closing the engine ends its streams', async () => {
    const other = await Etalon.create({ threads });
    const [raw] = await takeAll(etalon, clips.i420, rawOf);
    const stream = other.transform({ output: 'Frame', chain: temporal[0] });
    const writer = stream.writable.getWriter();
    writer.closed.catch(() => {});
    await writer.write(raw);
    const frame = await Frame.from(raw, { etalon: other });
    expect((await failureOf(etalon.apply(frame))).code).toBe('ARGUMENT');
    await other.close();
    expect((await failureOf(writer.write({ ...raw, pts: raw.pts + 1 }))).code).toBe('STATE');
    expect((await failureOf(stream.readable.getReader().read())).code).toBe('STATE');
    expect((await failureOf(Frame.from(raw, { etalon: other }))).code).toBe('STATE');
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});
