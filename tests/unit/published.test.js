// SPDX-License-Identifier: MIT
/**
 * Filters whose definition no filter of native ffmpeg shares, against values that others published: color_wheels' ASC CDL, and the
 * colours of black bodies under which white_balance has to make grey of grey.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { ffmpeg, samplesOf } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('published');
const MOST = 65535;

/** @type {Etalon} */
let etalon;
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

/**
 * Colours of R, G, B from 0 to 1, through a filter, as pixels of 16 bits.
 * @param {number[][]} colors @param {object} entry @param {string} transfer
 */
async function through(colors, entry, transfer) {
  const path = join(folder, 'colors.mkv');
  const planes = [1, 2, 0].flatMap((channel) => colors.map((rgb) => Math.round((rgb[channel] ?? 0) * MOST)));
  const raw = join(folder, 'colors.gbr');
  writeFileSync(raw, Buffer.from(Uint16Array.from(planes).buffer));
  await ffmpeg(['-f', 'rawvideo', '-pix_fmt', 'gbrp16', '-video_size', `${colors.length}x1`, '-i', raw, '-c:v', 'ffv1', '-color_primaries', 'bt709', '-color_trc', transfer, path]);
  const clip = await etalon.open(path);
  const frame = await clip.frameAt(0, { chain: [entry] });
  const [green, blue, red] = [0, 1, 2].map((plane) => samplesOf(Buffer.from(packed(frame)), true).subarray(plane * colors.length));
  frame.close();
  clip.close();
  return colors.map((_, i) => [red, green, blue].map((samples) => (samples?.[i] ?? NaN) / MOST));
}

/**
 * OpenColorIO's tests have these, "calculated via an independent ASC CDL implementation" (tests/cpu/ops/cdl/CDLOp_tests.cpp, style
 * v1.2 forward; BSD-3-Clause): slope, offset, power, saturation, and colours before and after.
 * @type {[number[], number[], number[], number, [number[], number[]][]][]}
 */
const lists = [
  [[1.35, 1.1, 0.071], [0.05, -0.23, 0.11], [0.93, 0.81, 1.27], 1.23, [
    [[0, 0, 0], [0.071827, 0, 0.070533]],
    [[0.3278, 0.01, 1], [0.609399, 0, 0.11313]],
    [[0.25, 0.5, 0.75], [0.422056, 0.401466, 0.03582]],
    [[0, 0.8, 0.99], [0, 0.746748, 0.018691]],
  ]],
  [[1.15, 1.1, 0.9], [0.05, 0.02, 0.07], [1.2, 0.95, 1.13], 0.87, [
    [[0, 0, 0], [0.027379, 0.024645, 0.046585]],
    [[0.65, 0.55, 0.2], [0.745644, 0.639197, 0.264149]],
    [[0.41, 0.81, 0.39], [0.499594, 0.897554, 0.428591]],
    [[0.25, 0.5, 0.75], [0.305035, 0.578779, 0.692558]],
  ]],
  [[3.405, 1, 1], [-0.178, -0.178, -0.178], [1.095, 1.095, 1.095], 0.99, [
    [[0.02, 0, 0], [0, 0, 0]],
    [[0.17, 0.13, 0], [0.364613, 0.000781, 0.000781]],
    [[0.65, 0.23, 0], [0.992407, 0.041281, 0.0024068]],
    [[0.97, 0.13, 0.23], [0.992154, 0.002154, 0.0410283]],
  ]],
];

describe('color_wheels, asc_cdl', () => {
  it.each(lists)('slope %o, offset %o, power %o, saturation %d: as published', async (slope, offset, power, saturation, colors) => {
    const channels = ['red', 'green', 'blue'];
    const keys = Object.entries({ slope, offset, power }).flatMap(([name, values]) => channels.map((channel, i) => [`${name}_${channel}`, values[i]]));
    const made = await through(colors.map(([before]) => before), { filter: 'color_wheels', method: 'asc_cdl', saturation, ...Object.fromEntries(keys) }, 'iec61966-2-1');
    // A code of 16 bits is 1.5e-5: one of them before and one after, by slopes of up to 4.
    colors.forEach(([, after], i) => after.forEach((value, c) => expect(Math.abs((made[i]?.[c] ?? NaN) - value), `colour ${i}, ${channels[c]}`).toBeLessThan(5e-5)));
  });
});

describe('white_balance', () => {
  const toXyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
  const toRgb = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.204, 1.057]];
  const apply = (/** @type {number[][]} */ matrix, /** @type {number[]} */ from) => matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (from[i] ?? 0), 0));

  /** Chromaticities x, y of black bodies (Wyszecki and Stiles, Color Science, 1982, table 1(3.11)); that of 2856 K is CIE illuminant A's. @type {[number, number, number][]} */
  const bodies = [[2856, 0.4476, 0.4074], [4000, 0.3805, 0.3768], [5000, 0.3451, 0.3516], [10000, 0.2807, 0.2884]];

  it.each(bodies)('a grey card under a black body of %i K looks as under one of 6500 K', async (kelvin, x, y) => {
    const level = 0.2;
    const card = apply(toRgb, [(x / y) * level, level, ((1 - x - y) / y) * level]);
    const [made] = await through([card], { filter: 'white_balance', kelvin }, 'linear');
    const [X, Y, Z] = apply(toXyz, made ?? []);
    const sum = (X ?? 0) + (Y ?? 0) + (Z ?? 0);
    // The table and the matrices have four digits, and so has the approximation of 1985.
    expect(Math.abs((X ?? 0) / sum - 0.3135)).toBeLessThan(1e-3);
    expect(Math.abs((Y ?? 0) / sum - 0.3237)).toBeLessThan(1e-3);
  });
});

it('holds nothing afterwards', () => expectIdle(etalon));
