// SPDX-License-Identifier: MIT
/** Filters that look at each pixel for itself against native ffmpeg, where the definitions are the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, psnr, samplesOf } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('grade');

/** Clips of one frame, lossless, whose pixels are said to be of some colour space. */
const clips = {
  rgb: { format: 'gbrp', tags: [] },
  rgb10: { format: 'gbrp10', tags: [] },
  sdr: { format: 'yuv444p', tags: ['bt709', 'bt709', 'iec61966-2-1'] },
  deep: { format: 'yuv444p10', tags: ['bt709', 'bt709', 'iec61966-2-1'] },
  sampled: { format: 'yuv420p', tags: ['bt709', 'bt709', 'bt709'] },
  full: { format: 'yuv420p', tags: ['bt709', 'bt709', 'bt709', 'pc'] },
  light: { format: 'yuv444p10', tags: ['bt709', 'bt709', 'linear'] },
  camera: { format: 'yuv444p10', tags: ['bt709', 'bt709', 'bt709'] },
  pq: { format: 'yuv444p10', tags: ['bt2020nc', 'bt2020', 'smpte2084'] },
};

/** @param {keyof typeof clips} name */
const pathOf = (name) => join(folder, `${name}.mkv`);

const colors = (/** @type {string[]} */ [matrix, primaries, transfer, range = 'tv']) =>
  (matrix ? ['-colorspace', matrix, '-color_primaries', primaries, '-color_trc', transfer, '-color_range', range] : []);

// agamma=0: zimg's approximations of curves differ from CPU to CPU.
const tonemap = (/** @type {string} */ settings) =>
  `zscale=t=linear:npl=203:agamma=0,format=gbrpf32le,zscale=p=bt709:agamma=0,tonemap=${settings}:desat=0:peak=${10000 / 203},zscale=t=iec61966-2-1:m=bt709:p=bt709:r=tv:agamma=0,format=yuv444p10`;

/** ffmpeg's exposure multiplies numbers as they are, so that those of the clip are light. */
const exposure = (/** @type {number} */ stops) =>
  `zscale=min=709:m=gbr:rin=limited:r=full,format=gbrpf32le,exposure=exposure=${stops},zscale=min=gbr:m=709:rin=full:r=limited,format=yuv444p10`;

/** Codes of 8 bits as numbers, for filters that round their settings to codes. */
const code = (/** @type {number} */ value) => Number((value / 255).toFixed(6));
const ofEach = (/** @type {(channel: string) => string} */ settings) => ['r', 'g', 'b'].map(settings).join(':');

/** From BT.709's own colours. */
const toColors = (/** @type {string} */ settings) => `colorspace=ispace=bt709:iprimaries=bt709:itrc=bt709:irange=tv:range=tv:space=bt709:${settings}`;

const mapped = (/** @type {string} */ method) => ({ filter: 'tone_map', method, peak: 10000 });

/**
 * Points of a curve whose ends are straight, so close that native's natural spline and the monotone one are the same to a tenth of a code.
 * @param {number} bend @param {number} from @param {number} to the values of black and white
 */
const points = (bend, from, to) =>
  Array.from({ length: 17 }, (_, i) => [i / 16, from + (to - from) * (i / 16 + (bend * Math.sin((Math.PI * i) / 8)) / (2 * Math.PI))]).flat();

/** @param {number[]} list */
const nativePoints = (list) => list.map((value, i) => `${value.toFixed(6)}${i % 2 ? ' ' : '/'}`).join('').trim();

const bent = { master: points(0.6, 0, 1), red: points(-0.8, 0.1, 0.9), green: [0.1, 0, 0.9, 1], blue: points(0.5, 1, 0.2) };

/** A table of one curve for each channel, and a file of it. */
const cube = `LUT_1D_SIZE 33\n${Array.from({ length: 33 }, (_, i) => [0.8, 1.3, 2].map((power) => (0.05 + 0.9 * (i / 32) ** power).toFixed(6)).join(' ')).join('\n')}\n`;
const cubeFile = join(folder, 'curves.cube');

/** The floor in dB; 0: the same bytes. @type {[string, keyof typeof clips, any, string, number][]} */
const cases = [
  // lutrgb cuts fractions off, so that a half is added.
  ['posterize', 'rgb', { filter: 'posterize', levels: 6 }, ['r', 'g', 'b'].map((c) => `${c}='floor(floor(val/255*5+0.5)/5*255+0.5)'`).join(':').replace(/^/, 'lutrgb='), 0],
  ['threshold', 'sampled', { filter: 'threshold', level: 0.5 }, "lutyuv=y='if(gte(val,126),235,16)':u=128:v=128", 0],
  // Native cuts fractions off where it is rounded here: half a code everywhere is 54 dB.
  ['vibrance, up', 'rgb', { filter: 'vibrance', amount: 0.8 }, 'vibrance=intensity=0.8:rlum=0.299:glum=0.587:blum=0.114:alternate=1', 48],
  ['vibrance, down', 'rgb', { filter: 'vibrance', amount: -0.5 }, 'vibrance=intensity=-0.5:rlum=0.299:glum=0.587:blum=0.114:alternate=1', 48],
  ['curves, all channels', 'rgb', { filter: 'curves', master: bent.master }, `curves=m='${nativePoints(bent.master)}'`, 48],
  ['curves, each and all', 'rgb', { filter: 'curves', ...bent },
    `curves=m='${nativePoints(bent.master)}':r='${nativePoints(bent.red)}':g='${nativePoints(bent.green)}':b='${nativePoints(bent.blue)}'`, 46],
  // Codes are cut, not rounded, there: 51 dB at 8 bits, 63 at 10.
  ['lut3d, a table of 1D', 'rgb', { filter: 'lut3d', table: cube }, `lut1d=file=${cubeFile}:interp=linear`, 48],
  ['lut3d, a table of 1D, 10 bits', 'rgb10', { filter: 'lut3d', table: cube }, `lut1d=file=${cubeFile}:interp=linear`, 60],
  // Both round once, from single and from double precision: a code differs where a value lies on a half, one of 500 at 62 dB.
  ['colorspace, matrix', 'sdr', { filter: 'colorspace', matrix: 'bt601' }, 'zscale=min=709:m=170m', 70],
  ['colorspace, range', 'deep', { filter: 'colorspace', range: 'full' }, 'zscale=rin=limited:r=full', 70],
  ['colorspace, primaries', 'sdr', { filter: 'colorspace', primaries: 'bt2020', matrix: 'bt2020' }, 'zscale=min=709:m=2020_ncl:pin=709:p=2020:tin=iec61966-2-1:t=iec61966-2-1:agamma=0', 62],
  ['colorspace, all', 'deep', { filter: 'colorspace', primaries: 'smpte170m', matrix: 'bt601', transfer: 'linear' }, 'zscale=min=709:m=170m:pin=709:p=170m:tin=iec61966-2-1:t=linear:agamma=0', 70],
  // The equations of BT.709's own transfer; ffmpeg's tables have 15 bits of them.
  ['colorspace, transfer of a camera', 'camera', { filter: 'colorspace', transfer: 'srgb' }, toColors('primaries=bt709:trc=srgb'), 68],
  ['colorspace, primaries of a camera', 'camera', { filter: 'colorspace', primaries: 'bt2020' }, toColors('primaries=bt2020:trc=bt709'), 68],
  // Cut, not rounded, there; or each product rounded by itself.
  ['levels', 'rgb', { filter: 'levels', in_black: code(25), in_white: code(204), out_black: code(13), out_white: code(230) },
    `colorlevels=${ofEach((c) => `${c}imin=${code(25)}:${c}imax=${code(204)}:${c}omin=${code(13)}:${c}omax=${code(230)}`)}`, 50],
  ['channel_mixer', 'rgb', { filter: 'channel_mixer', red_red: 0.6, red_blue: 0.4, green_red: -0.1, green_green: 1.1, blue_red: 0.3, blue_green: 0.3, blue_blue: 0.4 },
    'colorchannelmixer=rr=0.6:rb=0.4:gr=-0.1:gg=1.1:br=0.3:bg=0.3:bb=0.4', 50],
  // Between two conversions in single precision, of 10 bits: one code of 8 at 69 dB.
  ['exposure, up', 'light', { filter: 'exposure', stops: 0.7 }, exposure(0.7), 65],
  ['exposure, down', 'light', { filter: 'exposure', stops: -1 }, exposure(-1), 65],
  // Codes of full range, as eq takes all; its chroma turns about 127.5, which is half a code off.
  ['adjust as eq', 'full', { filter: 'adjust', brightness: 0.05, contrast: 1.2, saturation: 1.3 }, 'eq=contrast=1.2:brightness=0.05:saturation=1.3', 47],
  // The same half of a code, and a table of luma that is cut: 52 dB.
  ['adjust as eq, gamma', 'full', { filter: 'adjust', contrast: 0.9, gamma: 1.4, saturation: 0.6 }, 'eq=contrast=0.9:gamma=1.4:saturation=0.6', 50],
  ['adjust as hue', 'full', { filter: 'adjust', hue: 20, saturation: 1.2 }, 'hue=h=20:s=1.2', 0],
  // Four conversions in single precision there, of 10 bits: one code of two at 63 dB.
  ['tone_map, reinhard', 'pq', mapped('reinhard'), tonemap('reinhard:param=0.5'), 60],
  ['tone_map, hable', 'pq', mapped('hable'), tonemap('hable'), 60],
  ['tone_map, mobius', 'pq', mapped('mobius'), tonemap('mobius:param=0.3'), 60],
];

describe('as native ffmpeg has it', () => {
  /** @type {import('../../web/src/index.js').Etalon} */
  let etalon;

  beforeAll(async () => {
    etalon = await Etalon.create({ threads: 0 });
    writeFileSync(cubeFile, cube);
    for (const [name, { format, tags }] of Object.entries(clips)) {
      const matrix = tags[0] ? `:out_color_matrix=${tags[0] === 'bt2020nc' ? 'bt2020' : 'bt709'}:out_range=${tags[3] ?? 'tv'}` : '';
      await ffmpeg(['-ss', '1.8', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=320:180:flags=bicubic${matrix},format=${format}`, '-frames:v', '1',
        '-c:v', 'ffv1', ...colors(tags), pathOf(/** @type {any} */ (name))]);
    }
  }, 60_000);
  afterAll(() => etalon.close());

  it.each(cases)('%s', async (_title, source, entry, filter, floor) => {
    const clip = await etalon.open(pathOf(source));
    const frame = await clip.frameAt(0, { chain: [entry] });
    const got = Buffer.from(packed(frame));
    frame.close();
    const plain = await clip.frameAt(0);
    const before = Buffer.from(packed(plain));
    plain.close();
    clip.close();
    const { format } = clips[source];
    const deep = format.endsWith('10');
    const expected = await ffmpeg(['-i', pathOf(source), '-vf', filter, '-pix_fmt', format, '-f', 'rawvideo', '-']);
    expect(got.length).toBe(expected.length);
    // The clip is decoded as native decodes it, and the filter does something to it.
    expect(before.equals(await ffmpeg(['-i', pathOf(source), '-pix_fmt', format, '-f', 'rawvideo', '-']))).toBe(true);
    const near = (/** @type {Buffer} */ bytes) => psnr(samplesOf(bytes, deep), samplesOf(expected, deep), deep ? 1023 : 255);
    expect(near(before)).toBeLessThan(floor ? floor - 5 : 40);
    if (floor === 0) expect(got.equals(expected)).toBe(true);
    else expect(near(got)).toBeGreaterThan(floor);
  });
});
