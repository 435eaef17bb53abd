// SPDX-License-Identifier: MIT
/** The sound's way out: the worklet of audio.js in a context made here, the clock, and a device that dies. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Playback } from '../../web/src/playback.js';
import { SoundClock } from '../../web/src/sound_clock.js';
import { SoundOut } from '../../web/src/sound_out.js';
import { makeSoundRing, soundRing } from '../../web/src/sound_ring.js';
import { Etalon, expectIdle } from './engine.js';
import { fixture } from './media.js';
import { seeded } from './random.js';

/** Frames of a context that a processor makes at a time. */
const quantum = 128;
const device = 48_000;

/** A port that keeps what is posted. */
const makePort = () => {
  const posted = [];
  return { posted, postMessage: (message) => posted.push(message), onmessage: null, closed: false, close() { this.closed = true; } };
};

/** The processor of web/dist/audio.js, in a context whose time is that of the frames made. */
class Context {
  #made = 0;

  static async create() {
    let Registered;
    globalThis.AudioWorkletProcessor = class {
      port = makePort();
    };
    globalThis.registerProcessor = (name, processor) => {
      expect(name).toBe('etalon-sound');
      Registered = processor;
    };
    globalThis.sampleRate = device;
    vi.resetModules();
    await import('../../web/dist/audio.js');
    const context = new Context();
    context.processor = new Registered();
    context.page = context.processor.port;
    return context;
  }

  /** Gives it a sound of `rate`; returns how samples reach it. */
  open(rate, isolated) {
    this.worker = makePort();
    const ring = isolated ? makeSoundRing(rate) : undefined;
    this.page.onmessage({ data: { port: this.worker, ring, rate } });
    this.page.onmessage({ data: { play: true } });
    const sound = ring && soundRing(ring);
    return {
      write: (left, right) => (sound ? sound.write(left, right) : this.worker.onmessage({ data: { left, right } })),
      end: () => (sound ? sound.end() : this.worker.onmessage({ data: { end: true } })),
    };
  }

  /** What the processor makes of the next frames. */
  make(frames) {
    const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
    for (let at = 0; at < frames; at += quantum) {
      globalThis.currentTime = this.#made / device;
      this.alive = this.processor.process([], [[left.subarray(at, at + quantum), right.subarray(at, at + quantum)]]);
      this.#made += quantum;
    }
    return { left, right };
  }
}

afterEach(() => {
  for (const name of ['AudioWorkletProcessor', 'registerProcessor', 'sampleRate', 'currentTime', 'AudioContext', 'AudioWorkletNode']) delete globalThis[name];
  vi.restoreAllMocks();
});

/** Samples that say their place: a straight line, which interpolation does not bend. */
const ramp = (from, count, sign = 1) => Float32Array.from({ length: count }, (_, i) => (sign * (from + i)) / 65536);

describe.each([['a ring', true], ['buffers', false]])('the worklet, fed by %s', (_, isolated) => {
  it.each([device, 44_100, 96_000, 8_000])('plays %i Hz, whatever the pieces', async (rate) => {
    const context = await Context.create();
    const sound = context.open(rate, isolated);
    const random = seeded(rate);
    const step = rate / device;
    let sent = 0;
    let made = 0;
    const frames = 40 * quantum;
    while (made < frames) {
      while (sent < (made + quantum) * step + 2) {
        const count = 1 + Math.floor(random() * 700);
        sound.write(ramp(sent, count), ramp(sent, count, -1));
        sent += count;
      }
      const { left, right } = context.make(quantum);
      for (let i = 0; i < quantum; i++) {
        const place = ((made + i) * step) / 65536;
        expect(Math.abs(left[i] - place)).toBeLessThan(1e-6);
        expect(Math.abs(right[i] + place)).toBeLessThan(1e-6);
      }
      made += quantum;
    }
    // Where it plays what, once: nothing stalled.
    expect(context.page.posted).toEqual([{ time: 0, position: 0, stalled: false }]);
    // The worker hears what was played, so that it sends more.
    const told = context.worker.posted;
    if (rate >= 44_100) expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1) ?? 0).toBeLessThanOrEqual(frames * step + 1);
  });

  it('stands still while nothing comes, and says since when', async () => {
    const context = await Context.create();
    const sound = context.open(device, isolated);
    sound.write(ramp(0, 200), ramp(0, 200));
    const { left } = context.make(3 * quantum);
    expect([...left.subarray(200)].every((sample) => sample === 0)).toBe(true);
    sound.write(ramp(200, 1000), ramp(200, 1000));
    expect(context.make(quantum).left[0]).toBeCloseTo(200 / 65536, 9);
    expect(context.page.posted).toEqual([
      { time: 0, position: 0, stalled: false },
      { time: 200 / device, position: 200, stalled: true },
      { time: (3 * quantum) / device, position: 200, stalled: false },
    ]);
    const clock = new SoundClock(device);
    for (const anchor of context.page.posted) clock.add(anchor);
    expect(clock.at(100 / device)).toBeCloseTo(100 / device, 12);
    for (const frame of [200, 300, 3 * quantum]) expect(clock.at(frame / device)).toBeCloseTo(200 / device, 12);
    expect(clock.at((3 * quantum + 50) / device)).toBeCloseTo(250 / device, 12);
  });

  it('plays silence behind the end, where time runs on; and ends when it is told to', async () => {
    const context = await Context.create();
    const sound = context.open(device, isolated);
    sound.write(ramp(1, 150), ramp(1, 150));
    sound.end();
    const { left } = context.make(4 * quantum);
    expect(left[149]).toBeCloseTo(150 / 65536, 9);
    expect([...left.subarray(150)].every((sample) => sample === 0)).toBe(true);
    expect(context.page.posted.length).toBe(1);
    expect(context.alive).toBe(true);
    context.page.onmessage({ data: { play: false } });
    context.make(quantum);
    expect(context.alive).toBe(false);
    expect(context.worker.closed).toBe(true);
  });
});

describe('a device that dies', () => {
  let now = 0;
  let context;
  beforeEach(() => {
    now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    context = {
      state: 'running', currentTime: 0, destination: {}, audioWorklet: { addModule: async () => {} }, addEventListener() {}, removeEventListener() {},
      resume: async () => {}, suspend: async () => {}, close: async () => {},
    };
    globalThis.AudioContext = function AudioContext() {
      return context;
    };
    globalThis.AudioWorkletNode = class {
      port = makePort();
      connect() {}
      disconnect() {}
    };
  });

  it('is told by a context whose time stands still; one that is suspended waits', async () => {
    const out = new SoundOut(device, 'audio.js');
    const { port } = await out.open();
    expect(await out.play()).toBe('');
    expect(out.now()).toBe(0);
    for (let i = 0; i < 10; i++) {
      now += 100;
      context.currentTime += 0.1;
      expect(out.now()).toBeDefined();
    }
    now += 499;
    expect(out.now()).toBeDefined();
    now += 2;
    expect(out.now()).toBeUndefined();
    context.currentTime += 0.1;
    expect(out.now()).toBeDefined();
    context.state = 'suspended';
    for (let i = 0; i < 10; i++) {
      now += 400;
      expect(out.now()).toBeDefined();
    }
    out.destroy();
    port.close();
  });
});

it('a worklet that could not be fetched is asked for again', async () => {
  let asked = 0;
  const addModule = async () => {
    if (++asked === 1) throw new Error('the network is down');
  };
  globalThis.AudioContext = function AudioContext() {
    return { state: 'running', destination: {}, audioWorklet: { addModule }, suspend: async () => {}, close: async () => {} };
  };
  globalThis.AudioWorkletNode = class {
    port = makePort();
    connect() {}
    disconnect() {}
  };
  const out = new SoundOut(device, 'audio.js');
  await expect(out.open()).rejects.toThrow('the network is down');
  (await out.open()).port.close();
  (await out.open()).port.close();
  expect(asked).toBe(2);
  out.destroy();
});

it('pictures go on by the performance clock where the sound\'s stands still', async () => {
  const etalon = await Etalon.create({ threads: 0 });
  const clip = await etalon.open(fixture('cut/bbb_2s.mp4'));
  const { port1, port2 } = new MessageChannel();
  let heard = 0;
  const times = [];
  const playback = new Playback({
    clip, canvas: { width: 32, height: 18 }, chain: [], preview: 'exact', decoder: 'wasm', from: 0,
    sound: { open: async () => ({ ring: undefined, port: port2, rate: 48_000 }), play: async () => '', now: () => ((heard += 0.02) < 0.2 ? heard : undefined), close: () => port1.close() },
    paint: ({ data }) => data.buffer, onTime: (time) => times.push(time), onEnd() {}, onError: (error) => expect(error).toBe(undefined), onRestart() {},
  });
  await playback.start();
  expect(playback.clock).toEqual({ source: 'audio', why: '' });
  await expect.poll(() => playback.clock.source).toBe('performance');
  expect(playback.clock.why).toContain('stands still');
  const since = playback.time;
  await expect.poll(() => playback.time).toBeGreaterThan(since + 0.1);
  expect(playback.counts.shown).toBeGreaterThan(1);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  await playback.stop();
  clip.close();
  await expectIdle(etalon);
  await etalon.close();
});
