// SPDX-License-Identifier: MIT
/** What analyses find, against native ffmpeg's analyses and against counts of the frames that native ffmpeg gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { COUNT, HEIGHT, RATE, WIDTH, cut, ffmpeg, ffmpegLog, framesOf, losslessClip, samplesOf, sources } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('analysis');
const area = WIDTH * HEIGHT;
const clips = {};
const engines = {};

beforeAll(async () => {
  engines.single = await Etalon.create({ threads: 0 });
  engines.threads = await Etalon.create({ threads: 3 });
  for (const format of ['yuv420p', 'yuv444p10', 'gbrp']) {
    for (const [name, source] of Object.entries(sources)) clips[`${name} ${format}`] = await losslessClip(folder, name, format, source);
  }
}, 60_000);
afterAll(() => Promise.all(Object.values(engines).map((etalon) => etalon.close())));

/** Results of one analysis, frame by frame, the same with threads. */
async function results(path, entry, second) {
  const found = [];
  for (const etalon of Object.values(engines)) {
    const clip = second && (await etalon.open(second));
    const frames = await framesOf(etalon, path, [second ? { ...entry, input: clip } : entry]);
    clip?.close();
    found.push(frames.map((frame) => frame.results[entry.filter]));
  }
  found[0].forEach((result, index) => {
    for (const [key, values] of Object.entries(result)) same(found[1][index][key], values);
  });
  return found[0];
}

/** Whether two typed arrays are equal; without a listing of what differs, which takes its time. */
function same(found, wanted) {
  expect(found.length).toBe(wanted.length);
  const [a, b] = [found, wanted].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  expect(a.equals(b)).toBe(true);
}

const native = (path) => ffmpeg(['-i', path, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']);

/** Values of a key of ffmpeg's frame metadata, in order. */
async function metadata(path, filters, key, options = []) {
  const text = (await ffmpeg(['-i', path, ...options, '-vf', `${filters},metadata=print:file=-`, '-f', 'null', '-'])).toString();
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => Number(value));
}

describe('histogram, waveform, parade, vectorscope', () => {
  it('count the samples that native ffmpeg decodes, 4:2:0', async () => {
    const path = clips['a yuv420p'];
    const all = cut(await native(path), (area * 3) / 2);
    const columns = 37;
    const histograms = await results(path, { filter: 'histogram' });
    const waveforms = await results(path, { filter: 'waveform', columns });
    const parades = await results(path, { filter: 'parade', columns });
    const scopes = await results(path, { filter: 'vectorscope' });
    all.forEach((bytes, index) => {
      const planes = [bytes.subarray(0, area), bytes.subarray(area, (area * 5) / 4), bytes.subarray((area * 5) / 4)];
      const names = ['luma', 'cb', 'cr'];
      planes.forEach((plane, p) => {
        const width = p ? WIDTH / 2 : WIDTH;
        const [levels, byColumn] = [new Uint32Array(256), new Uint32Array(256 * columns)];
        plane.forEach((code, i) => {
          levels[code]++;
          byColumn[256 * Math.floor(((i % width) * columns) / width) + code]++;
        });
        same(histograms[index][names[p]], levels);
        same(parades[index][names[p]], byColumn);
        if (p === 0) same(waveforms[index].luma, byColumn);
      });
      const scope = new Uint32Array(65536);
      planes[1].forEach((cb, i) => scope[256 * planes[2][i] + cb]++);
      same(scopes[index].chroma, scope);
      expect(parades[index].red.length).toBe(0);
    });
  });

  it('RGB: planes as they are, luma and chroma by the matrix', async () => {
    const path = clips['a gbrp'];
    const [bytes] = cut(await native(path), 3 * area);
    const [waveform] = await results(path, { filter: 'waveform', columns: 1 });
    const [scope] = await results(path, { filter: 'vectorscope' });
    const [parade] = await results(path, { filter: 'parade', columns: 1 });
    const [luma, red] = [new Uint32Array(256), new Uint32Array(256)];
    const chroma = new Uint32Array(65536);
    for (let i = 0; i < area; i++) {
      const [g, b, r] = [bytes[i], bytes[area + i], bytes[2 * area + i]];
      const y = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[Math.round(y)]++;
      red[r]++;
      const level = (value) => Math.min(255, Math.max(0, Math.floor(value + 128.5)));
      chroma[256 * level((r - y) / 1.402) + level((b - y) / 1.772)]++;
    }
    const moved = (found, wanted) => found.reduce((sum, value, i) => sum + Math.abs(value - wanted[i]), 0) / 2;
    same(parade.red, red);
    // A value on the edge of two codes may fall to either side: the factors are of 16 and 24 bits.
    expect(moved(waveform.luma, luma)).toBeLessThan(area / 100);
    expect(moved(scope.chroma, chroma)).toBeLessThan(area / 100);
  });

  it('10 bits: levels of the upper 8', async () => {
    const path = clips['a yuv444p10'];
    const [frame] = cut(await native(path), 6 * area);
    const levels = new Uint32Array(256);
    for (const code of samplesOf(frame, true).subarray(0, area)) levels[code >> 2]++;
    const [{ luma }] = await results(path, { filter: 'waveform', columns: 1 });
    same(luma, levels);
  });
});

describe('a region', () => {
  const region = { x: 22, y: 10, width: 80, height: 51, feather: 30 };
  // Its edges go out to whole chroma samples, of the second input too.
  const seen = { x: 22, y: 10, width: 80, height: 52 };

  it.each(['histogram', 'waveform', 'parade', 'vectorscope', 'statistics', 'scene_change', 'black_detect', 'freeze_detect'])(
    '%s finds what it finds in the part that is cut out', async (filter) => {
      for (const name of ['a yuv420p', 'a gbrp']) {
        const even = name.endsWith('gbrp') ? { ...region, height: 52 } : region;
        const whole = await results(clips[name], { filter, region: even });
        const etalon = engines.single;
        const cropped = await framesOf(etalon, clips[name], [{ filter: 'crop', ...seen }, { filter }]);
        expect(whole.length).toBe(cropped.length);
        whole.forEach((result, index) => {
          for (const [key, values] of Object.entries(result)) same(values, cropped[index].results[filter][key]);
        });
      }
    });

  it('is refused outside the picture, and compares with a second input of the picture\'s size', async () => {
    const path = clips['a yuv420p'];
    const [found] = await results(path, { filter: 'statistics', region }, path);
    expect([...found.psnr]).toEqual([Infinity, Infinity, Infinity]);
    const error = await failureOf(framesOf(engines.single, path, [{ filter: 'histogram', region: { x: WIDTH, y: 0, width: 9, height: 9 } }]));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toContain('lies outside the picture');
  });
});

describe('statistics', () => {
  it.each(['yuv420p', 'yuv444p10'])('%s: least, most and mean are signalstats\'', async (format) => {
    const path = clips[`a ${format}`];
    const found = await results(path, { filter: 'statistics' });
    expect(found.length).toBe(COUNT);
    for (const [plane, name] of ['Y', 'U', 'V'].entries()) {
      expect(found.map(({ min }) => min[plane])).toEqual(await metadata(path, 'signalstats', `lavfi.signalstats.${name}MIN`));
      expect(found.map(({ max }) => max[plane])).toEqual(await metadata(path, 'signalstats', `lavfi.signalstats.${name}MAX`));
      const means = await metadata(path, 'signalstats', `lavfi.signalstats.${name}AVG`);
      found.forEach(({ mean }, index) => expect(Math.abs(mean[plane] - means[index])).toBeLessThan(0.001));
    }
    expect(found[0].psnr.length).toBe(0);
  });

  it.each(['yuv420p', 'yuv444p10'])('%s: PSNR and SSIM are native\'s', async (format) => {
    const [a, b] = [clips[`a ${format}`], clips[`b ${format}`]];
    const found = await results(a, { filter: 'statistics' }, b);
    for (const [filter, keys] of [['psnr', ['psnr_y', 'psnr_u', 'psnr_v']], ['ssim', ['Y', 'U', 'V']]]) {
      const log = join(folder, `${filter}.log`);
      await ffmpeg(['-i', a, '-i', b, '-lavfi', `[0][1]${filter}=stats_file=${log}`, '-f', 'null', '-']);
      const lines = readFileSync(log, 'utf8').trim().split('\n').filter((line) => line.startsWith('n:'));
      expect(lines.length).toBe(COUNT);
      lines.forEach((line, index) =>
        keys.forEach((key, plane) => {
          const wanted = Number(new RegExp(`\\b${key}:([\\d.]+)`).exec(line)?.[1]);
          // Two digits of PSNR are printed. FFmpeg's SSIM has a C1 that is 64 times less than the paper's.
          expect(Math.abs(found[index][filter][plane] - wanted), line).toBeLessThan(filter === 'psnr' ? 0.0051 : 0.0001);
        }));
    }
  });

  it('of a clip against itself', async () => {
    const path = clips['a yuv420p'];
    const [{ psnr, ssim, sums }] = await results(path, { filter: 'statistics' }, path);
    expect([...psnr]).toEqual([Infinity, Infinity, Infinity]);
    expect([...ssim]).toEqual([1, 1, 1]);
    expect(sums[4]).toBe((WIDTH / 4 - 1) * (HEIGHT / 4 - 1));
    const error = await failureOf(framesOf(engines.single, path, [{ filter: 'statistics', input: { width: 1, height: 1, data: new Uint8Array(4) } }]));
    expect(error.code).toBe('ARGUMENT');
  });
});

describe('scene_change, black_detect, freeze_detect', () => {
  /** Three frames of one picture, which moves, then a cut, black, and a still. */
  let path;
  beforeAll(async () => {
    const [size, second] = [`size=${WIDTH}x${HEIGHT}:rate=${RATE}`, (frames) => `duration=${frames / RATE}`];
    path = join(folder, 'scenes.mkv');
    await ffmpeg([
      '-f', 'lavfi', '-i', `testsrc2=${size}:${second(4)}`, '-f', 'lavfi', '-i', `mandelbrot=${size}:start_scale=0.3,trim=end_frame=4,setpts=PTS-STARTPTS`,
      '-f', 'lavfi', '-i', `color=black:${size}:${second(3)}`, '-f', 'lavfi', '-i', `smptebars=${size}:${second(5)}`,
      '-lavfi', '[0]format=yuv420p[a];[1]format=yuv420p[b];[2]format=yuv420p[c];[3]format=yuv420p[d];[a][b][c][d]concat=n=4', '-c:v', 'libx264', '-qp', '0', path,
    ]);
  });

  it('scores are those of scdet', async () => {
    const found = await results(path, { filter: 'scene_change' });
    const [scores, differences] = [await metadata(path, 'scdet=threshold=0', 'lavfi.scd.score'), await metadata(path, 'scdet=threshold=0', 'lavfi.scd.mafd')];
    expect(scores.length).toBe(found.length);
    found.forEach(({ score, difference }, index) => {
      expect(Math.abs(score[0] - scores[index]), `score ${index}`).toBeLessThan(0.00051);
      expect(Math.abs(difference[0] - differences[index]), `difference ${index}`).toBeLessThan(0.00051);
    });
    expect(found.map(({ score }) => score[0] > 8).indexOf(true)).toBe(4);
  });

  it('black frames are those of blackdetect', async () => {
    const found = await results(path, { filter: 'black_detect' });
    const log = await ffmpegLog(['-i', path, '-vf', 'blackdetect=d=0.01', '-f', 'null', '-']);
    const [, start, end] = /black_start:([\d.]+) black_end:([\d.]+)/.exec(log) ?? [];
    const times = found.map(({ black }, index) => (black[0] ? index / RATE : -1)).filter((time) => time >= 0);
    expect(times.length).toBe(3);
    expect(times[0]).toBeCloseTo(Number(start), 5);
    expect(times[times.length - 1] + 1 / RATE).toBeCloseTo(Number(end), 5);
    expect(found[8].part[0]).toBe(1);
    expect(found[0].part[0]).toBeLessThan(0.5);
  });

  it('frozen frames are those of freezedetect', async () => {
    const found = await results(path, { filter: 'freeze_detect' });
    const log = await ffmpegLog(['-i', path, '-vf', `freezedetect=n=0.001:d=${1.5 / RATE}`, '-f', 'null', '-']);
    const starts = [...log.matchAll(/freeze_start: ([\d.]+)/g)].map(([, time]) => Math.round(Number(time) * RATE));
    const frozen = found.map(({ frozen: [yes] }) => yes);
    // A freeze begins with the frame that the next ones repeat.
    const begun = frozen.flatMap((yes, index) => (yes && !frozen[index - 1] ? [index - 1] : []));
    expect(begun).toEqual(starts);
    expect(begun.length).toBeGreaterThanOrEqual(2);
    expect(frozen[0]).toBe(0);
  });
});

it('pictures and thumbnails carry what their frames carry', async () => {
  const path = clips['a yuv420p'];
  const chain = [{ filter: 'histogram' }, { filter: 'adjust', brightness: 0.1 }, { filter: 'statistics' }, { filter: 'histogram' }, { filter: 'parade', columns: 7 }];
  for (const etalon of Object.values(engines)) {
    const clip = await etalon.open(path);
    const frame = await clip.frameAt(0, { chain });
    const { results } = await clip.render(0, { chain, width: 32 });
    expect(Object.keys(results)).toEqual(['histogram', 'statistics', 'histogram_2', 'parade']);
    expect(results).toEqual(frame.results);
    expect(results.histogram_2).not.toEqual(results.histogram);
    for await (const thumbnail of clip.thumbnails({ times: [0], width: 32, chain })) expect(thumbnail.results).toEqual(frame.results);
    expect((await clip.render(0)).results).toEqual({});
    frame.close();
    clip.close();
  }
});

it('holds nothing afterwards', async () => {
  for (const etalon of Object.values(engines)) await expectIdle(etalon);
});
