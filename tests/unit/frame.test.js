// SPDX-License-Identifier: MIT
/** Frames, iteration and pictures as the API promises them, with and without shared memory. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, EtalonError, expectIdle, expectNoWork, frameMd5, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, psnr } from './pictures.js';
import { output } from './reference.js';

const portrait = fixture('4k/portrait_4k60.mp4');
const bbb = fixture('cut/bbb_2s.mp4');

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it('says what it is and why', () => {
    const capabilities = etalon.capabilities();
    expect(capabilities).toMatchObject({ build: threads ? 'threads' : 'single', threads, simd: true });
    expect(capabilities.why).not.toBe('');
    expect(capabilities.filters).toEqual(expect.arrayContaining(['adjust', 'gaussian_blur', 'scale']));
    expect(capabilities.encoders).toContain('h264');
  });

  it('facts about a rotated 4K clip with sound', async () => {
    const clip = await etalon.open(portrait);
    expect(clip.video).toMatchObject({
      codec: 'h264', profile: 'High', format: 'I420', width: 2160, height: 3840, codedWidth: 3840, codedHeight: 2160, frameCount: 18,
      timeBase: [1, 90000], indexed: true,
    });
    expect([90, 270]).toContain(clip.video.rotation);
    expect(clip.video.colorSpace).toMatchObject({ matrix: 'bt470bg', fullRange: true });
    expect(clip.duration).toBeCloseTo(0.3127, 2);
    expect(clip.audio).toMatchObject({ codec: 'aac', sampleRate: 48000, channels: 2 });
    clip.close();
  });

  it('rotate: false gives the frames as coded', async () => {
    const clip = await etalon.open(portrait, { rotate: false });
    expect(clip.video).toMatchObject({ width: 3840, height: 2160, rotation: 0 });
    const frame = await clip.frameAt(0);
    const [expected] = (await output('ffmpeg', ['-noautorotate', '-i', portrait, '-map', '0:v:0', '-frames:v', '1', '-f', 'framemd5', '-']))
      .split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(',').at(-1).trim());
    expect(frameMd5(frame)).toBe(expected);
    frame.close();
    clip.close();
  });

  it('HDR is named', async () => {
    const clip = await etalon.open(fixture('cut/hdr10_av1_500ms.mp4'));
    expect(clip.video.colorSpace).toMatchObject({ matrix: 'bt2020-ncl', primaries: 'bt2020', transfer: 'pq', fullRange: false });
    expect(clip.video.format).toBe('I420P10');
    clip.close();
  });

  it('pixels that are not square', async () => {
    const clip = await etalon.open(fixture('peer/sar_2x1.mp4'));
    expect(clip.video).toMatchObject({ width: 640, height: 360, sampleAspect: [2, 1], displayWidth: 1280, displayHeight: 360 });
    const picture = await clip.render(0);
    expect(picture).toMatchObject({ width: 1280, height: 360 });
    clip.close();
  });

  it('planes, copies and layouts agree', async () => {
    const clip = await etalon.open(fixture('conf/av1/10-bit/data/00000676.ivf'));
    const frame = await clip.frameAt(0);
    expect(frame).toMatchObject({ format: 'I422P10', width: 160, height: 90, planes: 3 });
    const [luma, blue] = [frame.plane(0), frame.plane(1)];
    expect(luma.samples).toBeInstanceOf(Uint16Array);
    expect([luma.width, luma.rows, blue.width, blue.rows]).toEqual([320, 90, 160, 90]);
    expect(frame.allocationSize()).toBe(320 * 90 + 2 * 160 * 90);
    const tight = Buffer.from(packed(frame));
    for (let row = 0; row < 90; row++) {
      const inPlace = Buffer.from(luma.data.slice(row * luma.stride, row * luma.stride + 320));
      expect(inPlace.equals(tight.subarray(row * 320, row * 320 + 320))).toBe(true);
    }
    const spaced = new Uint8Array(10 + 512 * 90 * 3);
    const layout = [0, 1, 2].map((plane) => ({ offset: 10 + plane * 512 * 90, stride: 512 }));
    expect(await frame.copyTo(spaced, { layout })).toEqual(layout);
    expect(Buffer.from(spaced.subarray(10 + 512 * 90, 10 + 512 * 90 + 160)).equals(tight.subarray(320 * 90, 320 * 90 + 160))).toBe(true);
    await expect(frame.copyTo(new Uint8Array(100))).rejects.toMatchObject({ code: 'ARGUMENT' });
    for (const wrong of [[], { length: 1e6 }, 7, undefined]) await expect(frame.copyTo(wrong)).rejects.toMatchObject({ code: 'ARGUMENT' });
    for (const wrong of [{ offset: 0 }, { stride: 512 }, { offset: NaN, stride: 512 }, { offset: 0, stride: 320.5 }]) {
      await expect(frame.copyTo(spaced, { layout: [wrong] }), JSON.stringify(wrong)).rejects.toMatchObject({ code: 'ARGUMENT' });
    }
    for (const wrong of [{ width: 100.5 }, { height: 0 }, { width: 1e6 }]) await expect(frame.toImageData(wrong)).rejects.toMatchObject({ code: 'ARGUMENT' });
    expect(() => frame.plane(3)).toThrow(/0 to 2/);
    frame.close();
    frame.close();
    expect(frame.closed).toBe(true);
    await expect(frame.copyTo(spaced)).rejects.toBeInstanceOf(EtalonError);
    clip.close();
  });

  it('frames() takes a range, and break frees the decoder', async () => {
    const clip = await etalon.open(bbb);
    const times = [];
    for await (const frame of clip.frames({ from: 0.5, to: 0.6 })) {
      times.push(frame.timestamp);
      frame.close();
    }
    expect(times.length).toBe(6);
    expect(times[0]).toBeCloseTo(0.5, 9);
    expect(times.at(-1)).toBeCloseTo(0.5 + 5 / 60, 9);
    for await (const frame of clip.frames()) {
      frame.close();
      break;
    }
    await expectNoWork(etalon);
    clip.close();
    await expectIdle(etalon);
  });

  it('frames() waits while eight frames are open', async () => {
    const clip = await etalon.open(bbb);
    const frames = clip.frames();
    const held = [];
    for (let count = 0; count < 8; count++) held.push((await frames.next()).value);
    let came = false;
    const ninth = frames.next().finally(() => (came = true));
    // Whatever had been asked for when the eighth came would have been answered before these.
    for (let turn = 0; turn < 3; turn++) expect((await etalon.counters()).frames).toBe(8);
    expect(came).toBe(false);
    held[0].close();
    expect((await ninth).value.timestamp).toBeCloseTo(8 / 60, 9);
    (await ninth).value.close();
    held.forEach((frame) => frame.close());
    await frames.return();
    clip.close();
  });

  it('frames stay as they are while others are decoded', async () => {
    const clip = await etalon.open(bbb);
    const held = await clip.frameAt(0.2, { chain: [{ filter: 'adjust', contrast: 1.5 }] });
    const before = frameMd5(held);
    for await (const frame of clip.frames()) frame.close();
    expect(frameMd5(held)).toBe(before);
    held.close();
    clip.close();
  });

  it('an abort before frameAt(), and one between two frames', async () => {
    const clip = await etalon.open(bbb);
    await expect(clip.frameAt(1, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    const seen = [];
    const stopper = new AbortController();
    await expect((async () => {
      for await (const frame of clip.frames({ signal: stopper.signal })) {
        seen.push(frame.pts);
        frame.close();
        if (seen.length === 3) stopper.abort(new Error('three'));
      }
    })()).rejects.toThrow('three');
    expect(seen.length).toBe(3);
    await expectNoWork(etalon);
    clip.close();
    await expectIdle(etalon);
  });

  it('render() is the same for every build, and close to what ffmpeg shows', async () => {
    const clip = await etalon.open(bbb);
    const picture = await clip.render(0.5, { width: 320 });
    expect(picture).toMatchObject({ width: 320, height: 180 });
    expect(picture.data.length).toBe(320 * 180 * 4);
    expect(picture.data.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true);
    rendered.push(createHash('md5').update(picture.data).digest('hex'));
    expect(new Set(rendered).size).toBe(1);

    const full = await clip.render(0.5);
    expect(full).toMatchObject({ width: 1280, height: 720, displayWidth: 1280 });
    clip.close();
    expect(psnr(colors(full.data), colors(await ffmpegRgba(bbb, 30)))).toBeGreaterThan(36);
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

const rendered = [];

/** The n-th frame as RGBA, BT.709, by swscale's accurate path. */
function ffmpegRgba(path, number) {
  const filter = `select=eq(n\\,${number}),scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int+bilinear`;
  return ffmpeg(['-i', path, '-map', '0:v:0', '-vf', filter, '-frames:v', '1', '-pix_fmt', 'rgba', '-f', 'rawvideo', '-']);
}

/** RGBA without the alpha, which is 255 everywhere and would count as equal. */
const colors = (data) => data.filter((_, index) => index % 4 !== 3);
