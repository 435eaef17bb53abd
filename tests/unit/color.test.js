// SPDX-License-Identifier: MIT
/** Which colour a clip has, what an export makes of it: clips of native ffmpeg, judged by ffprobe. */
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, failureOf, packed } from './engine.js';
import { output, probe } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('color');
const width = 128;
const height = 64;

let etalon;
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

/** Flat squares of 16 pixels, Y'CbCr as fractions of limited range's codes. */
const squares = Array.from({ length: 32 }, (_, n) => [16 + ((n * 67) % 220), 60 + ((n * 97) % 140), 60 + ((n * 53) % 140)]);
squares.splice(0, 3, [16, 128, 128], [235, 128, 128], [126, 128, 128]);

/** A raw 4:2:0 picture of the squares, `scale` codes for one of 8 bits. */
function picture(scale) {
  const samples = [];
  for (const plane of [0, 1, 2]) {
    const shift = plane ? 1 : 0;
    for (let y = 0; y < height >> shift; y++) {
      for (let x = 0; x < width >> shift; x++) {
        samples.push(squares[(((y << shift) >> 4) * (width >> 4)) + ((x << shift) >> 4)][plane] * scale);
      }
    }
  }
  return Buffer.from((scale > 1 ? Uint16Array : Uint8Array).from(samples).buffer);
}

const raw = { yuv420p: join(folder, '8.yuv'), yuv420p10le: join(folder, '10.yuv') };
writeFileSync(raw.yuv420p, Buffer.concat(Array(3).fill(picture(1))));
writeFileSync(raw.yuv420p10le, Buffer.concat(Array(3).fill(picture(4))));

/** ffmpeg's words for matrix, primaries, transfer and range. */
const tags = (matrix, primaries, transfer, range = 'tv') =>
  ['-colorspace', matrix, '-color_primaries', primaries, '-color_trc', transfer, '-color_range', range];
const bt709 = tags('bt709', 'bt709', 'bt709');
const pq = tags('bt2020nc', 'bt2020', 'smpte2084');
const lossless264 = ['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast'];
const lossless265 = (more = '') => ['-c:v', 'libx265', '-x265-params', `lossless=1:log-level=error:range=limited${more}`];

/** Encodes the squares. */
let files = 0;
async function encode(extension, args, format = 'yuv420p') {
  const path = join(folder, `${++files}.${extension}`);
  await output('ffmpeg', ['-f', 'rawvideo', '-pix_fmt', format, '-s', `${width}x${height}`, '-r', '25', '-i', raw[format], ...args, path]);
  return path;
}

/** [matrix, primaries, transfer, range] of a clip, and what of it is guessed; frames must say the same. */
async function colorOf(path) {
  const clip = await etalon.open(path);
  const frame = await clip.frameAt(0);
  const { colorSpace } = clip.video;
  expect(frame.colorSpace, 'the frame and the clip').toEqual(colorSpace);
  frame.close();
  clip.close();
  const { cicp: { matrix, primaries, transfer }, fullRange, guessed } = colorSpace;
  return [matrix, primaries, transfer, fullRange ? 'full' : 'limited', guessed.join(' ')].join(' ').trim();
}

const bitstream = (codec, matrix, primaries, transfer, more = '') =>
  ['-bsf:v', `${codec}_metadata=matrix_coefficients=${matrix}:${codec === 'hevc' || codec === 'h264' ? 'colour' : 'color'}_primaries=${primaries}:transfer_characteristics=${transfer}${more}`];

describe('who says which colour', () => {
  it.each([
    ['H.264 in MP4, both say', 'mp4', [...lossless264, ...tags('bt709', 'bt709', 'bt709', 'pc'), ...bitstream('h264', 6, 6, 6, ':video_full_range_flag=0')], 'yuv420p', '6 6 6 limited'],
    ['H.264 in Matroska, both say', 'mkv', [...lossless264, ...bt709, ...bitstream('h264', 6, 5, 6, ':video_full_range_flag=1')], 'yuv420p', '6 5 6 full'],
    ['H.264 in MP4, only the container says', 'mp4', [...lossless264, ...bt709, ...bitstream('h264', 2, 2, 2)], 'yuv420p', '1 1 1 limited'],
    ['H.264, part by part', 'mp4', [...lossless264, ...bt709, ...bitstream('h264', 6, 2, 2)], 'yuv420p', '6 1 1 limited'],
    ['HEVC in MP4, both say', 'mp4', [...lossless265(), ...bt709, ...bitstream('hevc', 9, 9, 16)], 'yuv420p10le', '9 9 16 limited'],
    ['HEVC in MP4, only the container says', 'mp4', [...lossless265(), ...pq, ...bitstream('hevc', 2, 2, 2)], 'yuv420p10le', '9 9 16 limited'],
    ['VP9: its header has only the matrix', 'webm', ['-c:v', 'libvpx-vp9', '-lossless', '1', ...tags('smpte170m', 'bt470bg', 'bt709')], 'yuv420p', '6 5 1 limited siting'],
    ['VP8 is BT.601', 'webm', ['-c:v', 'libvpx', '-b:v', '5M'], 'yuv420p', '5 6 6 limited primaries transfer range siting'],
    ['AV1, both say', 'mp4', ['-c:v', 'libsvtav1', '-crf', '20', ...bt709, ...bitstream('av1', 9, 9, 18)], 'yuv420p10le', '9 9 18 limited siting'],
    ['nobody says: by size', 'mp4', lossless264, 'yuv420p', '6 6 6 limited matrix primaries transfer range'],
    ['nobody says, 720 rows', 'mp4', ['-vf', 'scale=1280:720', ...lossless264], 'yuv420p', '1 1 1 limited matrix primaries transfer range'],
    ['PQ alone is BT.2020', 'mp4', [...lossless265(), '-color_trc', 'smpte2084'], 'yuv420p10le', '9 9 16 limited matrix primaries'],
    ['HLG alone is BT.2020', 'mkv', [...lossless265(), '-color_trc', 'arib-std-b67'], 'yuv420p10le', '9 9 18 limited matrix primaries'],
    ['RGB is full range', 'mp4', ['-vf', 'format=gbrp', '-c:v', 'libx264rgb', '-qp', '0', '-pix_fmt', 'gbrp'], 'yuv420p', '0 1 13 full primaries transfer'],
  ])('%s', async (_, extension, args, format, expected) => {
    expect(await colorOf(await encode(extension, args, format))).toBe(expected);
  });

  it('says how bright the source is', async () => {
    const path = await encode('mp4', [...lossless265(':master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50):max-cll=1200,400'), ...pq], 'yuv420p10le');
    const clip = await etalon.open(path);
    const { light } = clip.video;
    clip.close();
    expect(light).toEqual({ mastering: 4000, content: 1200, average: 400 });
  });

  it.each([
    ['content light', ':max-cll=600,200:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50)', 600],
    ['mastering display', ':master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50)', 4000],
    ['nothing', '', 1000],
  ])('tone_map takes the peak of PQ that the stream says: %s', async (_who, params, peak) => {
    const clip = await etalon.open(await encode('mp4', [...lossless265(params), ...pq], 'yuv420p10le'));
    const made = async (entry) => {
      const frame = await clip.frameAt(0, { chain: [{ filter: 'tone_map', ...entry }] });
      const bytes = Buffer.from(packed(frame));
      frame.close();
      return bytes;
    };
    const byStream = await made({});
    expect(byStream.equals(await made({ peak }))).toBe(true);
    expect(byStream.equals(await made({ peak: 2000 }))).toBe(false);
    clip.close();
  });
});

/** Largest difference of two pictures in the middle of their squares. */
async function shownDifference(left, right) {
  const pictures = [];
  for (const path of [left, right]) {
    const clip = await etalon.open(path);
    pictures.push(await clip.render(0));
    clip.close();
  }
  const middle = (/** @type {any} */ { data }, n, channel) => data[4 * (((n >> 3) * 16 + 8) * width + (n & 7) * 16 + 8) + channel];
  return Math.max(...squares.flatMap((_, n) => [0, 1, 2].map((c) => Math.abs(middle(pictures[0], n, c) - middle(pictures[1], n, c)))));
}

/** Exports a file in the best quality. */
async function exported(path, options = {}) {
  const clip = await etalon.open(path);
  const target = join(folder, `${++files}.mp4`);
  try {
    return { target, result: await clip.export({ output: target, video: { quality: 12 }, ...options }) };
  } finally {
    clip.close();
  }
}

describe('what an export makes of it', () => {
  it.each([
    ['BT.709 stays', 'mp4', [...lossless264, ...bt709], 'yuv420p', [], ['bt709', 'bt709', 'bt709', 'tv']],
    ['full range stays', 'mp4', [...lossless264, ...tags('smpte170m', 'smpte170m', 'smpte170m', 'pc')], 'yuv420p', [], ['smpte170m', 'smpte170m', 'smpte170m', 'pc']],
    ['BT.2020 SDR stays', 'mp4', [...lossless265(), ...tags('bt2020nc', 'bt2020', 'bt2020-10')], 'yuv420p10le', ['depth'], ['bt2020nc', 'bt2020', 'bt2020-10', 'tv']],
    ['PQ becomes SDR', 'mp4', [...lossless265(), ...pq], 'yuv420p10le', ['depth', 'tone'], ['bt709', 'bt709', 'iec61966-2-1', 'tv']],
    ['HLG becomes SDR', 'mkv', [...lossless265(), ...tags('bt2020nc', 'bt2020', 'arib-std-b67')], 'yuv420p10le', ['depth', 'tone'], ['bt709', 'bt709', 'iec61966-2-1', 'tv']],
    ["RGB becomes Y'CbCr", 'mp4', ['-vf', 'format=gbrp', '-c:v', 'libx264rgb', '-qp', '0', '-pix_fmt', 'gbrp'], 'yuv420p', ['chroma', 'matrix'], ['bt709', 'bt709', 'iec61966-2-1', 'tv']],
    ['4:2:2', 'mp4', ['-pix_fmt', 'yuv422p', ...lossless264, ...bt709], 'yuv420p', ['chroma'], ['bt709', 'bt709', 'bt709', 'tv']],
  ])('%s', async (_, extension, args, format, conversions, expected) => {
    const source = await encode(extension, args, format);
    const { target, result } = await exported(source);
    expect(result.conversions).toEqual(conversions);
    const { video } = await probe(target);
    expect([video.color_space, video.color_primaries, video.color_transfer, video.color_range]).toEqual(expected);
    // Quantizer 12 rounds to 2.5 codes, dither by one; chroma counts up to twice in R, G and B.
    expect(await shownDifference(source, target)).toBeLessThanOrEqual(4);
  });

  it.each(['left', 'center', 'topleft', 'top', 'bottomleft', 'bottom'])('chroma that sits %s stays there and is tagged so', async (siting) => {
    const types = ['left', 'center', 'topleft', 'top', 'bottomleft', 'bottom'];
    const source = await encode('mp4', [...lossless264, ...bt709, '-bsf:v', `h264_metadata=chroma_sample_loc_type=${types.indexOf(siting)}`]);
    const { target, result } = await exported(source);
    expect(result.conversions).toEqual([]);
    expect((await probe(target)).video.chroma_location).toBe(siting);
  });

  it('strict names each conversion', async () => {
    const source = await encode('mp4', [...lossless265(), ...pq], 'yuv420p10le');
    const error = await failureOf(exported(source, { strict: true }));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(/depth .*tone/);
  });

  it('colours that change in the middle of a clip: exports refuse them and say when, frames and pictures tell', async () => {
    const parts = [];
    for (const args of [bt709, tags('smpte170m', 'smpte170m', 'smpte170m')]) parts.push(readFileSync(await encode('h264', [...lossless264, ...args])));
    const path = join(folder, 'two colours.h264');
    writeFileSync(path, Buffer.concat(parts));
    const error = await failureOf(exported(path));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(/colours change in the middle of the clip, at 0\.1\d* s: from matrix 1, .* to 6, 6, 6/);

    const clip = await etalon.open(path);
    // Also behind a filter that makes all colours alike.
    for (const chain of [[], [{ filter: 'colorspace', matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' }]]) {
      const seen = [];
      for await (const frame of clip.frames({ chain })) {
        seen.push([frame.colorChanged, frame.colorSpace.matrix, (await clip.render({ pts: frame.pts }, { chain })).colorChanged]);
        frame.close();
      }
      expect(seen.length).toBeGreaterThan(2);
      const later = seen.filter(([changed]) => changed);
      expect(later.length).toBe(seen.length / 2);
      expect(seen.slice(seen.length / 2)).toEqual(later);
      for (const [changed, matrix, inPicture] of seen) {
        expect(inPicture).toBe(changed);
        expect(matrix).toBe(changed && !chain.length ? 'smpte170m' : 'bt709');
      }
    }
    clip.close();
  });

  it('a painted picture says what it lost', async () => {
    for (const [extension, args, format, conversions] of [
      ['mp4', [...lossless264, ...bt709], 'yuv420p', []],
      ['mp4', [...lossless265(), ...bt709], 'yuv420p10le', ['depth']],
      ['mp4', [...lossless265(), ...pq], 'yuv420p10le', ['depth', 'tone']],
    ]) {
      const clip = await etalon.open(await encode(extension, args, format));
      expect((await clip.render(0)).conversions).toEqual(conversions);
      clip.close();
    }
  });

  it('what cannot be converted is refused by name', async () => {
    const source = await encode('mp4', [...lossless265(), ...pq, ...bitstream('hevc', 14, 9, 16)], 'yuv420p10le');
    const clip = await etalon.open(source);
    const error = await failureOf(clip.render(0));
    clip.close();
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(/ICtCp/);
  });
});
