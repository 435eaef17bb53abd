// SPDX-License-Identifier: MIT
/** Spatial filters against native ffmpeg's of the same definition, bit for bit where it is one of integers. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, interior, meanSquare, psnr, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('texture');
const WIDTH = 318;
const HEIGHT = 178;

/** Shapes of frames: ffmpeg's format, bytes of a sample, log2 of the chroma subsampling, range. */
const shapes = {
  gray: { bytes: 1, planes: 1, x: 0, y: 0 },
  yuv420p: { bytes: 1, planes: 3, x: 1, y: 1 },
  yuv444p10: { bytes: 2, planes: 3, x: 0, y: 0 },
  yuv420p10: { bytes: 2, planes: 3, x: 1, y: 1 },
  gbrp: { bytes: 1, planes: 3, x: 0, y: 0 },
  gbrp10: { bytes: 2, planes: 3, x: 0, y: 0 },
};

/** @type {Map<string, Promise<string>>} */
const clips = new Map();

/** A lossless clip of one frame, of full range, made once: a picture from a film, or what `source` draws. */
function clipOf(name, format, source = ['-ss', '1', '-i', fixture('cut/bbb_2s.mp4')], filter = `scale=${WIDTH}:${HEIGHT}:flags=bicubic,`) {
  const path = join(folder, `${name}-${format}.mkv`);
  const args = [...source, '-an', '-frames:v', '1', '-vf', `${filter}scale=out_range=full,format=${format}`, '-color_range', 'pc', '-c:v', 'ffv1', path];
  if (!clips.has(path)) clips.set(path, ffmpeg(args).then(() => path));
  return clips.get(path);
}

/** Planes of the first frame that bytes hold, as numbers. */
function planesOf(bytes, format) {
  const { bytes: size, planes, x, y } = shapes[format];
  let at = 0;
  return Array.from({ length: planes }, (_, plane) => {
    const width = plane ? (WIDTH + (1 << x) - 1) >> x : WIDTH;
    const height = plane ? (HEIGHT + (1 << y) - 1) >> y : HEIGHT;
    const samples = new Float64Array(width * height);
    for (let i = 0; i < samples.length; i++, at += size) samples[i] = size === 1 ? bytes[at] : bytes[at] + 256 * bytes[at + 1];
    return { width, height, samples };
  });
}

/** What a filter of ffmpeg makes of a clip's frame; fails where that is the frame itself, which a chain that does nothing would give. */
async function native(path, filter, format) {
  const made = await ffmpeg(['-i', path, '-vf', filter, '-f', 'rawvideo', '-pix_fmt', format, '-']);
  expect(made.equals(await decoded(path, format)), `${filter} changes something`).toBe(false);
  return planesOf(made, format);
}

const decoded = (path, format) => ffmpeg(['-i', path, '-f', 'rawvideo', '-pix_fmt', format, '-']);

/** The planes of a clip's frame as it is. */
const original = async (path, format) => planesOf(await decoded(path, format), format);

let etalon;
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

/** The first frame of a chain. */
async function ours(path, chain, format) {
  const clip = await etalon.open(path);
  const frame = await clip.frameAt(0, { chain: [chain] });
  const planes = planesOf(packed(frame), format);
  frame.close();
  clip.close();
  return planes;
}

/** Samples that are not within `margin` of the edges. */
const inner = ({ width, height, samples }, margin) => interior(samples, width, height, margin);

describe('edge', () => {
  it.each(['gray', 'yuv420p', 'yuv444p10', 'gbrp'])('sobel is ffmpeg\'s, %s', async (format) => {
    const path = await clipOf('film', format);
    const expected = await native(path, `sobel=planes=${format === 'gbrp' ? 7 : 1}`, format);
    const planes = await ours(path, { filter: 'edge', mode: 'sobel' }, format);
    const drawn = format === 'gbrp' ? planes : planes.slice(0, 1);
    // ffmpeg mirrors the plane at its edges, here the edge goes on.
    drawn.forEach((plane, index) => expect(worstDifference(inner(plane, 1), inner(expected[index], 1))).toBe(0));
    for (const chroma of planes.slice(drawn.length)) expect(new Set(chroma.samples)).toEqual(new Set([format === 'yuv444p10' ? 512 : 128]));
    expect(Math.max(...planes[0].samples)).toBeGreaterThan(100);
  });

  it('canny is edgedetect, bit for bit, where it looks one sample far', async () => {
    const path = await clipOf('film', 'gray');
    for (const [low, high] of [[0.08, 0.2], [0.3, 0.9], [0, 0]]) {
      const [expected] = await native(path, `edgedetect=low=${low}:high=${high}`, 'gray');
      const [plane] = await ours(path, { filter: 'edge', mode: 'canny', low, high, reach: 1 }, 'gray');
      expect(worstDifference(plane.samples, expected.samples)).toBe(0);
    }
  });

  it.each([2, 7, 64])('canny follows %i steps from what edgedetect finds strong over what it finds weak', async (reach) => {
    const path = await clipOf('film', 'gray');
    const [low, high] = [0.1, 0.8];
    const [weak] = await native(path, `edgedetect=low=${low}:high=${low}`, 'gray');
    const [strong] = await native(path, `edgedetect=low=${high}:high=${high}`, 'gray');
    const edges = strong.samples.slice();
    let reached = [...edges.keys()].filter((at) => edges[at]);
    for (let step = 0; step < reach; step++) {
      const next = reached.flatMap((at) => [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((across) => at + down * WIDTH + across)));
      reached = [...new Set(next)].filter((at) => weak.samples[at] && !edges[at]);
      for (const at of reached) edges[at] = weak.samples[at];
    }
    expect(edges.filter(Boolean).length).toBeGreaterThan(strong.samples.filter(Boolean).length);
    const [plane] = await ours(path, { filter: 'edge', mode: 'canny', low, high, reach }, 'gray');
    expect(worstDifference(plane.samples, edges)).toBe(0);
  });
});

describe('emboss', () => {
  it.each(['gray', 'yuv420p', 'yuv444p10'])('at 45 degrees it is the kernel of ffmpeg\'s manual, %s', async (format) => {
    const path = await clipOf('film', format);
    const kept = '0 0 0 0 1 0 0 0 0';
    const expected = await native(path, `convolution=-2 -1 0 -1 1 1 0 1 2:${kept}:${kept}:${kept}`, format);
    const planes = await ours(path, { filter: 'emboss', angle: 45, strength: 1 }, format);
    expect(worstDifference(inner(planes[0], 1), inner(expected[0], 1))).toBe(0);
    planes.slice(1).forEach((plane, index) => expect(worstDifference(plane.samples, expected[index + 1].samples)).toBe(0));
  });
});

describe('pixelate', () => {
  it.each([['gray', 16, 16], ['yuv420p', 16, 16], ['yuv420p', 6, 34], ['yuv444p10', 7, 5]])('is pixelize but for the rounding, %s, %i x %i', async (format, width, height) => {
    const path = await clipOf('film', format);
    const expected = await native(path, `pixelize=w=${width}:h=${height}`, format);
    const planes = await ours(path, { filter: 'pixelate', width, height }, format);
    // ffmpeg cuts means, here they are rounded.
    planes.forEach((plane, index) => expect(worstDifference(plane.samples, expected[index].samples)).toBeLessThanOrEqual(1));
  });
});

describe('vignette', () => {
  it.each([[36, 'forward', 0.5, 0.5], [60, 'forward', 0.4, 0.55], [30, 'backward', 0.5, 0.5]])('is ffmpeg\'s, %i degrees, %s', async (angle, mode, x, y) => {
    const path = await clipOf('film', 'yuv420p');
    const expected = await native(path, `vignette=a=${angle}*PI/180:x0=w*${x}:y0=h*${y}:mode=${mode}:dither=0`, 'yuv420p');
    const planes = await ours(path, { filter: 'vignette', angle, x, y, mode, dither: 'none' }, 'yuv420p');
    // ffmpeg measures from whole pixels, cuts where this rounds, and takes chroma about 127: half a code and a bit, 51 dB.
    planes.forEach((plane, index) => expect(psnr(plane.samples, expected[index].samples)).toBeGreaterThan(45));
    // ffmpeg has 8 bits only: the same picture of 10 bits comes to the same.
    const deep = await ours(await clipOf('film', 'yuv420p10'), { filter: 'vignette', angle, x, y, mode, dither: 'none' }, 'yuv420p10');
    deep.forEach((plane, index) => expect(psnr(plane.samples.map((code) => (code * 255) / 1023), expected[index].samples)).toBeGreaterThan(45));
  });
});

describe('grain', () => {
  const flat = ['-f', 'lavfi', '-i', `color=gray:s=${WIDTH}x${HEIGHT}:r=10:d=1`];

  /** Deviation, fourth moment (3 for a normal distribution), and correlation with the next sample. */
  function statistics({ width, samples }) {
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const moment = (power) => samples.reduce((sum, value) => sum + (value - mean) ** power, 0) / samples.length;
    const next = samples.reduce((sum, value, at) => sum + (at % width < width - 1 ? (value - mean) * (samples[at + 1] - mean) : 0), 0);
    return { mean, deviation: Math.sqrt(moment(2)), kurtosis: moment(4) / moment(2) ** 2, next: next / samples.length / moment(2) };
  }

  it.each([8, 20, 50])('has the deviation, shape and mean of noise=%i', async (strength) => {
    const path = await clipOf('flat', 'yuv420p', flat, '');
    const [grey] = await original(path, 'yuv420p');
    const [luma, chroma] = (await native(path, `noise=c0s=${strength}:c1s=${strength}:c0_seed=7:c1_seed=8`, 'yuv420p')).map(statistics);
    const planes = (await ours(path, { filter: 'grain', luma: luma.deviation, chroma: chroma.deviation }, 'yuv420p')).map(statistics);
    for (const [got, expected] of [[planes[0], luma], [planes[1], chroma]]) {
      expect(got.deviation / expected.deviation).toBeCloseTo(1, 1.5);
      expect(Math.abs(got.kurtosis - 3)).toBeLessThan(0.45); // four uniform bytes: 2.7
      expect(Math.abs(got.next)).toBeLessThan(0.02);
    }
    // Five standard errors of a mean over 56,604 samples.
    expect(Math.abs(planes[0].mean - grey.samples[0])).toBeLessThan(planes[0].deviation / 47);
  });

  it('has grains of the size that is asked for, of equal strength', async () => {
    const path = await clipOf('flat', 'yuv420p', flat, '');
    for (const size of [2, 4]) {
      const [luma] = await ours(path, { filter: 'grain', luma: 12, size }, 'yuv420p');
      const { deviation, next } = statistics(luma);
      expect(deviation / 12).toBeCloseTo(1, 1);
      expect(next).toBeCloseTo(1 - 1 / size, 1);
    }
  });

  it('changes from frame to frame, unless it is held, and with its seed', async () => {
    const path = join(folder, 'still.mkv');
    await ffmpeg([...flat, '-pix_fmt', 'gray', '-c:v', 'ffv1', path]);
    const clip = await etalon.open(path);
    const patterns = async (chain) => {
      const list = [];
      for await (const frame of clip.frames({ chain: [{ filter: 'grain', luma: 10, ...chain }] })) {
        list.push(Buffer.from(packed(frame)).toString('latin1'));
        frame.close();
      }
      return list;
    };
    const [moving, held, other] = [await patterns({}), await patterns({ hold: 0.5 }), await patterns({ seed: 1 })];
    clip.close();
    expect(new Set([...moving, ...other]).size).toBe(20);
    expect(new Set(held).size).toBe(2);
    expect(held[4] === held[0] && held[5] !== held[4]).toBe(true);
  });
});

describe('chromatic_shift', () => {
  it.each([[6, -4, -10, 2], [254, 0, 0, -254]])('whole samples are chromashift\'s, bit for bit: %i %i %i %i', async (redX, redY, blueX, blueY) => {
    const path = await clipOf('film', 'yuv420p');
    const expected = await native(path, `chromashift=crh=${redX / 2}:crv=${redY / 2}:cbh=${blueX / 2}:cbv=${blueY / 2}`, 'yuv420p');
    const planes = await ours(path, { filter: 'chromatic_shift', red_x: redX, red_y: redY, blue_x: blueX, blue_y: blueY }, 'yuv420p');
    planes.forEach((plane, index) => expect(worstDifference(plane.samples, expected[index].samples)).toBe(0));
  });

  it('planes of RGB are moved as rgbashift does', async () => {
    const path = await clipOf('film', 'gbrp');
    const expected = await native(path, 'rgbashift=rh=5:rv=-3:bh=-7:bv=1', 'gbrp');
    const planes = await ours(path, { filter: 'chromatic_shift', red_x: 5, red_y: -3, blue_x: -7, blue_y: 1 }, 'gbrp');
    planes.forEach((plane, index) => expect(worstDifference(plane.samples, expected[index].samples)).toBe(0));
  });

  it('half a sample is Catmull and Rom\'s mean of four', async () => {
    const path = await clipOf('film', 'yuv420p');
    const [, cb, cr] = await original(path, 'yuv420p');
    const planes = await ours(path, { filter: 'chromatic_shift', blue_x: 1, red_y: 1 }, 'yuv420p');
    const between = (samples, step) => samples.map((value, at) => {
      const sum = 9 * (value + samples[at - step]) - samples[at + step] - samples[at - 2 * step];
      return Math.min(Math.max(Math.floor(sum / 16 + 0.5), 0), 255);
    });
    expect(worstDifference(inner(planes[1], 2), inner({ ...cb, samples: between(cb.samples, 1) }, 2))).toBe(0);
    expect(worstDifference(inner(planes[2], 2), inner({ ...cr, samples: between(cr.samples, cr.width) }, 2))).toBe(0);
  });
});

describe('lens', () => {
  const settings = [[0.3, 0], [-0.3, 0.1], [0.1, -0.2]];

  it.each(['gbrp', 'gbrp10'].flatMap((format) => settings.map((pair) => [format, ...pair])))('is lenscorrection, %s, k1 %d, k2 %d', async (format, k1, k2) => {
    // Nearest samples of a picture without detail: ffmpeg's bilinear ones, of 5.1, lie a part of a sample away.
    const path = await clipOf('soft', format, undefined, `scale=${WIDTH}:${HEIGHT}:flags=bicubic,gblur=sigma=8,`);
    const expected = await native(path, `lenscorrection=k1=${k1}:k2=${k2}:i=nearest`, format);
    const planes = await ours(path, { filter: 'lens', k1, k2, kernel: 'bilinear', edge: 'clamp' }, format);
    planes.forEach((plane, index) => {
      // Where ffmpeg shows black beyond the picture there is nothing to compare. Up to half a sample between the nearest and the
      // place itself, in slopes of up to 4 codes a sample: 48 to 51 dB.
      const shown = plane.samples.map((value, at) => (expected[index].samples[at] > 0 ? value : 0));
      expect(psnr(shown, expected[index].samples, format === 'gbrp' ? 255 : 1023)).toBeGreaterThan(47);
    });
  });

  it.each(settings)('is its formula, to one code, k1 %d, k2 %d', async (k1, k2) => {
    const path = await clipOf('film', 'gray');
    const [{ samples }] = await original(path, 'gray');
    const [plane] = await ours(path, { filter: 'lens', k1, k2, kernel: 'bilinear', edge: 'clamp' }, 'gray');
    const code = (x, y) => samples[Math.min(Math.max(y, 0), HEIGHT - 1) * WIDTH + Math.min(Math.max(x, 0), WIDTH - 1)];
    const formula = samples.map((_, at) => {
      const across = (at % WIDTH) + 0.5 - WIDTH / 2;
      const down = Math.floor(at / WIDTH) + 0.5 - HEIGHT / 2;
      const square = (across ** 2 + down ** 2) / ((WIDTH / 2) ** 2 + (HEIGHT / 2) ** 2);
      const factor = 1 + k1 * square + k2 * square ** 2;
      const [x, y] = [across * factor + WIDTH / 2 - 0.5, down * factor + HEIGHT / 2 - 0.5];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const row = (line) => code(left, line) * (left + 1 - x) + code(left + 1, line) * (x - left);
      return row(top) * (top + 1 - y) + row(top + 1) * (y - top);
    });
    expect(worstDifference(plane.samples, formula)).toBeLessThan(1);
  });
});

describe('deband', () => {
  /** A slow slope in steps of four codes, its smooth original, and how far ours and ffmpeg's are from that. */
  it('takes as much banding away as ffmpeg\'s', async () => {
    const slope = (x, y) => 40 + (x * 40) / WIDTH + (y * 24) / HEIGHT;
    const source = ['-f', 'lavfi', '-i', `nullsrc=s=${WIDTH}x${HEIGHT}:d=1,format=gray,geq=lum='4*floor((40+X*40/W+Y*24/H)/4)+2'`];
    const path = await clipOf('slope', 'gray', source, '');
    const smooth = Float64Array.from({ length: WIDTH * HEIGHT }, (_, at) => slope(at % WIDTH, Math.floor(at / WIDTH)));
    const [banded] = await original(path, 'gray');
    const [theirs] = await native(path, 'deband=1thr=0.03:range=24', 'gray');
    const [got] = await ours(path, { filter: 'deband', threshold: 0.03, range: 24 }, 'gray');
    // Banding is error that hangs together: what a mean over 9 x 9 samples leaves of it.
    const banding = ({ samples }) => {
      const blurred = [];
      for (let y = 4; y < HEIGHT - 4; y++) {
        for (let x = 4; x < WIDTH - 4; x++) {
          let sum = 0;
          for (let down = -4; down <= 4; down++) {
            for (let across = -4; across <= 4; across++) sum += samples[(y + down) * WIDTH + x + across] - smooth[(y + down) * WIDTH + x + across];
          }
          blurred.push(sum / 81);
        }
      }
      const mean = blurred.reduce((sum, value) => sum + value, 0) / blurred.length; // means that are cut, not rounded, shift it
      return Math.sqrt(meanSquare(blurred, blurred.map(() => mean)));
    };
    const [before, native_, after] = [banded, theirs, got].map(banding);
    expect(native_).toBeLessThan(before * 0.8);
    expect(after).toBeLessThan(native_ * 1.1);
  });

  it.each(['mean', 'each'])('keeps as much of a film as ffmpeg\'s, %s', async (test) => {
    const path = await clipOf('film', 'yuv420p');
    const before = await original(path, 'yuv420p');
    const theirs = await native(path, `deband=blur=${test === 'mean' ? 1 : 0}`, 'yuv420p');
    const got = await ours(path, { filter: 'deband', test }, 'yuv420p');
    const away = (planes) => Math.sqrt(meanSquare(planes[0].samples, before[0].samples));
    expect(away(got) / away(theirs)).toBeGreaterThan(0.9);
    expect(away(got) / away(theirs)).toBeLessThan(1.1);
  });
});

it('holds nothing afterwards', () => expectIdle(etalon));
