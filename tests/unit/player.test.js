// SPDX-License-Identifier: MIT
/**
 * The player against a clock of its own: time passes only when the test says so, the decoder and the painter take the
 * time that the test gives them, and every shown frame is compared with the one that DESIGN names.
 */
import { describe, expect, it } from 'vitest';
import { Player } from '../../web/src/player.js';
import { seeded } from './random.js';

/** A clip: frames in the order of their times, `key` where decoding can begin, `needed` where others refer to it. */
const clips = {
  'constant rate, B-frames': makeClip(300, (index) => ({ duration: 0.04, key: index % 50 === 0, needed: index % 3 === 0 })),
  'variable rate, B-frames': makeClip(300, (index, random) => ({ duration: [0.01, 0.02, 0.1, 0.25][Math.floor(random() * 4)], key: index % 30 === 0, needed: index % 2 === 0 })),
  'no B-frames, long groups': makeClip(300, (index) => ({ duration: 1 / 30, key: index % 120 === 0, needed: true })),
  'key frames only': makeClip(200, () => ({ duration: 0.04, key: true, needed: true })),
};

function makeClip(count, frameAt) {
  const random = seeded(7);
  let time = 0;
  return Array.from({ length: count }, (_, index) => {
    const frame = { index, time, ...frameAt(index, random) };
    time += frame.duration;
    return frame;
  });
}

/**
 * Plays a clip. Times are simulated: what takes time is an event in a queue, and promises run out between events.
 *
 * @param {object[]} frames
 * @param {{ slow: number, paint?: number, screen?: number, from?: number, act?: (simulation: object) => void }} options `slow`: decoding a
 *   frame takes so many times the time from frame to frame; `paint`: preparing one takes so many seconds
 */
async function play(frames, { slow, paint = 0.002, screen = 1 / 60, from = 0, act = () => {} }) {
  let now = from;
  const end = frames.at(-1).time + frames.at(-1).duration;
  /** @type {{ at: number, work: () => void }[]} */
  const events = [];
  const wait = (seconds) => new Promise((resolve) => events.push({ at: now + seconds, work: resolve }));
  const shows = [];
  const decoded = [];
  const open = new Set();
  const calls = { skips: [], jumps: [], ended: 0, errors: [] };
  let place = Math.max(0, frames.findLastIndex(({ time }) => time <= from));
  let skipping = false;
  const usual = end / frames.length;
  const decoder = {
    async next() {
      while (skipping && frames[place] && !frames[place].needed) place++;
      const frame = frames[place];
      if (!frame) return null;
      place++;
      await wait(slow * usual);
      decoded.push({ ...frame, at: now });
      const handed = { ...frame };
      open.add(handed);
      return handed;
    },
    skip(on) {
      calls.skips.push({ on, late: now - (decoded.at(-1)?.time ?? now), duration: decoded.at(-1)?.duration });
      skipping = on;
    },
    async jump(time) {
      const index = frames.findIndex((frame) => frame.key && frame.time >= time);
      calls.jumps.push({ late: now - decoded.at(-1).time, found: index >= 0, to: frames[index]?.time });
      if (index >= 0) place = index;
      return index >= 0;
    },
    drop: (frame) => {
      expect(open.delete(frame)).toBe(true);
    },
  };
  const player = new Player({
    now: () => now,
    end,
    decoder,
    painter: {
      async prepare(frame) {
        expect(open.delete(frame)).toBe(true); // taken over
        await wait(paint);
        return { of: frame.index };
      },
      show: (picture, frame) => {
        expect(picture.of).toBe(frame.index);
        shows.push({ now, frame });
      },
    },
    onEnd: () => {
      calls.ended++;
      calls.endedAt = now;
    },
    onError: (error) => calls.errors.push(error),
  });
  const simulation = { player, calls, shows, stop: false, at: () => now };
  let ready = false;
  player.ready.then(() => (ready = true));
  // The clock stands still until the first picture is there, as a view's does.
  for (await settle(); !ready; await settle()) {
    events.sort((a, b) => a.at - b.at);
    events.shift()?.work();
  }
  player.showFirst();
  let nextTick = from;
  while (!simulation.stop && !calls.ended && now < end + 5) {
    await settle();
    events.sort((a, b) => a.at - b.at);
    const first = events[0];
    if (first && first.at <= nextTick) {
      events.shift();
      now = Math.max(now, first.at);
      first.work();
      continue;
    }
    now = nextTick;
    nextTick += screen;
    const before = shows.length;
    player.tick();
    checkTick(shows, before, now, decoded, 2 * paint + screen);
    act(simulation);
  }
  player.stop();
  for (let i = 0; i < 3; i++) {
    for (const { work } of events.splice(0)) work();
    await settle();
  }
  return { shows, decoded, calls, counts: player.counts, open: open.size };
}

/** Lets promises run out. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/**
 * What is on the screen after a tick is the last frame at or before the clock of those that the decoder has given:
 * never one that is not due, never an older one than before, and none is missed for longer than `patience`, the time
 * in which one frame is being prepared while the other comes, and a tick.
 */
function checkTick(shows, before, now, decoded, patience) {
  expect(shows.length - before).toBeLessThanOrEqual(1);
  const shown = shows.at(-1)?.frame.time ?? -Infinity;
  expect(shown).toBeLessThanOrEqual(now);
  if (shows.length > before && before > 0) expect(shown).toBeGreaterThan(shows[before - 1].frame.time);
  const due = decoded.filter(({ time, at }) => Math.max(time, at) <= now - patience).at(-1);
  if (due) expect(shown).toBeGreaterThanOrEqual(due.time);
}

describe.each(Object.entries(clips))('%s', (_, frames) => {
  it('a fast decoder: at each moment the last frame at or before the clock', async () => {
    const { shows, counts, calls, open } = await play(frames, { slow: 0.05, paint: 0.001, screen: 0.005 });
    // A screen of 200 frames a second is faster than each of the clips: none may be left out, none may be late.
    expect(shows.map(({ frame }) => frame.index)).toEqual(frames.map(({ index }) => index));
    for (const { now, frame } of shows) expect(now - frame.time).toBeLessThan(0.005 + 1e-9);
    expect(counts).toEqual({ shown: frames.length, dropped: 0, skipped: 0, jumps: 0 });
    expect(calls).toMatchObject({ ended: 1, errors: [], skips: [], jumps: [] });
    expect(open).toBe(0);
  });

  it('a slow screen shows the newest due frame and drops those before', async () => {
    const screen = 3.1 * Math.min(...frames.map(({ duration }) => duration));
    const { shows, counts, open } = await play(frames, { slow: 0.02, screen });
    // The screen's pace is known after some ticks.
    for (const { now, frame } of shows.slice(3)) {
      const next = frames[frame.index + 1];
      if (next) expect(next.time).toBeGreaterThan(now - 1e-9);
    }
    expect(counts.shown + counts.dropped).toBe(frames.length);
    expect(counts.dropped).toBeGreaterThan(0);
    expect(open).toBe(0);
  });

  it.each([1, 3, 10])('a decoder slowed %i times: late frames are shown at once, and the rules of lateness hold', async (slow) => {
    const { shows, decoded, calls, counts, open } = await play(frames, { slow });
    expect(calls.errors).toEqual([]);
    expect(calls.ended).toBe(1);
    expect(open).toBe(0);
    // Non-reference frames go when it is more than 2 frames behind, and are back when it has caught up.
    for (const { on, late, duration } of calls.skips) {
      if (on) expect(late / duration).toBeGreaterThan(3 - 1e-9);
      else expect(late / duration).toBeLessThan(1);
    }
    // It jumps when it is more than 1 s behind, to the first key frame from which it is not.
    for (const { late, found, to } of calls.jumps) {
      expect(late).toBeGreaterThan(1);
      if (found) expect(frames.filter(({ key, time }) => key && time < to && time > decoded.find((each) => each.time >= to)?.time)).toEqual([]);
    }
    expect(counts.jumps).toBe(calls.jumps.filter(({ found }) => found).length);
    expect(shows.length).toBeGreaterThan(2);
    expect(counts.shown).toBe(shows.length);
    expect(counts.shown + counts.dropped).toBeLessThanOrEqual(decoded.length);
    expect(counts.shown + counts.dropped).toBeGreaterThan(decoded.length - 8); // those on their way at the end
    const { time, duration } = shows.at(-1).frame;
    expect(calls.endedAt).toBeGreaterThan(time + duration - 1e-9);
    const most = Math.max(...shows.slice(1).map(({ now }, index) => now - shows[index].now));
    const longest = Math.max(...frames.map(({ duration }) => duration));
    const gap = frames.filter(({ key }) => key).reduce((widest, each, index, keys) => Math.max(widest, each.time - (keys[index - 1]?.time ?? 0)), 0);
    expect(most).toBeLessThan(gap + slow * longest * 2 + 1.1);
  });

  it('a slow painter drops frames, and never decodes them less', async () => {
    const { decoded, counts, calls, open } = await play(frames, { slow: 0.1, paint: 0.35 });
    expect(decoded.length).toBe(frames.length);
    expect(calls.jumps).toEqual([]);
    expect(counts.dropped).toBeGreaterThan(0);
    expect(open).toBe(0);
  });

  it('begins in the middle with the frame that is shown there', async () => {
    const from = frames[41].time + frames[41].duration / 2;
    const { shows } = await play(frames, { slow: 0.3, from });
    expect(shows[0].frame.index).toBe(41);
  });
});

describe('races', () => {
  const frames = clips['constant rate, B-frames'];

  it('stopped at any moment, nothing is shown and nothing kept', async () => {
    const random = seeded(3);
    for (let run = 0; run < 40; run++) {
      const at = random() * 3;
      let shown = -1;
      const { shows, open } = await play(frames, {
        slow: [0.2, 1, 3][run % 3],
        paint: [0.001, 0.03][run % 2],
        act: (simulation) => {
          if (simulation.at() < at) return;
          simulation.player.stop();
          shown = simulation.shows.length;
          simulation.player.tick();
          simulation.stop = true;
        },
      });
      expect(shows.length).toBe(shown);
      expect(open).toBe(0);
    }
  });

  it('an error of the decoder or painter stops it, once', async () => {
    for (const part of ['next', 'prepare']) {
      const errors = [];
      const dropped = [];
      let count = 0;
      const player = new Player({
        now: () => 0,
        decoder: {
          next: async () => {
            if (part === 'next' && count === 2) throw new Error('decoder');
            return { time: count++, duration: 1 };
          },
          skip: () => {},
          jump: async () => false,
          drop: (frame) => dropped.push(frame),
        },
        painter: {
          prepare: async () => {
            if (part === 'prepare') throw new Error('painter');
            return {};
          },
          show: () => {},
        },
        onEnd: () => errors.push('end'),
        onError: (error) => errors.push(error.message),
      });
      await player.ready;
      for (let i = 0; i < 10; i++) await settle();
      player.tick();
      expect(errors).toEqual([part === 'next' ? 'decoder' : 'painter']);
    }
  });

  it('an empty clip ends at once', async () => {
    const { shows, calls } = await play(frames.slice(0, 1), { slow: 0.1, from: 0 });
    expect(shows.length).toBe(1);
    expect(calls.ended).toBe(1);
  });
});
