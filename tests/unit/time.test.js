// SPDX-License-Identifier: MIT
/**
 * Which frame is shown when: `frameAt()` of clips that native ffmpeg makes, against the frames' times as
 * ffprobe reads them and their pixels as native ffmpeg decodes them from the start.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, frameMd5, listFrames } from './engine.js';
import { makeClip, x264, x265 } from './made.js';
import { seeded } from './random.js';
import { frameTimes, output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('time');
const irregular = ['-vf', "select='gt(mod(n*7,11),3)'", '-fps_mode', 'vfr'];

/** Each with what is special of it; `indexed` as the clip has to say it. */
const made = [
  { name: 'open_gop.mp4', indexed: true, args: x264(40, ':open-gop=1') },
  { name: 'open_gop.mkv', indexed: true, args: x264(40, ':open-gop=1') },
  { name: 'open_gop.ts', indexed: false, args: x264(40, ':open-gop=1') },
  { name: 'closed_gop.ts', indexed: false, args: x264(25) },
  { name: 'intra_refresh.ts', indexed: false, args: ['-c:v', 'libx264', '-g', '30', '-x264-params', 'intra-refresh=1:bframes=0:keyint=30'] },
  { name: 'hevc_open_gop.mp4', indexed: true, args: x265(30) },
  { name: 'hevc_open_gop.ts', indexed: false, args: x265(30) },
  { name: 'irregular.mp4', indexed: true, args: [...irregular, ...x264(30)] },
  { name: 'irregular.mkv', indexed: true, args: [...irregular, ...x264(30)] },
  { name: 'irregular.ts', indexed: false, args: [...irregular, ...x264(30)] },
  { name: 'late.ts', indexed: false, args: [...x264(25), '-output_ts_offset', '50000'] },
  // The clock of 33 bits runs over 95443.7 s: what comes before is shown at negative times.
  { name: 'negative.ts', indexed: false, args: [...x264(25), '-output_ts_offset', '95439'] },
  { name: 'before_zero.mp4', indexed: true, args: [...x264(30), '-output_ts_offset', '-0.5', '-avoid_negative_ts', 'disabled'] },
  { name: 'no_edit_list.mp4', indexed: true, args: [...x264(30), '-use_editlist', '0'] },
  { name: 'raw.h264', indexed: false, args: x264(30) },
  { name: 'theora.ogv', indexed: false, args: ['-c:v', 'libtheora', '-g', '16'] },
  // Sound begins half a second before the first picture, and keeps its place in an export.
  { name: 'sound_first.ogv', indexed: false, args: ['-fps_mode', 'passthrough', '-c:v', 'libtheora', '-g', '16', '-c:a', 'libvorbis'],
    input: ['-itsoffset', '0.5', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=3', '-f', 'lavfi', '-i', 'sine=duration=3.5'] },
  { name: 'one_frame.mp4', indexed: true, args: [...x264(30), '-frames:v', '1'] },
];

/** Clips that are cut from another without coding again: an edit list hides what is before the cut. */
const cut = { name: 'edit_list.mp4', of: 'open_gop.mp4', args: ['-c', 'copy'], seek: ['-ss', '2.1'] };

const paths = new Map();
beforeAll(async () => {
  for (const { name, args, input } of made) paths.set(name, await makeClip(folder, name, { args, input }));
  paths.set(cut.name, await makeClip(folder, cut.name, { input: [...cut.seek, '-i', paths.get(cut.of)], args: cut.args }));
}, 120_000);

/** What native programs say of a clip, asked once for all engines. @type {Map<string, Promise<{ md5s: string[], times: number[] }>>} */
const natives = new Map();
/** @param {string} path @param {boolean} timed */
function nativeOf(path, timed) {
  if (!natives.has(path)) natives.set(path, Promise.all([nativeFrames(path), timed ? frameTimes(path) : []]).then(([md5s, times]) => ({ md5s, times })));
  return natives.get(path);
}

/** md5 of each frame as native ffmpeg decodes them from the start. @param {string} path */
async function nativeFrames(path) {
  const text = await output('ffmpeg', ['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']);
  return text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(',').at(-1).trim());
}

describe.each([0, 2])('%i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it.each([...made, { ...cut, indexed: true }])('$name', async ({ name, indexed }) => {
    const path = paths.get(name);
    const clip = await etalon.open(path);
    expect(clip.video.indexed).toBe(indexed);
    const frames = await listFrames(clip);
    const timed = !name.startsWith('raw');
    const { md5s, times } = await nativeOf(path, timed);
    expect(frames.map(({ md5 }) => md5)).toEqual(md5s);
    if (timed) expectTimes(frames, times);
    // A clip of its own, so that the first place is reached by a seek, too.
    const again = await etalon.open(path);
    for (const { moment, index, why } of moments(clip, frames)) {
      const frame = await again.frameAt(moment);
      const found = { pts: frame.pts, md5: frameMd5(frame), timestamp: frame.timestamp };
      frame.close();
      const { pts, md5, timestamp } = frames[index];
      expect(found, `frame ${index}, ${why}, asked for as ${JSON.stringify(moment)}`).toEqual({ pts, md5, timestamp });
    }
    again.close();
    clip.close();
  });

  it('every frame of a clip is found by its own time', async () => {
    const clip = await etalon.open(paths.get('irregular.ts'));
    const times = (await listFrames(clip)).map(({ timestamp }) => timestamp);
    const found = [];
    for (const time of times) {
      const frame = await clip.frameAt(time);
      found.push(frame.timestamp);
      frame.close();
    }
    expect(found).toEqual(times);
    clip.close();
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

/** ffprobe prints microseconds. @param {{ timestamp: number }[]} frames @param {number[]} times */
function expectTimes(frames, times) {
  expect(frames.length).toBe(times.length);
  for (const [index, time] of times.entries()) expect(Math.abs(frames[index].timestamp - time)).toBeLessThan(1e-6);
}

/** Moments in random order, with the frame that each must show. */
function moments(clip, frames) {
  const [numerator, denominator] = clip.video.timeBase;
  const tick = numerator / denominator;
  const next = seeded(frames.length);
  const list = [
    { moment: frames[0].timestamp - 1, index: 0, why: 'before the first' },
    { moment: { pts: frames[0].pts - 1 }, index: 0, why: 'a tick before the first' },
    { moment: frames.at(-1).timestamp + 1000, index: frames.length - 1, why: 'long after the last' },
  ];
  for (let i = 0; i < 40; i++) {
    const index = Math.floor(next() * frames.length);
    const { pts, timestamp } = frames[index];
    const until = frames[index + 1]?.pts ?? pts + 2;
    const ways = [
      { moment: timestamp, why: 'its time' },
      { moment: { pts }, why: 'its pts' },
      { moment: { pts: until - 1 }, why: 'a tick before the next' },
      { moment: timestamp - 0.4 * tick, why: 'a time that rounds up to it' },
      { moment: timestamp + 0.4 * tick, why: 'a time that rounds down to it' },
    ];
    list.push({ ...ways[i % ways.length], index });
  }
  return list;
}
