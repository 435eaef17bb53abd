// SPDX-License-Identifier: MIT
/** deinterlace gives native ffmpeg's yadif and bwdif bit for bit, in every format, rate and order of fields. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { cut, ffmpeg, framesOf } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('deinterlace');

/**
 * FFmpeg's format, size, and the first field. x264 codes them lossless, so that both decode the same frames; it
 * takes fields only of even heights, and of multiples of 4 for 4:2:0: the others are frames that do not say.
 */
const shapes = [
  ['yuv420p', '130x96', 'tff'],
  ['yuv420p', '62x52', 'bff'],
  ['yuv420p', '62x34', 'none'],
  ['yuv422p', '66x38', 'tff'],
  ['yuv444p', '61x36', 'bff'],
  ['gray', '77x41', 'none'],
  ['yuv420p10', '66x52', 'tff'],
  ['yuv422p10', '62x34', 'bff'],
  ['yuv444p10', '45x35', 'none'],
];

const settings = [];
for (const mode of ['yadif', 'bwdif']) {
  for (const rate of ['frame', 'field']) {
    for (const parity of ['auto', 'top', 'bottom']) settings.push({ mode, rate, parity });
  }
}

/** An interlaced clip of seven frames, with movement in it. */
async function interlacedClip([format, size, first]) {
  const path = join(folder, `${format}-${size}-${first}.mkv`);
  const weave = `interleave_${first === 'bff' ? 'bottom' : 'top'}`;
  await ffmpeg([
    '-ss', '0.5', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${size.replace('x', ':')}:flags=bicubic,format=${format},tinterlace=${weave}${first === 'none' ? ',setfield=prog' : ''}`,
    '-frames:v', '7', '-c:v', 'libx264', '-qp', '0', '-preset', 'veryfast', ...(first === 'none' ? [] : ['-x264-params', `${first}=1`]), path,
  ]);
  return path;
}

/** What native ffmpeg makes of a clip with each of the settings: one run for all. @param {string} path */
async function nativeOf(path) {
  const outputs = settings.map((_, index) => `${path}-${index}.raw`);
  const graph = settings.map(({ mode, rate, parity }, index) => {
    const order = { auto: 'auto', top: 'tff', bottom: 'bff' }[parity];
    return `[i${index}]${mode}=mode=${rate === 'field' ? 1 : 0}:parity=${order}[o${index}]`;
  });
  const split = `[0:v]split=${settings.length}${settings.map((_, index) => `[i${index}]`).join('')}`;
  await ffmpeg(['-i', path, '-filter_complex_threads', '1', '-filter_complex', [split, ...graph].join(';'),
    ...outputs.flatMap((output, index) => ['-map', `[o${index}]`, '-fps_mode', 'passthrough', '-f', 'rawvideo', output])]);
  return outputs.map((output) => readFileSync(output));
}

/**
 * Deeper than 8 bits, bwdif of ffmpeg 5.1 mistakes bytes for rows near a plane's edges (mended later), up to two rows
 * from them, and six where a field is made alone: in the first frame and in the last one.
 */
function differingRows(got, expected, planes, bytes) {
  const rows = [];
  let at = 0;
  for (const [width, height] of planes) {
    for (let y = 0; y < height; y++, at += width * bytes) {
      if (got.compare(expected, at, at + width * bytes, at, at + width * bytes) !== 0) rows.push(Math.min(y, height - 1 - y));
    }
  }
  return rows;
}

function planesOf(format, size) {
  const [width, height] = size.split('x').map(Number);
  if (format.startsWith('gray')) return [[width, height]];
  const chroma = [format.includes('444') ? width : (width + 1) >> 1, format.includes('420') ? (height + 1) >> 1 : height];
  return [[width, height], chroma, chroma];
}

const engines = {};
beforeAll(async () => {
  engines.single = await Etalon.create({ threads: 0 });
  engines['plain C'] = await Etalon.create({ threads: 0, simd: false });
  engines['3 threads'] = await Etalon.create({ threads: 3 });
});
afterAll(() => Promise.all(Object.values(engines).map((etalon) => etalon.close())));

describe.each(shapes)('%s %s %s', (format, size, first) => {
  let path;
  let native;
  beforeAll(async () => {
    path = await interlacedClip([format, size, first]);
    native = await nativeOf(path);
  });

  it.each(settings)('$mode, rate $rate, parity $parity', async (setting) => {
    const { mode, rate } = setting;
    const chain = [{ filter: 'deinterlace', ...setting }];
    const frames = await framesOf(engines.single, path, chain);
    expect(frames.length).toBe(rate === 'field' ? 14 : 7);
    const expected = cut(native[settings.indexOf(setting)], frames[0].bytes.length);
    expect(expected.length).toBe(frames.length);
    const deep = format.endsWith('10');
    frames.forEach(({ bytes }, index) => {
      const atEnd = index === 0 || (rate === 'field' && index === frames.length - 1);
      const spared = deep && mode === 'bwdif' ? (atEnd ? 6 : 2) : 0;
      const rows = differingRows(bytes, expected[index], planesOf(format, size), deep ? 2 : 1).filter((row) => row >= spared);
      expect(rows, `frame ${index}`).toEqual([]);
    });
    for (const other of ['plain C', '3 threads']) {
      const same = await framesOf(engines[other], path, chain);
      expect(same.length, other).toBe(frames.length);
      same.forEach(({ bytes }, index) => expect(bytes.equals(frames[index].bytes), `${other}, frame ${index}`).toBe(true));
    }
  });
});

describe('which frames', () => {
  it('a second field is shown halfway to the next frame', async () => {
    const path = await interlacedClip(shapes[0]);
    const fields = await framesOf(engines.single, path, [{ filter: 'deinterlace', rate: 'field' }]);
    const frames = await framesOf(engines.single, path, []);
    frames.forEach(({ timestamp }, index) => {
      expect(fields[2 * index].timestamp).toBe(timestamp);
      const next = frames[index + 1]?.timestamp ?? 2 * timestamp - frames[index - 1].timestamp;
      expect(fields[2 * index + 1].timestamp).toBeCloseTo((timestamp + next) / 2, 3);
    });
  });

  it('only interlaced frames, where that is asked for', async () => {
    const path = fixture('cut/bbb_2s.mp4');
    const fourth = async (chain) => {
      const clip = await engines.single.open(path);
      let bytes;
      let count = 0;
      for await (const frame of clip.frames({ chain })) {
        bytes = Buffer.from(packed(frame));
        frame.close();
        if (++count === 4) break;
      }
      clip.close();
      return bytes;
    };
    const plain = await fourth([]);
    expect((await fourth([{ filter: 'deinterlace', only: 'interlaced' }])).equals(plain)).toBe(true);
    expect((await fourth([{ filter: 'deinterlace', only: 'all' }])).equals(plain)).toBe(false);

    const woven = await interlacedClip(shapes[0]);
    const [all, interlaced, untouched] = await Promise.all([[{ filter: 'deinterlace', only: 'all' }], [{ filter: 'deinterlace', only: 'interlaced' }], []]
      .map((chain) => framesOf(engines.single, woven, chain)));
    expect(interlaced.map(({ bytes }) => bytes)).toEqual(all.map(({ bytes }) => bytes));
    all.forEach(({ bytes }, index) => expect(bytes.equals(untouched[index].bytes), `frame ${index}`).toBe(false));
  });
});

it('holds nothing afterwards', async () => {
  for (const etalon of Object.values(engines)) await expectIdle(etalon);
});
