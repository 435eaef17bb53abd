// SPDX-License-Identifier: MIT
/** Second inputs with chains of their own, in both builds: what doing the two steps by hand gives, and what native ffmpeg does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, expectNoWork, failureOf, frameMd5, listFrames, packed } from './engine.js';
import { fixture } from './media.js';
import { HEIGHT, WIDTH, cut, ffmpeg, framesOf, losslessClip, psnr, sources } from './pictures.js';
import { temporaryFolder } from './temporary.js';

/** What a page has. */
globalThis.ImageData ??= class {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};

const folder = temporaryFolder('inputs');
const area = WIDTH * HEIGHT;
const paths = {};
beforeAll(async () => {
  for (const [name, source] of Object.entries(sources)) paths[name] = await losslessClip(folder, name, 'yuv420p', source);
}, 60_000);

const key = { filter: 'chroma_key', red: 0.3, green: 0.5, blue: 0.2, similarity: 0.05, blend: 0.2 };
const ramp = (from, to) => [{ time: 0, value: from }, { time: 0.3, value: to }];

/** Chains of second inputs. */
const inners = {
  keyed: [key],
  'scaled, then keyed': [{ filter: 'scale', width: 100 }, key],
  moving: [{ filter: 'gaussian_blur', sigma: ramp(0, 4) }, { filter: 'adjust', brightness: ramp(-0.2, 0.3), enable: { from: 0.1, to: 0.25 } }],
  'neighbours in time': [{ filter: 'adjust', contrast: 1.2 }, { filter: 'denoise' }, { filter: 'temporal_blend', weights: [1, 2, 3, 2, 1] }],
  'two frames of one': [{ filter: 'deinterlace', rate: 'field', only: 'all' }],
  neutral: [{ filter: 'adjust' }],
};

describe.each([['single', { threads: 0 }], ['threads', { threads: 3 }]])('%s', (_, options) => {
  let etalon;
  let base;
  let other;
  beforeAll(async () => {
    etalon = await Etalon.create(options);
    base = await etalon.open(paths.b);
    other = await etalon.open(paths.a);
  });
  afterAll(() => etalon.close());

  const place = { filter: 'overlay', x: 20, y: 12 };
  const bytesAt = async (clip, time, chain) => {
    const frame = await clip.frameAt(time, { chain });
    const bytes = Buffer.from(packed(frame));
    frame.close();
    return bytes;
  };

  /** The chain with a frame in place of the clip and its chain. */
  const byHand = async (time, { offset = 0, chain }, work) => {
    const plain = await base.frameAt(time);
    const second = await other.frameAt(plain.timestamp + offset, { chain });
    plain.close();
    const made = await work([{ ...place, input: second }]);
    second.close();
    return made;
  };

  it.each(Object.entries(inners))('%s: the two steps by hand give the same bytes', async (name, chain) => {
    const input = { clip: other, offset: 0.04, chain };
    const along = await listFrames(base, { chain: [{ ...place, input }] });
    expect(along.length).toBeGreaterThan(4);
    for (const index of [3, 0, along.length - 1, 2]) {
      const { timestamp, md5 } = along[index];
      const single = await base.frameAt(timestamp, { chain: [{ ...place, input }] });
      expect(frameMd5(single)).toBe(md5);
      single.close();
      const hand = await byHand(timestamp, input, (steps) => base.frameAt(timestamp, { chain: steps }));
      expect(frameMd5(hand), `${name}, frame ${index}`).toBe(md5);
      hand.close();
    }
  });

  it('so do pictures, thumbnails and an export', async () => {
    const input = { clip: other, chain: inners['scaled, then keyed'] };
    const chain = [{ ...place, input }];
    const painted = await base.render(0.12, { chain, width: 120 });
    expect((await byHand(0.12, input, (steps) => base.render(0.12, { chain: steps, width: 120 }))).data).toEqual(painted.data);
    for await (const { data, timestamp } of base.thumbnails({ times: [0.1], chain, width: 80 })) {
      expect((await byHand(timestamp, input, (steps) => base.render(timestamp, { chain: steps, width: 80 }))).data).toEqual(data);
    }
    const exported = await base.export({ chain, video: { quality: 12 } });
    const made = await etalon.open(exported.output);
    let index = 0;
    for await (const frame of made.frames()) {
      const luma = Buffer.from(packed(frame)).subarray(0, area);
      frame.close();
      const wanted = await bytesAt(base, index++ / 25, chain);
      expect(psnr(luma, wanted.subarray(0, area))).toBeGreaterThan(40); // the encoder's finest quantizer
    }
    expect(index).toBe(exported.frames);
    made.close();
  });

  it('a view shows it, and plays it', async () => {
    const chain = [{ ...place, input: { clip: other, chain: inners['neighbours in time'] } }, { ...place, x: 0, input: { clip: other, chain: [key] } }];
    const pictures = [];
    const canvas = { width: WIDTH, height: HEIGHT, getContext: () => ({ putImageData: ({ data }) => pictures.push(Buffer.from(data)) }) };
    const rendered = async (time) => Buffer.from((await base.render(time, { chain, width: WIDTH, height: HEIGHT })).data);
    const view = etalon.view(canvas, { clip: base, chain });
    await view.show(0.12);
    expect(pictures.at(-1).equals(await rendered(0.12))).toBe(true);
    const ended = new Promise((resolve) => (view.onEnd = resolve));
    await view.play();
    await ended;
    const last = await rendered(1);
    await expect.poll(() => pictures.at(-1).equals(last)).toBe(true);
    view.close();
  });

  it('pictures and frames have chains too', async () => {
    const data = Uint8Array.from({ length: 40 * 30 * 4 }, (_, i) => (i * 31 + Math.floor(i / 160) * 7) % 256);
    const picture = { width: 40, height: 30, data };
    const mirrored = Uint8Array.from(data, (_, i) => data[(Math.floor(i / 160) * 40 + 39 - (Math.floor(i / 4) % 40)) * 4 + (i % 4)]);
    const flip = { filter: 'flip' };
    const wanted = await bytesAt(base, 0.1, [{ ...place, input: { ...picture, data: mirrored } }]);
    expect((await bytesAt(base, 0.1, [{ ...place, input: { picture, chain: [flip] } }])).equals(wanted)).toBe(true);
    const plain = await bytesAt(base, 0.1, [{ ...place, input: picture }]);
    for (const chain of [[], [{ filter: 'adjust' }], [flip, flip]]) {
      expect((await bytesAt(base, 0.1, [{ ...place, input: { picture, chain } }])).equals(plain)).toBe(true);
    }
    const frame = await other.frameAt(0.08);
    // At the time of the frame that is filtered.
    const faded = await bytesAt(base, 0.2, [{ ...place, input: { picture: frame, chain: [{ filter: 'adjust', brightness: ramp(0, 0.3) }] } }]);
    const then = await bytesAt(base, 0.2, [{ ...place, input: { picture: frame, chain: [{ filter: 'adjust', brightness: 0.2 }] } }]);
    expect(faded.equals(then)).toBe(true);
    frame.close();
  });

  it('moves by parts of a pixel', async () => {
    const inside = (x, y) => x > 1 && x < 38 && y > 1 && y < 28;
    const picture = { width: 40, height: 30, data: Uint8Array.from({ length: 4800 }, (_, i) => (i % 4 < 3 ? (i * 37) % 256 : inside((i >> 2) % 40, Math.floor(i / 160)) ? 255 : 0)) };
    const moved = (x, steps = []) => bytesAt(base, 0.1, [{ ...place, x: place.x + x, input: { picture, chain: steps } }]);
    const [here, there] = [await moved(0), await moved(1)];
    expect((await moved(0, [{ filter: 'transform', x: 1 }])).equals(there)).toBe(true);
    const between = await moved(0, [{ filter: 'transform', x: 0.5 }]);
    const apart = psnr(here.subarray(0, area), there.subarray(0, area));
    for (const whole of [here, there]) expect(psnr(between.subarray(0, area), whole.subarray(0, area))).toBeGreaterThan(apart + 2);
  });

  it('a second input of another size is scaled for filters that want one', async () => {
    const pass = { filter: 'crossfade', by: 'progress', progress: 0.5 };
    const scaled = [{ filter: 'scale', width: 80, height: 48 }];
    const refused = await failureOf(base.frameAt(0, { chain: [...scaled, { ...pass, input: other }] }));
    expect(refused.code).toBe('ARGUMENT');
    const half = await bytesAt(base, 0.1, [...scaled, { ...pass, input: { clip: other, chain: scaled } }]);
    expect(half.length).toBe(80 * 48 * 1.5);
  });

  it('lies within others, and no deeper than it may', async () => {
    const nested = (deep) => ({ clip: other, chain: [{ filter: 'flip' }, ...(deep ? [{ ...place, input: nested(deep - 1) }] : [])] });
    const frame = await base.frameAt(0.1, { chain: [{ ...place, input: nested(3) }] });
    frame.close();
    const error = await failureOf(base.frameAt(0.1, { chain: [{ ...place, input: nested(4) }] }));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(/chains of second inputs lie more than 4 deep/);
    const endless = { clip: other, chain: [] };
    endless.chain.push({ ...place, input: endless });
    expect((await failureOf(base.plan([{ ...place, input: endless }]))).code).toBe('ARGUMENT');
  });

  it('says what it does, and leaves out what does nothing', async () => {
    const plan = await base.plan([{ ...place, input: { clip: other, chain: [{ filter: 'adjust' }, ...inners['scaled, then keyed']] } }, { filter: 'flip' }]);
    const { second } = plan.stages[0];
    expect(second.removed).toEqual([{ entry: 0, filter: 'adjust' }]);
    expect(second.stages.map(({ filter }) => filter)).toEqual(['scale', 'chroma_key']);
    expect(second).toMatchObject({ input: { format: 'I420', width: WIDTH, height: HEIGHT }, output: { format: 'I420A', width: 100, height: 60 } });
    expect(plan.stages[1].second).toBe(null);
    const neutral = [{ ...place, input: { clip: other, chain: [{ filter: 'adjust' }] } }];
    expect((await base.plan(neutral)).stages[0].second.stages).toEqual([]);
    expect((await bytesAt(base, 0.1, neutral)).equals(await bytesAt(base, 0.1, [{ ...place, input: other }]))).toBe(true);
  });

  it('the base lies over the second input with order: under', async () => {
    const { length } = await bytesAt(other, 0.1, [key]);
    const made = await bytesAt(other, 0.1, [key, { filter: 'overlay', order: 'under', input: base }]);
    const wanted = await bytesAt(base, 0.1, [{ filter: 'overlay', input: { clip: other, chain: [key] } }]);
    expect(made.length).toBe(length);
    expect(made.subarray(wanted.length).every((alpha) => alpha === 255)).toBe(true);
    // Chroma is kept as it is where both lie on one grid, and there the base's is what is kept: means of alpha differ by a rounding.
    expect(psnr(made.subarray(0, wanted.length), wanted)).toBeGreaterThan(48);
    const plain = await bytesAt(other, 0.1);
    expect((await bytesAt(other, 0.1, [{ filter: 'overlay', order: 'under', input: base }])).equals(plain)).toBe(true);
  });

  it.each([
    [{ clip: 1 }, /clip of the second input of filter "overlay" is a Clip, 1 was given/],
    [{ clip: 'other', chian: [] }, /the second input of filter "overlay" has no "chian"; it has clip, offset, ends, chain/],
    [{ clip: 'other', chain: [{ filter: 'scael' }] }, /the second input of filter "overlay": there is no filter "scael"/],
    [{ clip: 'other', chain: [{ filter: 'histogram' }] }, /histogram in the chain of a second input: nobody would see its results/],
    [{ clip: 'other', chain: {} }, /a chain is a list/],
    [{ picture: 'other', chain: [] }, /is a Clip, a Frame/],
    [{ picture: { width: 1, height: 1, data: new Uint8Array(4) }, offset: 2 }, /has no "offset"; it has picture, chain/],
    [{ width: 1, height: 1, data: new Uint8Array(4), chain: [] }, /as pixels has no "chain"; \{ picture, chain \} has a chain/],
  ])('refuses %j', async (given, words) => {
    const input = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === 'other' ? other : value]));
    const error = await failureOf(base.frameAt(0, { chain: [{ filter: 'overlay', input }] }));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(words);
  });

  it('stops at once, goes with its clips, and holds nothing', async () => {
    const chain = [{ ...place, input: { clip: other, chain: [...inners['neighbours in time'], { ...place, input: { clip: base, chain: [key] } }] } }];
    for await (const frame of base.frames({ chain })) {
      frame.close();
      break;
    }
    const controller = new AbortController();
    const stopped = base.export({ chain, signal: controller.signal }).then(() => 'it ended by itself', (reason) => reason);
    controller.abort('enough');
    expect(await stopped).toBe('enough');
    await expectNoWork(etalon);
    const third = await etalon.open(paths.a);
    const stream = base.frames({ chain: [{ ...place, input: { picture: { width: 1, height: 1, data: new Uint8Array(4) }, chain: [{ ...place, input: { clip: third, chain: [key] } }] } }] })[Symbol.asyncIterator]();
    (await stream.next()).value.close();
    third.close();
    expect((await failureOf((async () => {
      for (;;) (await stream.next()).value.close();
    })())).code).toBe('STATE');
    base.close();
    other.close();
    await expectIdle(etalon);
  });
});

describe('against native ffmpeg', () => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads: 0 });
  });
  afterAll(() => etalon.close());

  const native = async (graph) => cut(await ffmpeg(['-i', paths.b, '-i', paths.a, '-lavfi', graph, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-']), area * 1.5);
  const worstOf = async (chain, input, graph) => {
    const clip = await etalon.open(paths.a);
    const made = await framesOf(etalon, paths.b, [{ ...chain, input: { clip, chain: input } }]);
    clip.close();
    const wanted = await native(graph);
    expect(made.length).toBe(wanted.length);
    return Math.min(...made.map(({ bytes }, index) => psnr(bytes, wanted[index])));
  };

  it('a keyed clip over another is chromakey and overlay', async () => {
    // BT.601's codes 80, 110, 100.
    const [y, cb, cr] = [(80 - 16) / 219, (110 - 128) / 224, (100 - 128) / 224];
    const keyed = { filter: 'chroma_key', red: y + 1.402 * cr, green: y - ((0.114 * 1.772) / 0.587) * cb - ((0.299 * 1.402) / 0.587) * cr, blue: y + 1.772 * cb, similarity: 0.08, blend: 0.1 };
    expect(await worstOf({ filter: 'overlay' }, [keyed], '[1]chromakey=color=0x506e64:yuv=1:similarity=0.08:blend=0.1[k];[0][k]overlay=format=yuv420')).toBeGreaterThan(55); // ffmpeg cuts its alpha downward
  });

  it('a picture in the picture is scale and overlay', async () => {
    // swscale rounds its coefficients and its rows otherwise, as in geometry.test.js.
    const sited = 'in_h_chr_pos=0:in_v_chr_pos=128:out_h_chr_pos=0:out_v_chr_pos=128';
    const graph = `[1]scale=80:48:flags=lanczos+accurate_rnd+bitexact:${sited}[s];[0][s]overlay=40:20:format=yuv420`;
    expect(await worstOf({ filter: 'overlay', x: 40, y: 20 }, [{ filter: 'scale', width: 80, height: 48, kernel: 'lanczos' }], graph)).toBeGreaterThan(58);
  });
});

describe('memory', () => {
  it('is counted with the frames that the chain of a second input holds, and stays flat', async () => {
    const etalon = await Etalon.create({ threads: 0, memory: { max: 256 * 2 ** 20 }, cacheBytes: 0 });
    const base = await etalon.open(fixture('conf/cros-codecs/bear.h265'));
    const wide = await etalon.open(fixture('4k/vp9_4k.webm'));
    const small = [{ filter: 'scale', width: 320, height: 180 }];
    const input = (...chain) => [{ filter: 'overlay', input: { clip: wide, chain } }];
    (await base.frameAt(0, { chain: input(...small) })).close();
    const error = await failureOf(base.frameAt(0, { chain: input({ filter: 'temporal_blend', weights: [1, 1, 1, 1, 1, 1, 1, 1, 1] }, ...small) }));
    expect(error.code).toBe('MEMORY');
    expect(error.message).toMatch(/\d+ frames of 3840 x 2160 .*\b8 for the chain|for the chain/);
    const held = [];
    for await (const frame of base.frames({ chain: input(...small) })) {
      held.push((await etalon.counters()).heapBytes);
      frame.close();
    }
    expect(held.length).toBeGreaterThan(20);
    expect(Math.max(...held.slice(10))).toBeLessThanOrEqual(Math.max(...held.slice(0, 10)) + 2 ** 20);
    base.close();
    wide.close();
    await expectIdle(etalon);
    await etalon.close();
  });
});
