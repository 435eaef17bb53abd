// SPDX-License-Identifier: MIT
/** What a chain does for every filter, from JavaScript, in both builds: neighbours in time, regions, times, keyframes, plans. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, Etalon, expectIdle, failureOf, frameMd5, packed } from './engine.js';
import { fixture } from './media.js';

const builds = { single: { threads: 0 }, threads: { threads: 2 } };

describe.each(Object.entries(builds))('%s', (_, options) => {
  let etalon;
  let clip;
  beforeAll(async () => {
    etalon = await Etalon.create(options);
    clip = await etalon.open(fixture('conf/cros-codecs/bear.h265'));
  });
  afterAll(() => etalon.close());

  const bytesAt = async (time, chain) => {
    const frame = await clip.frameAt(time, { chain });
    const bytes = Uint8Array.from(packed(frame));
    frame.close();
    return bytes;
  };

  it.each([
    ['1:1', [{ filter: 'deinterlace' }]],
    ['1:2', [{ filter: 'gaussian_blur', sigma: 1 }, { filter: 'deinterlace', rate: 'field', only: 'all' }]],
  ])('deinterlace %s: frameAt() and spans give the frames of the whole clip', async (kind, chain) => {
    const all = [];
    for await (const frame of clip.frames({ chain })) {
      all.push({ timestamp: frame.timestamp, duration: frame.duration, md5: frameMd5(frame) });
      frame.close();
    }
    expect(all.length).toBe(kind === '1:2' ? 60 : 30);
    for (let i = 0; i < all.length; i++) {
      const { timestamp, duration, md5 } = all[(i * 7) % all.length];
      const frame = await clip.frameAt(timestamp + (i % 2) * duration * 0.45, { chain });
      expect({ timestamp: frame.timestamp, md5: frameMd5(frame) }).toEqual({ timestamp, md5 });
      frame.close();
    }
    const [from, to] = [all[9].timestamp, all[17].timestamp];
    const part = [];
    for await (const frame of clip.frames({ from, to, chain })) {
      part.push(frameMd5(frame));
      frame.close();
    }
    expect(part).toEqual(all.slice(9, 17).map(({ md5 }) => md5));
  });

  it('exports as many frames as the chain makes, at their times', async () => {
    const chain = [{ filter: 'deinterlace', rate: 'field', only: 'all' }];
    const { output, frames } = await clip.export({ chain });
    expect(frames).toBe(60);
    const made = await etalon.open(output);
    expect(made.video.frameRate).toBeCloseTo(2 * clip.video.frameRate, 3);
    const times = [];
    for await (const frame of made.frames()) {
      times.push(frame.timestamp);
      frame.close();
    }
    made.close();
    times.forEach((time, index) => expect(time).toBeCloseTo(index / made.video.frameRate, 3));
  });

  it('keeps a filter to its region and its time', async () => {
    const plain = await bytesAt(0);
    const whole = await bytesAt(0, [{ filter: 'adjust', brightness: 0.3 }]);
    const { width, height } = clip.video;
    const region = { x: 40, y: 20, width: 100, height: 50 };
    const part = await bytesAt(0, [{ filter: 'adjust', brightness: 0.3, region }]);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = x >= 40 && x < 140 && y >= 20 && y < 70;
        if (part[y * width + x] !== (inside ? whole : plain)[y * width + x]) expect.fail(`x ${x}, y ${y}`);
      }
    }
    const chain = [{ filter: 'adjust', brightness: 0.3, enable: { from: 0.2, to: 0.4 } }];
    for (const time of [0, 0.1, 0.25, 0.35, 0.5]) {
      const wanted = await bytesAt(time, time > 0.2 && time < 0.4 ? [{ filter: 'adjust', brightness: 0.3 }] : []);
      expect(Buffer.compare(await bytesAt(time, chain), wanted), `${time} s`).toBe(0);
    }
  });

  it('follows keyframes', async () => {
    const brightness = [{ time: 0.1, value: 0, ease: 'linear' }, { time: 0.5, value: 0.4, ease: 'hold' }, { time: 0.7, value: -0.2 }];
    const stops = [[0, 0], [0.1, 0], [0.2, 0.1], [0.3, 0.2], [0.6, 0.4], [0.8, -0.2]];
    for (const [time, value] of stops) {
      const frame = await clip.frameAt(time);
      const exact = value === 0.1 || value === 0.2 ? frame.timestamp - 0.1 : value;
      frame.close();
      const [moving, still] = [await bytesAt(time, [{ filter: 'adjust', brightness }]), await bytesAt(time, [{ filter: 'adjust', brightness: exact }])];
      expect(Buffer.compare(moving, still), `${time} s`).toBe(0);
    }
  });

  it('moves a region along keyframes', async () => {
    const [still, blur] = [{ y: 30, height: 60 }, { filter: 'gaussian_blur', sigma: 6 }];
    const region = { ...still, x: [{ time: 0.1, value: -40 }, { time: 0.7, value: 260 }], width: [{ time: 0, value: 80, ease: 'hold' }, { time: 0.5, value: 45 }], feather: [{ time: 0, value: 0 }, { time: 0.5, value: 20 }] };
    const whole = (number) => Math.floor(number + 0.5);
    let moved = 0;
    for (const time of [0, 0.1, 0.25, 0.4, 0.55, 0.9]) {
      const frame = await clip.frameAt(time);
      const at = frame.timestamp;
      frame.close();
      const along = Math.min(Math.max((at - 0.1) / 0.6, 0), 1);
      const there = { ...still, x: whole(-40 + 300 * along), width: at < 0.5 ? 80 : 45, feather: whole(Math.min(at / 0.5, 1) * 20) };
      const [moving, wanted] = [await bytesAt(time, [{ ...blur, region }]), await bytesAt(time, [{ ...blur, region: there }])];
      expect(Buffer.compare(moving, wanted), `${time} s`).toBe(0);
      moved += Buffer.compare(moving, await bytesAt(time, [{ ...blur, region: { ...there, x: there.x + 2 } }])) !== 0;
    }
    expect(moved).toBe(6);
  });

  it('moves the numbers of lists along keyframes', async () => {
    const curves = [[0, 0, 0.5, 0.5, 1, 1], [0, 0.1, 0.3, 0.5, 1, 0.8]];
    const weights = [[0, 1, 0], [3, 4, 1]];
    const keys = ([from, to]) => [{ time: 0.2, value: from }, { time: 0.6, value: to, ease: 'hold' }, { time: 0.8, value: from }];
    for (const time of [0.1, 0.3, 0.45, 0.65, 0.9]) {
      const frame = await clip.frameAt(time);
      const at = frame.timestamp;
      frame.close();
      const along = at >= 0.8 ? 0 : Math.min(Math.max((at - 0.2) / (0.6 - 0.2), 0), 1);
      const mixed = ([from, to]) => from.map((number, index) => number + (to[index] - number) * along);
      const moving = await bytesAt(time, [{ filter: 'curves', master: keys(curves) }, { filter: 'temporal_blend', weights: keys(weights) }]);
      const wanted = await bytesAt(time, [{ filter: 'curves', master: mixed(curves) }]);
      if (along === 0) expect(Buffer.compare(moving, wanted), `${time} s`).toBe(0);
      const still = await bytesAt(time, [{ filter: 'curves', master: keys(curves) }, { filter: 'temporal_blend', weights: mixed(weights) }]);
      expect(Buffer.compare(moving, still), `${time} s`).toBe(0);
      expect(Buffer.compare(await bytesAt(time, [{ filter: 'curves', master: keys(curves) }]), wanted), `${time} s`).toBe(0);
      expect(Buffer.compare(wanted, await bytesAt(time)) === 0, `${time} s`).toBe(along === 0);
    }
  });

  it('hands out what analyses found', async () => {
    const frame = await clip.frameAt(0, { chain: [{ filter: 'histogram' }, { filter: 'adjust', brightness: 0.1 }, { filter: 'histogram' }] });
    const { histogram, histogram_2: second } = frame.results;
    const plain = await bytesAt(0);
    const counts = new Uint32Array(256);
    for (const value of plain.subarray(0, clip.video.width * clip.video.height)) counts[value]++;
    const [luma] = Object.values(histogram);
    expect(luma).toEqual(counts);
    expect(Object.values(second)[0]).not.toEqual(luma);
    frame.close();
    expect(await clipMd5(clip, { chain: [{ filter: 'histogram' }] })).toEqual(await clipMd5(clip));
  });

  it('lays pictures, frames and clips over a clip', async () => {
    const { width, height } = clip.video;
    const white = { width: 8, height: 6, data: new Uint8ClampedArray(8 * 6 * 4).fill(255) };
    const plain = await bytesAt(0);
    const still = await bytesAt(0, [{ filter: 'overlay', input: white, x: 10, y: 20 }]);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = x >= 10 && x < 18 && y >= 20 && y < 26;
        if (still[y * width + x] !== (inside ? 235 : plain[y * width + x])) expect.fail(`x ${x}, y ${y}: ${still[y * width + x]}`);
      }
    }
    const frame = await clip.frameAt(0.5);
    const other = await etalon.open(fixture('conf/cros-codecs/bear.h265'));
    // A clip over itself, moved in time, is itself at the frame's own time and the offset.
    expect(Buffer.compare(await bytesAt(0, [{ filter: 'overlay', input: frame }]), await bytesAt(0.5))).toBe(0);
    for (const wanted of [0.4, 0, 0.2]) {
      const base = await clip.frameAt(wanted);
      const time = base.timestamp;
      base.close();
      expect(Buffer.compare(await bytesAt(time, [{ filter: 'overlay', input: { clip: other, offset: 0.3 } }]), await bytesAt(time + 0.3)), `${time} s`).toBe(0);
    }
    expect(Buffer.compare(await bytesAt(0.1, [{ filter: 'overlay', input: { clip: other, offset: -5, ends: 'nothing' } }]), await bytesAt(0.1))).toBe(0);
    expect(Buffer.compare(await bytesAt(0.1, [{ filter: 'overlay', input: { clip: other, offset: -5 } }]), plain)).toBe(0);
    frame.close();
    const closed = await failureOf(clip.frameAt(0, { chain: [{ filter: 'overlay', input: frame }] }));
    expect(closed.code).toBe('STATE');

    const stream = clip.frames({ chain: [{ filter: 'overlay', input: other }] });
    (await stream.next()).value.close();
    other.close();
    const ended = await failureOf((async () => {
      for await (const next of stream) next.close();
    })());
    expect(ended.code).toBe('STATE');
    expect((await failureOf(clip.frameAt(0, { chain: [{ filter: 'overlay', input: other }] }))).code).toBe('STATE');
    expect((await failureOf(clip.frameAt(0, { chain: [{ filter: 'overlay' }] }))).message).toMatch(/second input.*none was given/);
  });

  it('says how it runs', async () => {
    const { width, height } = clip.video;
    const plan = await clip.plan([
      { filter: 'adjust' },
      { filter: 'deinterlace', rate: 'field', only: 'all' },
      { filter: 'gaussian_blur', sigma: [{ time: 0, value: 0 }, { time: 1, value: 3 }], region: { x: [{ time: 0, value: 0 }, { time: 1, value: 9 }], y: 0, width: 10, height: 10 } },
      { filter: 'scale', width: 80 },
      { filter: 'histogram' },
    ]);
    expect(plan).toMatchObject({ input: { format: 'I420', width, height }, output: { format: 'I420', width: 80, height: 46 }, outputs: 2 });
    expect(plan.removed).toEqual([{ entry: 0, filter: 'adjust' }]);
    expect(plan.stages.map(({ filter }) => filter)).toEqual(['deinterlace', 'gaussian_blur', 'scale', 'histogram']);
    const [deinterlace, blur, scale, histogram] = plan.stages;
    const bytes = (width * height * 3) / 2;
    expect(deinterlace).toMatchObject({ entry: 1, outputs: 2, framesBefore: 1, framesAfter: 1, bytesRead: 6 * bytes, bytesWritten: 2 * bytes });
    expect(blur).toMatchObject({ keyframes: ['sigma', 'region.x'], region: { x: 0, y: 0, width: 10, height: 10, feather: 0 }, enable: null });
    expect(scale.output).toEqual({ format: 'I420', width: 80, height: 46 });
    expect(histogram.bytesWritten).toBe(0);
    expect((await etalon.plan([], { format: 'I422P10', width: 5, height: 3 })).output).toEqual({ format: 'I422P10', width: 5, height: 3 });
    expect((await failureOf(etalon.plan([{ filter: 'scale', width: 9, region: { x: 0, y: 0, width: 1, height: 1 } }], { format: 'I420', width: 64, height: 64 }))).message)
      .toMatch(/scale cannot be limited to a region/);
  });

  it.each([
    [[{ filter: 'adjust', region: { x: 0, y: 0, width: 0, height: 5 } }], /width of the region of filter "adjust": 0 is outside 1 to 16384/],
    [[{ filter: 'adjust', region: { x: 0, width: 1, height: 5 } }], /y of the region of filter "adjust" is a number, undefined was given/],
    [[{ filter: 'adjust', region: { x: [], y: 0, width: 1, height: 5 } }], /x of the region of filter "adjust" has no keyframe/],
    [[{ filter: 'adjust', region: { x: [{ time: 0 }], y: 0, width: 1, height: 5 } }], /x of the region.* at 0 s is a number, undefined was given/],
    [[{ filter: 'adjust', region: { x: [{ time: 0, value: NaN }], y: 0, width: 1, height: 5 } }], /x of the region.* is a number, NaN was given/],
    [[{ filter: 'adjust', region: { x: [{ time: 0, value: 0.5 }], y: 0, width: 1, height: 5 } }], /x of the region.* is a whole number, 0.5 was given/],
    [[{ filter: 'adjust', region: { x: 0, y: [{ time: 2, value: 16385 }], width: 1, height: 5 } }], /y of the region.* at 2 s: 16385 is outside -16384 to 16384/],
    [[{ filter: 'adjust', region: { x: 0, y: 0, width: [{ time: 0, value: 9 }, { time: 1, value: 0 }], height: 5 } }], /width of the region.* at 1 s: 0 is outside 1 to 16384/],
    [[{ filter: 'adjust', region: { x: [{ value: 3 }], y: 0, width: 1, height: 5 } }], /keyframes of x of the region.* are \{ time: seconds, value, ease \}/],
    [[{ filter: 'adjust', region: [{ time: 0, value: { x: 0, y: 0, width: 1, height: 1 } }] }], /region of filter "adjust" is \{ x, y, width, height, feather \}/],
    [[{ filter: 'histogram', region: { x: [{ time: 0, value: 0 }, { time: 9, value: 5000 }], y: 0, width: 10, height: 10 } }], /region of histogram, 10 x 10 at 5000, 0, lies outside the picture/],
    [[{ filter: 'curves', master: [{ time: 0, value: [0, 0, 1, 1] }, { time: 1, value: [0, 0, 0.5, 0.2, 1, 1] }] }], /master.* are lists of as many numbers each; one has 4, another 6/],
    [[{ filter: 'curves', red: [{ time: 0, value: [0, 0, 1] }] }], /red of filter "curves" at 0 s is a list of 4 to 128 numbers, 3 were given/],
    [[{ filter: 'curves', red: [{ time: 0, value: [0, 0, 0.5, 1, 1] }] }], /red has 5 numbers, which are not pairs/],
    [[{ filter: 'curves', blue: [{ time: 0, value: 0.5 }] }], /blue of filter "curves" at 0 s is a list of .* 0.5 was given/],
    [[{ filter: 'temporal_blend', weights: [{ time: 0, value: [1, NaN] }] }], /weights.* at 0 s: NaN is not a number from 0 to 1000/],
    [[{ filter: 'temporal_blend', weights: [] }], /weights.* is a list of 1 to 9 numbers, 0 were given/],
    [[{ filter: 'lut3d', table: [{ time: 0, value: '' }] }], /table.* is a text, a list was given/],
    [[{ filter: 'adjust', region: { x: 0, y: 0, width: 1, height: 1, fade: 2 } }], /no "fade"/],
    [[{ filter: 'adjust', enable: { from: 2, to: 1 } }], /from \(2 s\) must be before/],
    [[{ filter: 'adjust', enable: { start: 2 } }], /enable of filter "adjust" has no "start"; it has from, to/],
    [[{ filter: 'adjust', contrast: [{ time: 0, value: 1, easing: 'hold' }] }], /a keyframe of contrast of filter "adjust" has no "easing"; it has time, value, ease/],
    [[{ filter: 'adjust', contrast: [] }], /contrast.*no keyframe/],
    [[{ filter: 'adjust', contrast: [{ time: 0, value: 9 }] }], /contrast.*9 is outside 0 to 4/],
    [[{ filter: 'adjust', contrast: [{ time: 1, value: 1 }, { time: 0, value: 1 }] }], /keyframe at 0 s/],
    [[{ filter: 'adjust', contrast: [{ time: 0, value: 1, ease: [2, 0, 0, 0] }] }], /ease/],
    [[{ filter: 'scale', width: [{ time: 0, value: 10 }] }], /width.*no keyframes/],
    [[{ filter: 'adjust', input: {} }], /no second input/],
  ])('refuses %j', async (chain, words) => {
    const error = await failureOf(clip.frameAt(0, { chain }));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(words);
  });

  it('holds nothing afterwards', async () => {
    clip.close();
    await expectIdle(etalon);
  });
});
