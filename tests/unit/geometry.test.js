// SPDX-License-Identifier: MIT
/**
 * The geometry filters against native ffmpeg on the same frames: bit for bit where samples are moved (crop, pad, flip,
 * transpose), else by PSNR.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, framesOf, interior, psnr } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('geometry');

/** Two frames of a film in a format and size, lossless. */
async function clipOf(format, size) {
  const path = join(folder, `${format}-${size}.mkv`);
  await ffmpeg(['-ss', '0.5', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${size.replace('x', ':')}:flags=bicubic,format=${format}`,
    '-frames:v', '2', '-c:v', 'ffv1', path]);
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

  // What area and bilinear give at whole ratios is the same; else swscale rounds its coefficients and its rows
  // otherwise, 60 dB. Its bicubic has C = 0.6, ours 1/2. Its area is bilinear where an image grows, ours is not.
  // Chroma of an odd size, 66 columns of 131 pixels say, it scales by the ratio of the numbers of samples, 160 / 66, ours is that of the
  // picture, 320 / 131: 41 dB between the two; which samples lie where they should is tested by the formula, in C.
  it.each([
    ['bilinear', 160, 90, 60], ['bilinear', 500, 300, 60], ['bicubic', 160, 90, 50], ['bicubic', 500, 300, 50],
    ['lanczos', 160, 90, 60], ['lanczos', 132, 72, 60], ['lanczos', 131, 71, 60], ['area', 80, 46, 60], ['area', 132, 72, 60], ['area', 131, 71, 60],
  ])('scale, %s, to %i x %i', async (kernel, width, height, floor) => {
    const { bytes } = await frameOf(path, [{ filter: 'scale', width, height, kernel }]);
    const sited = 'in_h_chr_pos=0:in_v_chr_pos=128:out_h_chr_pos=0:out_v_chr_pos=128';
    const expected = await referenceOf(path, `scale=${width}:${height}:flags=${kernel}+accurate_rnd+bitexact:${sited}`);
    expect(bytes.length).toBe(expected.length);
    const area = width * height;
    const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
    const near = (from, samples) => psnr(bytes.subarray(from, from + samples), expected.subarray(from, from + samples));
    expect(near(0, area), 'luma').toBeGreaterThan(floor);
    const least = width % 2 || height % 2 ? 40 : floor;
    for (const plane of [0, 1]) expect(near(area + plane * chroma, chroma), 'chroma').toBeGreaterThan(least);
  });

  it.each([5, -33])('an angle of %i degrees, bilinear', async (angle) => {
    const odd = await clipOf('gray', '161x121');
    const { bytes } = await frameOf(odd, [{ filter: 'rotate', angle, kernel: 'bilinear', edge: 'black' }]);
    const expected = await referenceOf(odd, `rotate=${angle}*PI/180:bilinear=1:fillcolor=black`);
    expect(centre(bytes, expected, 161, 121, 60)).toBeGreaterThan(45);
  });

  it.each([['bilinear', 'linear'], ['bicubic', 'cubic']])('perspective, %s', async (kernel, interpolation) => {
    const corners = [[40, 20], [270, 5], [20, 170], [300, 150]];
    const names = ['top_left', 'top_right', 'bottom_left', 'bottom_right'];
    const entry = Object.fromEntries(names.flatMap((name, index) => [[`${name}_x`, corners[index][0] / 320], [`${name}_y`, corners[index][1] / 180]]));
    const { bytes } = await frameOf(path, [{ filter: 'perspective', sense: 'source', kernel, edge: 'clamp', ...entry }]);
    // ffmpeg's pixels are at whole numbers of the places, ours at halves: up to a quarter of a pixel between them.
    const expected = await referenceOf(path, `perspective=${corners.flat().join(':')}:interpolation=${interpolation}:sense=source`);
    expect(psnr(interior(bytes, 320, 180, 8), interior(expected, 320, 180, 8))).toBeGreaterThan(38);
  });
});

/** PSNR within a circle about the middle, where both have the image. */
function centre(got, expected, width, height, radius) {
  const inside = (_, at) => Math.hypot((at % width) - (width - 1) / 2, Math.floor(at / width) - (height - 1) / 2) <= radius - 4;
  return psnr(got.filter(inside), expected.filter(inside));
}
