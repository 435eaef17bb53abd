// SPDX-License-Identifier: MIT
/**
 * The geometry filters against native ffmpeg on the same frames: bit for bit where samples are moved (crop, pad, flip,
 * transpose), else by PSNR.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, framesOf, interior, psnr, samplesOf } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('geometry');

/** Two frames of a film in a format and size, lossless, which may say where chroma lies. */
async function clipOf(format, size, siting = 'unspecified') {
  const path = join(folder, `${format}-${size}-${siting}.mkv`);
  await ffmpeg(['-ss', '0.5', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${size.replace('x', ':')}:flags=bicubic,format=${format}`,
    '-frames:v', '2', '-c:v', 'ffv1', '-chroma_sample_location', siting, path]);
  return path;
}

let etalon;
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

/** The second frame of a chain. */
const frameOf = async (path, chain) => (await framesOf(etalon, path, chain))[1];

/** The same of ffmpeg. */
async function referenceOf(path, filter) {
  const bytes = await ffmpeg(['-i', path, '-vf', filter, '-f', 'rawvideo', '-']);
  return bytes.subarray(bytes.length / 2);
}

const shapes = [
  ['yuv420p', '320x180'], ['yuv420p', '321x181'], ['yuva420p', '322x182'], ['yuv422p', '322x181'], ['yuv440p', '61x37'], ['yuv410p', '320x180'], ['yuv444p', '61x37'], ['yuva444p', '45x35'],
  ['yuv420p10', '131x97'], ['yuv422p10', '322x181'], ['yuva422p10', '322x182'], ['yuv444p10', '45x35'], ['yuv420p12', '130x98'], ['yuv444p12', '45x35'], ['yuv420p16', '130x98'],
  ['gray', '77x41'], ['gray10', '77x41'], ['gray16', '77x41'], ['gbrp', '63x41'], ['gbrap', '45x35'], ['gbrp10', '62x40'], ['gbrap12', '62x40'], ['gbrp16', '31x33'],
];

/**
 * What ffmpeg 5.1 does otherwise: its black, grey and white of more than 8 bits are 8 bits times 257 or so (514 and 943 of 10 bits, which are
 * 512 and 940), it leaves out the last column of an odd width of 4:2:0, and has 16 for black of grey, which is of full range here; its
 * transpose turns the planes of 4:2:2 and 4:4:0 as if both were the same. Its crop moves chroma by whole samples, ours by parts of one.
 */
function isLeftOut(filter, format, size) {
  if (filter.startsWith('crop=17')) return format === 'yuv410p';
  if (filter.startsWith('transpose')) return /422|440/.test(format);
  return filter.startsWith('pad') && (/^gray|^yuva?\d+p1/.test(format) || size === '321x181');
}

const moves = [
  ['crop=24:18:8:4:exact=1', { filter: 'crop', width: 24, height: 18, x: 8, y: 4 }],
  ['crop=17:15:2:6:exact=1', { filter: 'crop', width: 17, height: 15, x: 2, y: 6 }],
  ['pad=400:260:16:8:black', { filter: 'pad', width: 400, height: 260, x: 16, y: 8 }],
  ['pad=400:260:-1:-1:white', { filter: 'pad', width: 400, height: 260, red: 1, green: 1, blue: 1 }],
  ['hflip', { filter: 'flip', direction: 'horizontal' }],
  ['vflip', { filter: 'flip', direction: 'vertical' }],
  ['transpose=clock', { filter: 'rotate', turn: '90' }],
  ['hflip,vflip', { filter: 'rotate', turn: '180' }],
  ['transpose=cclock', { filter: 'rotate', turn: '270' }],
];

describe.each(shapes)('moves, %s %s', (format, size) => {
  let path;
  beforeAll(async () => {
    path = await clipOf(format, size);
  });

  it.each(moves.filter(([filter]) => !isLeftOut(filter, format, size)))('%s', async (filter, entry) => {
    const { bytes } = await frameOf(path, [entry]);
    const expected = await referenceOf(path, `${filter},format=${format}`);
    expect(bytes.length).toBe(expected.length);
    expect(bytes.equals(expected)).toBe(true);
  });
});

describe('between samples', () => {
  let path;
  beforeAll(async () => {
    path = await clipOf('yuv420p', '320x180');
  });

  /** Cubics by zscale, by their B and C: swscale of 5.1 takes other ones than it is told. */
  const cubics = { bicubic: 'param_a=0:param_b=0.5', mitchell: 'param_a=0.3333333:param_b=0.3333333' };

  /** What scales as `kernel` does, with the chroma of a siting, which swscale has in 256ths of a sample of luma. */
  function nativeScale(format, siting, kernel, width, height) {
    if (cubics[kernel]) return `zscale=w=${width}:h=${height}:filter=bicubic:${cubics[kernel]}:dither=none,format=${format}`;
    const [across, down] = { left: [0, 128], center: [128, 128], topleft: [0, 0] }[siting];
    const places = ['in', 'out'].flatMap((end) => [...(/42/.test(format) ? [`${end}_h_chr_pos=${across}`] : []), ...(format.includes('420') ? [`${end}_v_chr_pos=${down}`] : [])]);
    return [`scale=${width}:${height}:flags=${kernel}+accurate_rnd+bitexact`, ...places].join(':');
  }

  // What area and bilinear give at whole ratios is the same; else coefficients and rows are rounded otherwise there, 60 dB. swscale's
  // area is bilinear where an image grows, ours is not.
  // Chroma of an odd size, 66 columns of 131 pixels say, it scales by the ratio of the numbers of samples, 160 / 66, ours is that of the
  // picture, 320 / 131: 41 dB between the two; which samples lie where they should is tested by the formula, in C.
  it.each([
    ['yuv420p', 'left', 'bilinear', 160, 90], ['yuv420p', 'left', 'bilinear', 500, 300], ['yuv420p', 'left', 'bicubic', 160, 90], ['yuv420p', 'left', 'bicubic', 500, 300],
    ['yuv420p', 'left', 'mitchell', 160, 90], ['yuv420p', 'left', 'mitchell', 500, 300],
    ['yuv420p', 'left', 'lanczos', 160, 90], ['yuv420p', 'left', 'lanczos', 132, 72], ['yuv420p', 'left', 'lanczos', 131, 71],
    ['yuv420p', 'left', 'area', 80, 46], ['yuv420p', 'left', 'area', 132, 72], ['yuv420p', 'left', 'area', 131, 71],
    ['yuv420p', 'center', 'bicubic', 132, 72], ['yuv420p', 'topleft', 'lanczos', 500, 300], ['yuv420p', 'topleft', 'bilinear', 132, 300],
    ['yuv420p10', 'left', 'bicubic', 132, 72], ['yuv420p10', 'topleft', 'mitchell', 500, 300], ['yuv420p10', 'center', 'area', 132, 72],
    ['yuv422p', 'left', 'bicubic', 132, 72], ['yuv422p10', 'center', 'lanczos', 500, 300], ['yuv444p', 'left', 'mitchell', 131, 71], ['yuv444p10', 'left', 'bilinear', 500, 301],
    ['gray', 'left', 'bicubic', 131, 301],
  ])('scale of %s, %s, %s, to %i x %i', async (format, siting, kernel, width, height) => {
    const source = await clipOf(format, '320x180', siting);
    const deep = format.endsWith('10');
    const { bytes } = await frameOf(source, [{ filter: 'scale', width, height, kernel }]);
    const expected = samplesOf(await referenceOf(source, nativeScale(format, siting, kernel, width, height)), deep);
    const made = samplesOf(bytes, deep);
    expect(made.length).toBe(expected.length);
    const area = width * height;
    const near = (from, samples) => psnr(made.subarray(from, from + samples), expected.subarray(from, from + samples), deep ? 1023 : 255);
    const chroma = (made.length - area) / 2;
    expect(near(0, area), 'luma').toBeGreaterThan(60);
    const odd = format.includes('42') && (width % 2 || height % 2);
    for (const plane of chroma ? [0, 1] : []) expect(near(area + plane * chroma, chroma), 'chroma').toBeGreaterThan(odd ? 40 : 60);
  });

  it.each([5, -33])('an angle of %i degrees, bilinear', async (angle) => {
    const odd = await clipOf('gray', '161x121');
    const { bytes } = await frameOf(odd, [{ filter: 'rotate', angle, kernel: 'bilinear', edge: 'black' }]);
    const expected = await referenceOf(odd, `rotate=${angle}*PI/180:bilinear=1:fillcolor=black`);
    // It cuts where this rounds: half of the codes are one off, 51 dB.
    expect(centre(bytes, expected, 161, 121, 60)).toBeGreaterThan(50);
  });

  it.each([30, -72.5])('a frame that grows holds the picture turned by %d degrees', async (angle) => {
    const odd = await clipOf('gray', '161x121');
    const { bytes, width, height } = await frameOf(odd, [{ filter: 'rotate', angle, kernel: 'bilinear', edge: 'black', size: 'grow' }]);
    const [sine, cosine] = [Math.sin, Math.cos].map((of) => Math.abs(of((angle * Math.PI) / 180)));
    expect([width, height]).toEqual([Math.ceil(161 * cosine + 121 * sine), Math.ceil(161 * sine + 121 * cosine)]);
    const expected = await referenceOf(odd, `rotate=${angle}*PI/180:bilinear=1:fillcolor=black:ow=${width}:oh=${height}`);
    expect(centre(bytes, expected, width, height, 60)).toBeGreaterThan(50);
    // All of the light is there.
    const light = (samples) => samples.reduce((sum, code) => sum + code, 0);
    expect(light(bytes) / light(await referenceOf(odd, 'null'))).toBeCloseTo(1, 2);
    const even = await frameOf(path, [{ filter: 'rotate', angle, size: 'grow' }]);
    expect([even.width % 2, even.height % 2]).toEqual([0, 0]);
  });

  it('a side that follows is even where chroma has half as many samples', async () => {
    const size = async (format, entry) => {
      const { width, height } = await frameOf(await clipOf(format, '320x180'), [{ filter: 'scale', ...entry }]);
      return `${width}x${height}`;
    };
    expect(await size('yuv420p', { width: 131 })).toBe('131x74');
    expect(await size('yuv420p', { height: 71 })).toBe('126x71');
    expect(await size('yuv422p', { height: 71 })).toBe('126x71');
    expect(await size('yuv422p', { width: 130 })).toBe('130x73');
    expect(await size('gray', { height: 73 })).toBe('130x73');
  });

  it.each([['bilinear', 'linear'], ['bicubic', 'cubic']])('perspective, %s', async (kernel, interpolation) => {
    const corners = [[40, 20], [270, 5], [20, 170], [300, 150]];
    const names = ['top_left', 'top_right', 'bottom_left', 'bottom_right'];
    const entry = Object.fromEntries(names.flatMap((name, index) => [[`${name}_x`, corners[index][0] / 320], [`${name}_y`, corners[index][1] / 180]]));
    const { bytes } = await frameOf(path, [{ filter: 'perspective', sense: 'source', kernel, edge: 'clamp', ...entry }]);
    // ffmpeg's pixels are at whole numbers of the places, ours at halves: its corners are where ours has the pixels that it has at its own.
    const shifted = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) => throughCorners(corners, x + 0.5 / 320, y + 0.5 / 180).map((place) => place - 0.5));
    const expected = await referenceOf(path, `perspective=${shifted.flat().join(':')}:interpolation=${interpolation}:sense=source`);
    // Its cubic kernel is not quite Catmull and Rom's: 54 dB.
    expect(psnr(interior(bytes, 320, 180, 8), interior(expected, 320, 180, 8))).toBeGreaterThan(kernel === 'bilinear' ? 60 : 52);
  });
});

/**
 * Where a point of the unit square comes to lie when its corners, row by row, go to four places (Heckbert, 1989, 2.2.3).
 * @param {number[][]} corners @param {number} u @param {number} v
 */
function throughCorners([[x0, y0], [x1, y1], [x2, y2], [x3, y3]], u, v) {
  const [sx, sy] = [x0 - x1 + x3 - x2, y0 - y1 + y3 - y2];
  const [dx1, dx2, dy1, dy2] = [x1 - x3, x2 - x3, y1 - y3, y2 - y3];
  const scale = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / scale, (dx1 * sy - sx * dy1) / scale];
  const depth = g * u + h * v + 1;
  return [((x1 - x0 + g * x1) * u + (x2 - x0 + h * x2) * v + x0) / depth, ((y1 - y0 + g * y1) * u + (y2 - y0 + h * y2) * v + y0) / depth];
}

/** PSNR within a circle about the middle, where both have the image. */
function centre(got, expected, width, height, radius) {
  const inside = (_, at) => Math.hypot((at % width) - (width - 1) / 2, Math.floor(at / width) - (height - 1) / 2) <= radius - 4;
  return psnr(got.filter(inside), expected.filter(inside));
}
