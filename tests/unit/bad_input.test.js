// SPDX-License-Identifier: MIT
/** Input and output that fail: a typed error in words, an engine that works on and holds nothing. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, Etalon, EtalonError, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';
import { seeded, seededBytes } from './random.js';
import { output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('bad-input');
const good = fixture('cut/bbb_2s.mp4');
const small = fixture('conf/cros-codecs/64x64-I-P-B-P.h264');

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  let wanted;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    wanted = await firstFrames(good);
  });
  afterAll(() => etalon.close());

  /** Whatever happened, the engine holds nothing and decodes as before. */
  afterEach(async () => {
    await expectIdle(etalon);
    expect(await firstFrames(good)).toEqual(wanted);
  });

  async function firstFrames(source) {
    const clip = await etalon.open(source);
    try {
      return await clipMd5(clip, { limit: 2 });
    } finally {
      clip.close();
    }
  }

  /** Decodes all that can be; gives the number of frames, or the typed error. */
  async function decode(source) {
    let clip;
    try {
      clip = await etalon.open(source);
      return (await clipMd5(clip)).frames;
    } catch (error) {
      expect(error).toBeInstanceOf(EtalonError);
      expect(error.code, error.message).toMatch(/^(DATA|UNSUPPORTED|MEMORY)$/);
      return error;
    } finally {
      clip?.close();
    }
  }

  it.each([
    ['empty', () => new Uint8Array(0)],
    ['one byte', () => new Uint8Array(1)],
    ['text renamed .mp4', () => named('text.mp4', Buffer.from('This is not a film.\n'.repeat(500)))],
    ['an HTML page renamed .mp4', () => named('page.mp4', Buffer.from('<!doctype html><title>404</title>'))],
    ['an MP4 without its index', () => readFileSync(good).subarray(0, 90_000)],
  ])('%s is DATA', async (_, make) => {
    const error = await failureOf(etalon.open(make()));
    expect(error.code, error.message).toBe('DATA');
  });

  it('random bytes are DATA, or at most what looks like sound', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const result = await decode(seededBytes(seed, 40_000));
      expect(result).toBeInstanceOf(EtalonError);
    }
  });

  it('random bytes behind the first bytes of a real file', async () => {
    for (const name of ['cut/bbb_2s.mp4', 'cut/bbb_2s.webm', 'cut/bbb_2s.ts', 'conf/vp8/vp80-00-comprehensive-001.ivf', 'conf/h264-avc/BA1_Sony_D.jsv']) {
      const head = readFileSync(fixture(name)).subarray(0, 300);
      await decode(Buffer.concat([head, seededBytes(7, 20_000)]));
    }
  });

  it('files that end early give the frames that are there', async () => {
    for (const name of ['cut/bbb_2s.webm', 'cut/bbb_2s.ts', 'conf/vp8/vp80-00-comprehensive-001.ivf', 'conf/h264-avc/BA1_Sony_D.jsv', 'conf/cros-codecs/bear.h265']) {
      const whole = readFileSync(fixture(name));
      const frames = await decode(whole.subarray(0, Math.floor(whole.length * 0.6)));
      expect(frames, name).toBeGreaterThan(3);
    }
  });

  it('files that end anywhere', async () => {
    const next = seeded(11);
    for (const name of ['conf/cros-codecs/bear.h265', 'conf/vp8/vp80-02-inter-1424.ivf', 'conf/av1/8-bit/data/00000664.ivf', 'conf/h264-avc/SVA_FM1_E.264']) {
      const whole = readFileSync(fixture(name));
      for (let turn = 0; turn < 10; turn++) await decode(whole.subarray(0, Math.floor(next() * whole.length)));
    }
  });

  it('flipped bits', async () => {
    const next = seeded(12);
    for (const name of ['cut/hdr10_av1_500ms.mp4', 'conf/cros-codecs/bear.h265', 'conf/vp8/vp80-02-inter-1424.ivf', 'conf/cros-codecs/vp90-2-10-show-existing-frame2.vp9.ivf', 'conf/h264-avc/SVA_FM1_E.264']) {
      const whole = readFileSync(fixture(name));
      for (let turn = 0; turn < 5; turn++) {
        const damaged = Buffer.from(whole);
        for (let flip = 0; flip < 20; flip++) damaged[Math.floor(next() * damaged.length)] ^= 1 << Math.floor(next() * 8);
        await decode(damaged);
      }
    }
  });

  it('sound alone has no video', async () => {
    const path = join(folder, 'sound.mp4');
    await output('ffmpeg', ['-y', '-i', good, '-vn', '-c', 'copy', path]);
    for (const source of [path, wav()]) {
      const error = await failureOf(etalon.open(source));
      expect(error.code).toBe('UNSUPPORTED');
      expect(error.message).toMatch(/video/i);
    }
  });

  it('a codec that nobody knows, and one that this build lacks, are named', async () => {
    const bytes = Buffer.from(readFileSync(good));
    bytes.write('zzzz', bytes.indexOf('avc1', bytes.indexOf('stsd')), 'latin1');
    const unknown = await failureOf(etalon.open(bytes));
    expect(unknown.code, unknown.message).toBe('UNSUPPORTED');

    const path = join(folder, 'svq1.mov');
    await output('ffmpeg', ['-y', '-f', 'lavfi', '-i', 'testsrc=s=64x64:d=0.2', '-c:v', 'svq1', path]);
    const lacking = await failureOf(etalon.open(path));
    expect(lacking.code, lacking.message).toBe('UNSUPPORTED');
    expect(lacking.message).toMatch(/svq1/);
  });

  it('a read that throws, at once or later', async () => {
    const bytes = readFileSync(good);
    for (const allowed of [0, 1]) {
      let reads = 0;
      const source = { size: bytes.length, read: (start, end) => {
        if (reads++ >= allowed) throw new RangeError('the cable was pulled');
        return bytes.subarray(start, Math.min(end, start + 50_000));
      } };
      const error = await failureOf(etalon.open(source).then((clip) => clipMd5(clip).finally(() => clip.close())));
      expect(error.code).toBe('IO');
      expect(`${error.message} ${error.cause?.message}`).toContain('the cable was pulled');
      expect(error.cause).toBeDefined();
    }
  });

  it('a read that gives too little, or no bytes at all', async () => {
    for (const wrong of [() => undefined, () => 'text', () => new Uint8Array(0)]) {
      const error = await failureOf(etalon.open({ size: 1000, read: wrong }));
      expect(error.code).toBe('IO');
    }
  });

  it('a file that shrinks while it is open', async () => {
    const path = named('shrinks.h264', Buffer.concat(Array(600).fill(readFileSync(small))));
    const clip = await etalon.open(path);
    writeFileSync(path, '');
    const error = await failureOf(clipMd5(clip)).finally(() => clip.close());
    expect(error.code, error.message).toBe('IO');
  });

  it.runIf(existsSync('/dev/full'))('a full disk is IO and says so', async () => {
    const clip = await etalon.open(good);
    const error = await failureOf(clip.export({ output: '/dev/full', to: 0.5 }));
    clip.close();
    expect(error.code).toBe('IO');
    expect(`${error.message} ${error.cause?.message}`).toMatch(/ENOSPC|no space|full/i);
    expect(existsSync('/dev/full')).toBe(true);
  });

  it('a folder that is not there is IO and named', async () => {
    const clip = await etalon.open(good);
    const error = await failureOf(clip.export({ output: join(folder, 'nowhere/out.mp4'), to: 0.5 }));
    clip.close();
    expect(error.code).toBe('IO');
    expect(error.message).toContain('nowhere');
  });

  it('a sink that has no quota left at the third write', async () => {
    const clip = await etalon.open(good);
    let writes = 0;
    let aborted;
    const error = await failureOf(clip.export({ output: {
      write: () => {
        if (++writes === 3) throw new DOMException('there is no room for more', 'QuotaExceededError');
      },
      abort: (reason) => (aborted = reason),
    } }));
    clip.close();
    expect(error.code).toBe('IO');
    expect(error.cause?.name).toBe('QuotaExceededError');
    expect(aborted, 'the sink is told').toBeDefined();
    expect(writes, 'nothing is written after the failure').toBe(3);
  });

  it('a sink that fails to close', async () => {
    const clip = await etalon.open(good);
    const error = await failureOf(clip.export({ to: 0.2, output: { write: () => {}, close: async () => Promise.reject(new Error('not today')) } }));
    clip.close();
    expect(error.code).toBe('IO');
    expect(`${error.message} ${error.cause?.message}`).toContain('not today');
  });

  it('use after close is STATE', async () => {
    const clip = await etalon.open(small);
    const frame = await clip.frameAt(0);
    clip.close();
    expect(frame.plane(0).rows).toBe(64);
    frame.close();
    expect(() => frame.plane(0)).toThrow(EtalonError);
    expect((await failureOf(clip.frameAt(0))).code).toBe('STATE');
    expect((await failureOf(clip.export())).code).toBe('STATE');
    expect((await failureOf(clip.render(0))).code).toBe('STATE');
  });

  it('closing a clip ends its work', async () => {
    const clip = await etalon.open(good);
    const exporting = failureOf(clip.export({ chain: [{ filter: 'gaussian_blur', sigma: 20 }] }));
    await new Promise((done) => setTimeout(done, 100));
    clip.close();
    expect((await exporting).code).toMatch(/^(STATE|ABORTED)$/);
  });
});

it('closing the engine ends its work', async () => {
  const etalon = await Etalon.create({ threads: 0 });
  const clip = await etalon.open(good);
  const exporting = failureOf(clip.export());
  await new Promise((done) => setTimeout(done, 100));
  await etalon.close();
  expect((await exporting).code).toBe('STATE');
  expect((await failureOf(etalon.open(good))).code).toBe('STATE');
});

function named(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A tenth of a second of silence as PCM. */
function wav() {
  const samples = Buffer.alloc(9600);
  const header = Buffer.from('RIFF....WAVEfmt ....................data....', 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(48000, 24);
  header.writeUInt32LE(96000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
