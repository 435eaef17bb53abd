// SPDX-License-Identifier: MIT
/** Keys, mattes, passages, fades and blend modes against native ffmpeg on the same frames, and against their formulas. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { COUNT, HEIGHT, RATE, WIDTH, cut, ffmpeg, framesOf, losslessClip, psnr, samplesOf, sources, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('compose');
const area = WIDTH * HEIGHT;
const clips = {};
let etalon;

beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
  for (const format of ['yuv420p', 'yuv444p', 'yuv422p10', 'gbrp']) {
    for (const [name, source] of Object.entries(sources)) clips[`${name} ${format}`] = await losslessClip(folder, name, format, source);
  }
}, 60_000);
afterAll(() => etalon.close());

const opened = async (paths, work) => {
  const open = [];
  try {
    for (const path of paths) open.push(await etalon.open(path));
    return await work(...open);
  } finally {
    for (const clip of open) clip.close();
  }
};

/** Frames of a chain whose last entry has another clip as its second input. */
const joined = (first, second, entry, input = {}) =>
  opened([second], (clip) => framesOf(etalon, first, [{ ...entry, input: { clip, ...input } }]));

const native = (args) => ffmpeg([...args, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']);

/** BT.601's R'G'B' of codes of limited range. */
function rgbOf(y, u, v) {
  const [luma, cb, cr] = [(y - 16) / 219, (u - 128) / 224, (v - 128) / 224];
  return { red: luma + 1.402 * cr, green: luma - ((0.114 * 1.772) / 0.587) * cb - ((0.299 * 1.402) / 0.587) * cr, blue: luma + 1.772 * cb };
}

describe('chroma_key', () => {
  // Half a code of rounding: ffmpeg cuts its alpha downward.
  it.each([
    ['yuv420p', [80, 110, 100], 0.08, 0.1],
    ['yuv444p', [80, 110, 100], 0.08, 0.1],
    ['yuv444p', [70, 200, 110], 0.2, 0.4],
    ['yuv422p10', [80, 110, 100], 0.05, 0.2],
  ])('%s gives the alpha of chromakey, to one code', async (format, key, similarity, blend) => {
    const deep = format.endsWith('10');
    const color = `0x${key.map((code) => code.toString(16).padStart(2, '0')).join('')}`;
    const path = clips[`a ${format}`];
    const made = format.replace('yuv', 'yuva') + (deep ? 'le' : '');
    const expected = await native(['-i', path, '-vf', `chromakey=color=${color}:yuv=1:similarity=${similarity}:blend=${blend}`, '-pix_fmt', made]);
    const frames = await framesOf(etalon, path, [{ filter: 'chroma_key', ...rgbOf(...key), similarity, blend }]);
    const plain = await framesOf(etalon, path);
    expect(expected.length).toBe(COUNT * frames[0].bytes.length);
    const kinds = new Set();
    frames.forEach(({ bytes, format: name }, index) => {
      expect(name).toMatch(/A(P10)?$/);
      const samples = samplesOf(bytes, deep);
      const before = samplesOf(plain[index].bytes, deep);
      expect(worstDifference(samples.subarray(0, before.length), before), 'colours stay').toBe(0);
      const own = samples.subarray(before.length);
      const inside = [];
      for (let y = 1; y < HEIGHT - 1; y++) for (let x = 1; x < WIDTH - 1; x++) inside.push(y * WIDTH + x);
      const wanted = samplesOf(expected.subarray(index * bytes.length, (index + 1) * bytes.length), deep).subarray(before.length);
      // Beyond the picture ffmpeg goes on as it pleases: its edge is left out.
      expect(worstDifference(inside.map((at) => own[at]), inside.map((at) => wanted[at])), `frame ${index}`).toBeLessThanOrEqual(1);
      for (const at of inside) kinds.add(own[at] === 0 ? 'clear' : own[at] === (deep ? 1023 : 255) ? 'opaque' : 'between');
    });
    expect(kinds).toContain('between');
  });

  it('takes spill out as its formula says', async () => {
    const path = clips['a yuv444p'];
    const despill = 0.8;
    const [plain] = await framesOf(etalon, path);
    const [made] = await framesOf(etalon, path, [{ filter: 'chroma_key', ...rgbOf(120, 96, 108), despill }]);
    const length = Math.hypot(96 - 128, 108 - 128);
    const [kx, ky] = [(96 - 128) / length, (108 - 128) / length];
    let changed = 0;
    for (let i = 0; i < area; i++) {
      const [u, v] = [plain.bytes[area + i] - 128, plain.bytes[2 * area + i] - 128];
      const spill = Math.max(0, u * kx + v * ky - Math.abs(v * kx - u * ky)) * despill;
      changed += spill > 1;
      expect(Math.abs(made.bytes[area + i] - (128 + u - spill * kx))).toBeLessThan(0.51);
      expect(Math.abs(made.bytes[2 * area + i] - (128 + v - spill * ky))).toBeLessThan(0.51);
      expect(made.bytes[i]).toBe(plain.bytes[i]);
    }
    expect(changed).toBeGreaterThan(area / 50);
  });

  it('says where there is no alpha', async () => {
    const error = await failureOf(etalon.plan([{ filter: 'chroma_key' }], { format: 'I420P14', width: 8, height: 8 }));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(/I420P14 with alpha/);
  });
});

describe('mask', () => {
  /** A matte of all values, as the alpha of white pixels and as ffmpeg's gray. */
  const matte = Uint8Array.from({ length: area }, (_, i) => (i * 7 + Math.floor(i / WIDTH) * 13) % 256);
  const picture = { width: WIDTH, height: HEIGHT, data: Uint8Array.from({ length: 4 * area }, (_, i) => (i % 4 === 3 ? matte[i >> 2] : 255)) };
  const grey = { width: WIDTH, height: HEIGHT, data: Uint8Array.from({ length: 4 * area }, (_, i) => (i % 4 === 3 ? 255 : matte[i >> 2])) };

  it('gives what alphamerge gives', async () => {
    const path = clips['a yuv420p'];
    const raw = join(folder, 'matte.gray');
    writeFileSync(raw, matte);
    const expected = cut(
      await native(['-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-video_size', `${WIDTH}x${HEIGHT}`, '-i', raw, '-lavfi', '[0][1]alphamerge', '-frames:v', '1', '-pix_fmt', 'yuva420p']),
      (area * 5) / 2,
    );
    const [byAlpha] = await framesOf(etalon, path, [{ filter: 'mask', source: 'alpha', input: picture }]);
    expect(byAlpha.format).toBe('I420A');
    expect(byAlpha.bytes.equals(expected[0])).toBe(true);
    const [byLuma] = await framesOf(etalon, path, [{ filter: 'mask', input: grey }]);
    expect(byLuma.bytes.equals(expected[0])).toBe(true);
    const [inverted] = await framesOf(etalon, path, [{ filter: 'mask', source: 'alpha', invert: 'yes', input: picture }]);
    expect(worstDifference(inverted.bytes.subarray((area * 3) / 2), matte.map((code) => 255 - code))).toBe(0);
  });

  it('and an overlay of it what maskedmerge gives', async () => {
    const raw = join(folder, 'matte.yuv444p');
    writeFileSync(raw, Buffer.concat([matte, matte, matte]));
    const [a, b] = [clips['a yuv444p'], clips['b yuv444p']];
    const expected = await native(['-i', b, '-i', a, '-f', 'rawvideo', '-pix_fmt', 'yuv444p', '-video_size', `${WIDTH}x${HEIGHT}`, '-i', raw, '-lavfi', '[0][1][2]maskedmerge', '-frames:v', '1']);
    const made = await opened([a, b], async (over, under) => {
      const masked = await over.frameAt(0, { chain: [{ filter: 'mask', source: 'alpha', input: picture }] });
      const frame = await under.frameAt(0, { chain: [{ filter: 'overlay', input: masked }] });
      const bytes = new Uint8Array(frame.allocationSize());
      frame.copyToSync(bytes);
      masked.close();
      frame.close();
      return bytes;
    });
    expect(worstDifference(made, expected)).toBeLessThanOrEqual(1);
  });

  it('hides what lies beyond the matte', async () => {
    const small = { width: 20, height: 10, data: new Uint8Array(800).fill(255) };
    const [{ bytes }] = await framesOf(etalon, clips['a yuv420p'], [{ filter: 'mask', x: 30, y: -4, input: small }]);
    const alpha = bytes.subarray((area * 3) / 2);
    for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) if (alpha[y * WIDTH + x] !== (x >= 30 && x < 50 && y < 6 ? 255 : 0)) expect.fail(`x ${x}, y ${y}`);
  });
});

describe('fade', () => {
  it.each([
    ['yuv420p', 'in', 0.08, 0.16],
    ['yuv420p', 'out', 0.04, 0.12],
    ['yuv422p10', 'in', 0, 0.2],
    ['yuv444p', 'out', 0, 0.24],
  ])('%s, %s: native fade, to one code', async (format, type, start, duration) => {
    const path = clips[`a ${format}`];
    const deep = format.endsWith('10');
    const expected = samplesOf(await native(['-i', path, '-vf', `fade=t=${type}:st=${start}:d=${duration}`]), deep);
    const frames = await framesOf(etalon, path, [{ filter: 'fade', type, start, duration }]);
    expect(worstDifference(samplesOf(Buffer.concat(frames.map(({ bytes }) => bytes)), deep), expected)).toBeLessThanOrEqual(1);
  });

  it('to a colour, and by keyframes', async () => {
    const path = clips['a gbrp'];
    const expected = await native(['-i', path, '-vf', 'format=gbrp,fade=t=out:st=0:d=0.24:color=0x3080C0']);
    const color = { red: 0x30 / 255, green: 0x80 / 255, blue: 0xc0 / 255 };
    const frames = await framesOf(etalon, path, [{ filter: 'fade', type: 'out', start: 0, duration: 0.24, ...color }]);
    expect(worstDifference(Buffer.concat(frames.map(({ bytes }) => bytes)), expected)).toBeLessThanOrEqual(1);
    const level = [{ time: 0, value: 1 }, { time: 0.24, value: 0 }];
    const keyed = await framesOf(etalon, path, [{ filter: 'fade', type: 'level', level, ...color }]);
    frames.forEach(({ bytes }, index) => expect(worstDifference(bytes, keyed[index].bytes), `frame ${index}`).toBeLessThanOrEqual(1));
  });
});

describe('crossfade and wipe', () => {
  const timing = { start: 0.08, duration: 0.2 };
  /** xfade of 5.1 takes no subsampled chroma. */
  const full = (format) => (format === 'gbrp' ? format : format.replace('yuv420p', 'yuv444p').replace('yuv422p10', 'yuv444p10le'));
  const xfade = (format, transition) =>
    native([
      '-i', clips[`a ${format}`], '-i', clips[`b ${format}`], '-lavfi',
      `[0]format=${full(format)}[a];[1]format=${full(format)}[b];[a][b]xfade=transition=${transition}:duration=0.2:offset=0.08`, '-frames:v', String(COUNT), '-pix_fmt', full(format),
    ]);
  const passage = (format, entry) => joined(clips[`a ${format}`], clips[`b ${format}`], { ...timing, ...entry }, { offset: -0.08 });

  it.each(['yuv420p', 'yuv444p', 'yuv422p10', 'gbrp'])('%s: a crossfade is xfade=fade, to one code', async (format) => {
    const deep = format.endsWith('10');
    const frames = await passage(format, { filter: 'crossfade' });
    expect(frames.length).toBe(COUNT);
    // Of subsampled chroma luma is compared.
    const planes = format.includes('444') || format === 'gbrp' ? 3 : 1;
    cut(await xfade(format, 'fade'), 3 * area * (deep ? 2 : 1)).forEach((expected, index) => {
      const [wanted, made] = [expected, frames[index].bytes].map((bytes) => samplesOf(bytes, deep).subarray(0, planes * area));
      expect(worstDifference(made, wanted), `frame ${index}`).toBeLessThanOrEqual(1);
    });
  });

  it.each(['left', 'right', 'up', 'down'])('a wipe %s is xfade\'s, but for the edge itself', async (shape) => {
    const expected = cut(await xfade('yuv444p', `wipe${shape}`), 3 * area);
    const frames = await passage('yuv444p', { filter: 'wipe', shape });
    const across = shape === 'left' || shape === 'right';
    frames.forEach(({ bytes }, index) => {
      const lines = new Set();
      for (let i = 0; i < bytes.length; i++) if (bytes[i] !== expected[index][i]) lines.add(across ? i % WIDTH : Math.floor((i % area) / WIDTH));
      expect(lines.size, `frame ${index}: ${[...lines]}`).toBeLessThanOrEqual(2);
    });
  });

  it.each([
    ['up_left', (x, y) => 1 - (x / WIDTH + y / HEIGHT) / 2, 0.3],
    ['down_left', (x, y) => (1 - x / WIDTH + y / HEIGHT) / 2, 0.05],
    ['iris_open', (x, y) => Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) / Math.hypot(WIDTH / 2, HEIGHT / 2), 0.2],
    ['iris_close', (x, y) => 1 - Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) / Math.hypot(WIDTH / 2, HEIGHT / 2), 0.1],
    ['right', (x) => x / WIDTH, 0.5],
  ])('%s with a soft edge is its formula', async (shape, place, softness) => {
    const [a, b] = [(await framesOf(etalon, clips['a yuv420p']))[0].bytes, (await framesOf(etalon, clips['b yuv420p']))[0].bytes];
    const progress = 0.4;
    const [{ bytes }] = await joined(clips['a yuv420p'], clips['b yuv420p'], { filter: 'wipe', by: 'progress', progress, shape, softness });
    const weights = new Set();
    for (let plane = 0; plane < 3; plane++) {
      const step = plane ? 2 : 1;
      const first = plane ? area + ((plane - 1) * area) / 4 : 0;
      for (let y = 0; y < HEIGHT / step; y++) {
        for (let x = 0; x < WIDTH / step; x++) {
          // Chroma lies with the left pixel of two, and midway between two rows.
          const s = place(x * step + 0.5, y * step + step / 2);
          const weight = Math.min(1, Math.max(0, (progress * (1 + softness) - s) / softness));
          const at = first + (y * WIDTH) / step + x;
          weights.add(weight === 0 || weight === 1 ? weight : 2);
          expect(Math.abs(bytes[at] - (a[at] + weight * (b[at] - a[at])))).toBeLessThan(0.6);
        }
      }
    }
    expect(weights.size).toBe(3);
  });

  // xfade has no straight diagonal of its own (its diagtl is a hyperbola, its wipetl a rectangle), but it evaluates one.
  it.each([
    ['up_left', '1-(X+0.5)/W+1-(Y+0.5)/H'],
    ['up_right', '(X+0.5)/W+1-(Y+0.5)/H'],
    ['down_left', '1-(X+0.5)/W+(Y+0.5)/H'],
    ['down_right', '(X+0.5)/W+(Y+0.5)/H'],
  ])('a wipe %s is xfade\'s of that line, but for the edge itself', async (shape, place) => {
    const expected = cut(await xfade('gbrp', `custom:expr='if(lt(${place}\\,2*(1-P))\\,B\\,A)'`), 3 * area);
    const frames = await passage('gbrp', { filter: 'wipe', shape });
    frames.forEach(({ bytes }, index) => {
      const apart = [...bytes.keys()].filter((at) => at < area && bytes[at] !== expected[index][at]);
      expect(apart.length, `frame ${index}`).toBeLessThanOrEqual(2 * (WIDTH + HEIGHT));
      // An edge that goes through WIDTH and HEIGHT pixels.
      const rows = new Map();
      for (const at of apart) rows.set(Math.floor(at / WIDTH), [...(rows.get(Math.floor(at / WIDTH)) ?? []), at % WIDTH]);
      for (const [y, columns] of rows) expect(Math.max(...columns) - Math.min(...columns), `frame ${index}, row ${y}`).toBeLessThanOrEqual(3);
    });
  });

  it.each([['iris_open', 'circleopen'], ['iris_close', 'circleclose']])('%s is %s of xfade', async (shape, transition) => {
    const [black, white] = await Promise.all(['black', 'white'].map((color) => losslessClip(folder, color, 'gbrp', `color=${color}:size=${WIDTH}x${HEIGHT}:rate=${RATE}`)));
    const expected = cut(await native(['-i', black, '-i', white, '-lavfi', `[0]format=gbrp[a];[1]format=gbrp[b];[a][b]xfade=transition=${transition}:duration=0.2:offset=0`, '-frames:v', '5']), 3 * area);
    for (const index of [1, 2, 3, 4]) {
      // xfade's edge is as wide as the way and goes half as far again, by smoothstep, where ours is straight.
      const progress = (3 * (index / 5) - 0.5) / 2;
      const [{ bytes }] = await joined(black, white, { filter: 'wipe', by: 'progress', shape, softness: 1, progress });
      const smooth = bytes.subarray(0, area).map((code) => 255 * (code / 255) ** 2 * (3 - (2 * code) / 255));
      // It measures from whole pixels: half a pixel of 93 at a slope of 3/2 is 3 codes, and two roundings.
      expect(worstDifference(smooth, expected[index].subarray(0, area)), `frame ${index}`).toBeLessThanOrEqual(5);
      if (index === 2 || index === 3) expect(new Set(smooth).size).toBeGreaterThan(50);
    }
  });

  it('passes to a picture of another format, and wants one of its size', async () => {
    const red = { width: WIDTH, height: HEIGHT, data: Uint8Array.from({ length: 4 * area }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 255 : 0)) };
    const [{ bytes }] = await framesOf(etalon, clips['a yuv420p'], [{ filter: 'crossfade', by: 'progress', progress: 1, input: red }]);
    expect([bytes[0], bytes[area], bytes[area + area / 4]]).toEqual([81, 90, 240]);
    const error = await failureOf(framesOf(etalon, clips['a yuv420p'], [{ filter: 'crossfade', input: { width: 2, height: 2, data: new Uint8Array(16) } }]));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(/2x2.*160x96/);
  });
});

describe('overlay', () => {
  const size = { width: 62, height: 38 };
  const pixels = size.width * size.height;
  /** Colours and alphas of all values. */
  const straight = Uint8Array.from({ length: 4 * pixels }, (_, i) => {
    const [x, y] = [(i >> 2) % size.width, Math.floor((i >> 2) / size.width)];
    return [x * 4 + y, y * 6, (x * y) % 256, (x * 7 + y * 11) % 256][i & 3];
  });
  const multiplied = straight.map((code, i) => ((i & 3) === 3 ? code : Math.round((code * straight[i | 3]) / 255)));

  /** ffmpeg's overlay of a raw picture. */
  async function nativeOf(base, format, data, raw, filter) {
    const path = join(folder, `over.${raw}`);
    writeFileSync(path, data);
    return native(['-i', base, '-f', 'rawvideo', '-pix_fmt', raw, '-video_size', `${size.width}x${size.height}`, '-i', path, '-lavfi', `[0]format=rgb24[a];[a][1]${filter}`, '-frames:v', '1', '-pix_fmt', format]);
  }

  // Alpha is rounded once more there where it is multiplied by an opacity. (Packed RGB: of planes that are premultiplied, RGB too,
  // ffmpeg 5.1 takes 16 for black.)
  it.each([
    ['straight', 33, 17, 1],
    ['straight', -20, 70, 1],
    ['straight', 140, -9, 0.6],
    ['premultiplied', 33, 17, 1],
    ['premultiplied', -7, 77, 1],
  ])('a bitmap on RGB, %s, at %i, %i, opacity %d: native overlay', async (alpha, x, y, opacity) => {
    const base = clips['a gbrp'];
    const data = alpha === 'straight' ? straight : multiplied;
    const dim = data.map((code, i) => ((i & 3) === 3 ? Math.round(code * opacity) : code));
    const expected = await nativeOf(base, 'gbrp', dim, 'rgba', `overlay=${x}:${y}:format=rgb:alpha=${alpha}`);
    const [{ bytes }] = await framesOf(etalon, base, [{ filter: 'overlay', x, y, opacity, alpha, input: { ...size, data } }]);
    const [plain] = await framesOf(etalon, base);
    expect(psnr(plain.bytes, expected), 'native does something').toBeLessThan(40);
    expect(worstDifference(bytes, expected)).toBeLessThanOrEqual(opacity < 1 ? 2 : 1);
  });

  // A clip with alpha of the base's own format. Where chroma has fewer samples ffmpeg takes the plain mean of the alphas that
  // belong to one, here they are weighted by where it lies; of 10 bits it divides by 1023 twice.
  it.each([
    ['yuv444p', 33, 17, 1],
    ['yuv444p', -20, 71, 0.6],
    ['yuv420p', 40, 22, 1],
    ['yuv422p10', 90, -8, 1],
  ])('a clip on %s at %i, %i, opacity %d: native overlay', async (format, x, y, opacity) => {
    const deep = format.endsWith('10');
    const base = clips[`a ${format}`];
    const over = join(folder, `over-${format}.mkv`);
    const alphas = "lum='mod(X*3+Y*2,256)':cb='128+60*sin(X/9)':cr='128+50*cos(Y/7)':a='255*pow(sin(X/20)*cos(Y/15),2)'";
    await ffmpeg(['-f', 'lavfi', '-i', `nullsrc=s=${size.width}x${size.height}:d=0.04,format=yuva444p,geq=${alphas},format=${format.replace('yuv', 'yuva')}`, '-frames:v', '1', '-c:v', 'ffv1', over]);
    const most = deep ? 1023 : 255;
    const name = { yuv420p: 'yuv420', yuv444p: 'yuv444', yuv422p10: 'yuv422p10' }[format];
    const expected = samplesOf(await native(['-i', base, '-i', over, '-lavfi', `[1]lutyuv=a='round(val*${opacity})'[s];[0][s]overlay=${x}:${y}:format=${name}`, '-frames:v', '1', '-pix_fmt', format]), deep);
    const [{ bytes }] = await joined(base, over, { filter: 'overlay', x, y, opacity });
    const made = samplesOf(bytes, deep);
    const plain = samplesOf((await framesOf(etalon, base))[0].bytes, deep);
    expect(psnr(plain, expected, most), 'native does something').toBeLessThan(40);
    expect(worstDifference(made.subarray(0, area), expected.subarray(0, area)), 'luma').toBeLessThanOrEqual(deep ? 2 : 1);
    if (format === 'yuv444p') expect(worstDifference(made, expected), 'chroma').toBeLessThanOrEqual(1);
    else expect(psnr(made.subarray(area), expected.subarray(area), most), 'chroma').toBeGreaterThan(60);
  });
});

describe('blend modes of overlay', () => {
  /** W3C's soft light, which ffmpeg's mode of that name is not: A is the source, B the backdrop. */
  const softLight = (() => {
    const b = '(B/255)';
    const root = `if(lte(B,63.75),((16*${b}-12)*${b}+4)*${b},sqrt(${b}))`;
    return `all_expr='if(lte(A,127.5),B-(1-2*A/255)*B*(1-${b}),B+255*(2*A/255-1)*(${root}-${b}))'`;
  })();

  // Products are cut there, not rounded; in the last two twice. Half of all codes off by one is 51 dB.
  it.each([
    ['normal', 'all_mode=normal', 0], ['darken', 'all_mode=darken', 0], ['lighten', 'all_mode=lighten', 0], ['add', 'all_mode=addition', 0], ['difference', 'all_mode=difference', 0],
    ['multiply', 'all_mode=multiply', 1], ['screen', 'all_mode=screen', 1], ['soft_light', softLight, 1],
    ['overlay', 'all_mode=overlay', 2], ['hard_light', 'all_mode=hardlight', 2],
  ])('%s is native blend', async (blend, mode, most) => {
    const [a, b] = [clips['a gbrp'], clips['b gbrp']];
    // ffmpeg's first input is what W3C calls the source where it mixes; its overlay and hardlight look at the first and the second.
    const order = /normal|expr/.test(mode) ? '[y][x]' : '[x][y]';
    const expected = await native(['-i', a, '-i', b, '-lavfi', `[0]format=gbrp[x];[1]format=gbrp[y];${order}blend=${mode}`]);
    const frames = await joined(a, b, { filter: 'overlay', blend });
    const made = Buffer.concat(frames.map(({ bytes }) => bytes));
    expect(made.length).toBe(expected.length);
    expect(worstDifference(made, expected)).toBeLessThanOrEqual(most);
    expect(psnr(made, expected)).toBeGreaterThan(most === 2 ? 49 : 51);
  });
});

it('holds nothing afterwards', () => expectIdle(etalon));
