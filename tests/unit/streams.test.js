// SPDX-License-Identifier: MIT
/** What frames of real streams do: fields, uneven times, edit lists, cropping, sizes that change, alpha, sound alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, Etalon, expectIdle, failureOf, listFrames, packed } from './engine.js';
import { makeClip } from './made.js';
import { fixture } from './media.js';
import { withEmptyPackets } from './ogg.js';
import { frameTimes, output, probe, videoMd5 } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('streams');

/** A clip of eight small frames. @param {string} name @param {string} args @param {object} [options] of makeClip() */
const make = (name, args, options) => makeClip(folder, name, { size: '98x66', seconds: 0.32, args: args.split(' '), ...options });

/** Facts of each frame, as ffprobe prints them. @param {string} path @param {string[]} names */
async function facts(path, ...names) {
  const text = await output('ffprobe', ['-select_streams', 'v:0', '-show_entries', `frame=${names.join(',')}`, '-of', 'csv=p=0', path]);
  // A frame with side data has a further, empty column, and a row of its own.
  return text.split('\n').filter((line) => /^\d/.test(line)).map((line) => line.split(',').slice(0, names.length).map(Number));
}

describe.each([{ threads: 0 }, { threads: 2 }])('with $threads threads', ({ threads }) => {
  /** @type {Etalon} */
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  /** @param {string} path @param {(clip: import('../../web/dist/node.js').Clip) => Promise<void>} test */
  async function opened(path, test) {
    const clip = await etalon.open(path);
    try {
      await test(clip);
    } finally {
      clip.close();
    }
    await expectIdle(etalon);
  }

  it.each([
    ['top.ts', '-c:v mpeg2video -flags +ildct+ilme -top 1', [1, 1]],
    ['bottom.ts', '-c:v mpeg2video -flags +ildct+ilme -top 0', [1, 0]],
    ['whole.ts', '-c:v mpeg2video', [0, 0]],
    ['prores.mov', '-c:v prores_ks -flags +ildct -top 1', [1, 1]],
    ['h264.mkv', '-c:v libx264 -preset ultrafast -x264-params bff=1 -vf scale=96:64', [1, 0]],
  ])('fields: %s', async (name, args, [interlaced, topFirst]) => {
    const path = await make(name, args);
    const expected = await facts(path, 'interlaced_frame', 'top_field_first');
    expect(expected[0]).toEqual([interlaced, topFirst]);
    await opened(path, async (clip) => {
      const found = [];
      for await (const frame of clip.frames()) {
        found.push([Number(frame.interlaced), Number(frame.topFieldFirst)]);
        frame.close();
      }
      expect(found).toEqual(expected);
    });
  });

  it.each([
    ['uneven.mkv', '-c:v libx264 -bf 2 -vf setpts=N*(N+3)/60/TB -fps_mode vfr'],
    ['uneven.mp4', '-c:v mpeg4 -bf 2 -vf setpts=N*(N+3)/60/TB -fps_mode vfr -video_track_timescale 90000'],
  ])('uneven times: %s', async (name, args) => {
    const path = await make(name, args);
    const times = await frameTimes(path);
    expect(new Set(times.slice(1).map((time, i) => (time - times[i]).toFixed(3))).size).toBeGreaterThan(3);
    await opened(path, async (clip) => {
      const frames = await listFrames(clip);
      frames.forEach(({ timestamp }, i) => expect(timestamp).toBeCloseTo(times[i], 5));
      expect(frames).toHaveLength(times.length);
      for (const { timestamp, md5 } of frames) {
        const { md5: found } = (await listFrames(clip, { from: timestamp, limit: 1 }))[0];
        expect(found).toBe(md5);
      }
    });
  });

  it('an edit list leaves out what lies before it', async () => {
    const whole = await make('whole.mp4', '-c:v libx264 -g 100 -bf 2', { seconds: 2 });
    const path = await makeClip(folder, 'edited.mp4', { input: ['-ss', '0.5', '-i', whole], args: ['-c', 'copy'] });
    const times = await frameTimes(path);
    await opened(path, async (clip) => {
      const frames = await listFrames(clip);
      expect(frames.map(({ timestamp }) => timestamp.toFixed(4))).toEqual(times.map((time) => time.toFixed(4)));
      expect((await clipMd5(clip)).md5).toBe(await videoMd5(path));
    });
  });

  it.each([
    ['cropped.mp4', '-c:v libx264 -bsf:v h264_metadata=crop_left=6:crop_right=10:crop_top=4:crop_bottom=2'],
    ['cropped.mkv', '-c:v libx265 -x265-params log-level=none -bsf:v hevc_metadata=crop_left=6:crop_right=10:crop_top=4:crop_bottom=2'],
    ['odd.mp4', '-c:v libx264 -pix_fmt yuv444p -vf scale=97:65'],
  ])('cropping: %s', async (name, args) => {
    const path = await make(name, args);
    const { video } = await probe(path);
    expect([video.width, video.height]).not.toEqual([98, 66]);
    await opened(path, async (clip) => {
      const [{ width, height }] = await listFrames(clip, { limit: 1 });
      expect([width, height]).toEqual([video.width, video.height]);
      // Without the flag ffmpeg's program moves a rectangle's left edge to where its vectors are aligned.
      expect((await clipMd5(clip)).md5).toBe(await videoMd5(path, [], ['-flags:v', '+unaligned']));
    });
  });

  describe('a size that changes', () => {
    /** Two streams one after the other, as a broadcast does. @param {string} end @param {string} args */
    async function changing(end, args) {
      const parts = await Promise.all([['first', '98x66'], ['second', '64x48']].map(([name, size]) => make(`${name}.${end}`, args, { size })));
      const path = join(folder, `changing.${end}`);
      writeFileSync(path, Buffer.concat(parts.map((part) => readFileSync(part))));
      return path;
    }

    it.each([['264', '-c:v libx264 -bf 0'], ['m2v', '-c:v mpeg2video'], ['ts', '-c:v libx264 -bf 0']])('every frame has its own: %s', async (end, args) => {
      const path = await changing(end, args);
      const expected = await facts(path, 'width', 'height');
      expect(new Set(expected.map(String)).size).toBe(2);
      await opened(path, async (clip) => {
        const frames = await listFrames(clip);
        expect(frames.map(({ width, height }) => [width, height])).toEqual(expected);
        expect((await clipMd5(clip)).md5).toBe(await videoMd5(path));
        const blurred = await listFrames(clip, { chain: [{ filter: 'gaussian_blur', sigma: 1 }] });
        expect(blurred.map(({ width, height }) => [width, height])).toEqual(expected);
      });
    });

    it('an export says so, and one that ends in a scale is of one size', async () => {
      const path = await changing('264', '-c:v libx264 -bf 0');
      await opened(path, async (clip) => {
        const error = await failureOf(clip.export({ video: { codec: 'h264', quality: 30 } }));
        expect(error).toMatchObject({ code: 'UNSUPPORTED' });
        expect(error.message).toContain('from 98 x 66 to 64 x 48');
        const { output: file, frames } = await clip.export({ chain: [{ filter: 'scale', width: 64, height: 48 }], video: { codec: 'h264', quality: 30 } });
        const made = join(folder, 'scaled.mp4');
        writeFileSync(made, Buffer.from(file));
        const { video } = await probe(made);
        expect([video.width, video.height, Number(video.nb_read_frames)]).toEqual([64, 48, frames]);
      });
    });
  });

  it('alpha is rendered, kept by a chain, and its loss is told', async () => {
    const path = await make('alpha.mov', '-c:v prores_ks -profile:v 4 -pix_fmt yuva444p10 -alpha_bits 16', {
      input: ['-f', 'lavfi', '-i', 'testsrc2=size=98x66:rate=25:duration=0.2:alpha=120,format=yuva444p10'],
    });
    await opened(path, async (clip) => {
      const { data } = await clip.render(0);
      const alpha = data.filter((_, i) => i % 4 === 3);
      expect(new Set(alpha).size).toBeGreaterThan(1);
      const frame = await clip.frameAt(0, { chain: [{ filter: 'adjust', brightness: 0.1 }] });
      const plain = await clip.frameAt(0);
      expect(frame.format).toBe('I444AP12');
      const [lighter, before] = [frame, plain].map((each) => Buffer.from(packed(each)));
      const plane = 98 * 66 * 2;
      expect(lighter.subarray(3 * plane).equals(before.subarray(3 * plane))).toBe(true);
      expect(lighter.subarray(0, plane).equals(before.subarray(0, plane))).toBe(false);
      frame.close();
      plain.close();
      const { conversions } = await clip.export({ video: { codec: 'h264', quality: 30 } });
      expect(conversions).toEqual(expect.arrayContaining(['depth', 'chroma', 'alpha']));
    });
  });

  it('a picture that stays, an empty packet of Theora, is no frame and no damage', async () => {
    const whole = await make('whole.ogv', '-c:v libtheora -g 8 -page_duration 1', { seconds: 1 });
    // The last before a key frame, so that no other picture was made of them.
    const stay = [7, 14, 15];
    const path = join(folder, 'stays.ogv');
    writeFileSync(path, withEmptyPackets(readFileSync(whole), stay));
    const all = [];
    await opened(whole, async (clip) => void all.push(...(await listFrames(clip))));
    expect(all).toHaveLength(25);
    await opened(path, async (clip) => {
      const frames = await listFrames(clip);
      expect(frames).toEqual(all.filter((_, index) => !stay.includes(index)));
      expect((await clipMd5(clip)).md5).toBe(await videoMd5(path));
      for (const { pts } of all) {
        const frame = await clip.frameAt({ pts });
        expect(frame.pts).toBe(frames.findLast((each) => each.pts <= pts)?.pts);
        frame.close();
      }
      const result = await clip.export({ video: { codec: 'h264', quality: 30 } });
      expect(result).toMatchObject({ frames: frames.length, damaged: 0 });
    });
  });

  it('sound alone is refused by name', async () => {
    const path = await makeClip(folder, 'alone.wav', { input: ['-f', 'lavfi', '-i', 'sine=duration=0.1'], args: ['-c:a', 'pcm_s24le'] });
    expect(await failureOf(etalon.open(path))).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('only pcm_s24le sound') });
  });

  it('a codec that no encoder here writes is decoded, and its damage is an error', async () => {
    expect(etalon.capabilities().decoders).toEqual(expect.arrayContaining(['vc1', 'wmv3']));
    const bytes = readFileSync(await make('claims.avi', '-c:v msmpeg4v2'));
    for (let at = bytes.indexOf('MP42'); at >= 0; at = bytes.indexOf('MP42', at)) bytes.write('WMV3', at);
    expect(await failureOf(etalon.open(bytes).then(async (clip) => listFrames(clip)))).toMatchObject({ code: 'DATA' });
  });

  it('interlaced H.264 of a conformance suite', async () => {
    await opened(fixture('conf/cros-codecs/test-25fps-interlaced.h264'), async (clip) => {
      const frame = await clip.frameAt(0);
      expect(frame.interlaced).toBe(true);
      frame.close();
    });
  });
});
