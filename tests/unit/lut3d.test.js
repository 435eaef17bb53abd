// SPDX-License-Identifier: MIT
/** Tables of colours against native ffmpeg's tetrahedral interpolation, and what is wrong with a table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Etalon, failureOf, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, psnr, samplesOf } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const side = 17;
/** Contrast, and each channel a little of the next. */
const cube = (() => {
  const curve = (i) => (i / (side - 1)) ** 2 * (3 - 2 * i / (side - 1));
  const lines = Array.from({ length: side ** 3 }, (_, i) => {
    const [r, g, b] = [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)].map(curve);
    return [0.9 * r + 0.1 * g, 0.9 * g + 0.1 * b, 0.9 * b + 0.1 * r].map((value) => value.toFixed(6)).join(' ');
  });
  return `TITLE "test"\nLUT_3D_SIZE ${side}\n${lines.join('\n')}\n`;
})();

const folder = temporaryFolder('lut3d');
let etalon;
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

it('gives what ffmpeg gives, 10 bits 4:4:4', async () => {
  const clipName = 'conf/av1/10-bit/data/00000829.ivf';
  const clip = await etalon.open(fixture(clipName));
  const matrix = { bt601: 'bt601', smpte170m: 'bt601', bt470bg: 'bt601', bt709: 'bt709' }[clip.video.colorSpace.matrix] ?? 'bt709';
  const range = clip.video.colorSpace.fullRange ? 'pc' : 'tv';
  const frame = await clip.frameAt(0, { chain: [{ filter: 'lut3d', table: cube }] });
  const ours = samplesOf(Buffer.from(packed(frame)), true);
  frame.close();
  clip.close();
  const file = join(folder, 'look.cube');
  writeFileSync(file, cube);
  const bytes = await ffmpeg(['-i', fixture(clipName), '-frames:v', '1', '-vf',
    `scale=in_color_matrix=${matrix}:in_range=${range}:flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=gbrp16,lut3d=file=${file}:interp=tetrahedral,`
    + `scale=out_color_matrix=${matrix}:out_range=${range}:flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=yuv444p10`,
    '-f', 'rawvideo', '-']);
  const theirs = samplesOf(bytes, true);
  expect(theirs.length).toBe(ours.length);
  // ffmpeg converts with 14-bit factors, and rounds to codes of 16 bits between its filters.
  expect(psnr(ours, theirs, 1023)).toBeGreaterThan(50);
});

it('names the line of a table that is wrong', async () => {
  const clip = await etalon.open(fixture('cut/bbb_2s.mp4'));
  const failure = await failureOf(clip.frameAt(0, { chain: [{ filter: 'lut3d', table: 'LUT_3D_SIZE 2\n0 0 0\n0 0 x\n' }] }));
  expect(failure.code).toBe('DATA');
  expect(failure.message).toContain('line 3');
  clip.close();
});
