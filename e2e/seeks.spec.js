// SPDX-License-Identifier: MIT
/**
 * Random seeks, aborts and closes with work in progress, of each codec, in a page whose engine leases four threads: each
 * answers, and with the right picture. A sample in `npm test`; `npm run soak` (ETALON_SOAK=1) does 2,000.
 */
import { seeded } from '../tests/unit/random.js';
import { expect, test } from './fixture.js';
import { serveShapes } from './shape_site.js';

const soak = Boolean(process.env.ETALON_SOAK);
const OPERATIONS = soak ? 2000 : 100;
const THREADS = 4;
const clips = [
  'conf/cros-codecs/test-25fps-interlaced.h264', 'conf/cros-codecs/bear.h265', 'conf/cros-codecs/test-25fps.vp8',
  'conf/cros-codecs/test-25fps.vp9', 'conf/av1/8-bit/data/00000550.ivf',
];

test.skip(({ browserName, isolated }) => browserName !== 'chromium' || !isolated, 'threads need an isolated page; a Firefox that is driven starts them slowly');

test(`${OPERATIONS} seeks, aborts and closes with ${THREADS} threads`, async ({ page, isolated }, info) => {
  test.setTimeout(soak ? 3_600_000 : 240_000);
  const next = seeded(1);
  const operations = Array.from({ length: OPERATIONS }, () => ({ which: next(), whose: next(), where: next(), then: next() }));
  const site = await serveShapes(info.outputPath('site'), isolated, { clips, frames: 0, ahead: 0, chains: [] });
  try {
    await page.goto(`${site.url}?[]`);
    const found = await page.evaluate(async ({ clips, operations, threads }) => {
      const MOST_FRAMES = 40;
      const built = './etalon/index.js';
      const { Etalon } = /** @type {typeof import('../web/src/index.js')} */ (await import(new URL(built, location.href).href));
      const etalon = await Etalon.create({ threads });

      /** @param {import('../web/src/index.js').Frame} frame */
      const hash = async (frame) => {
        const bytes = new Uint8Array(frame.allocationSize());
        frame.copyToSync(bytes);
        return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))).join(' ');
      };
      const open = await Promise.all(clips.map(async (name) => {
        const blob = await (await fetch(`clips/${name}`)).blob();
        const clip = await etalon.open(blob);
        /** @type {{ pts: number, pixels: string }[]} */
        const frames = [];
        for await (const frame of clip.frames()) {
          frames.push({ pts: frame.pts, pixels: await hash(frame) });
          frame.close();
          if (frames.length === MOST_FRAMES) break;
        }
        return { name, blob, clip, frames };
      }));

      const count = { seeks: 0, aborts: 0, closes: 0 };
      /** @type {string[]} */
      const wrong = [];
      for (const { which, whose, where, then } of operations) {
        const each = open[Math.floor(whose * open.length)];
        const { pts, pixels } = each.frames[Math.floor(where * each.frames.length)];
        const other = each.frames[Math.floor(then * each.frames.length)];
        const stop = new AbortController();
        const work = each.clip.frameAt({ pts }, { signal: stop.signal }).then(async (frame) => {
          const right = frame.pts === pts && (await hash(frame)) === pixels;
          frame.close();
          return right ? '' : 'another picture';
        }, (error) => String(error?.code ?? error));
        if (which < 0.6) {
          count.seeks++;
          const end = await work;
          if (end) wrong.push(`${each.name}, ${pts}: ${end}`);
        } else if (which < 0.8) {
          count.aborts++;
          for (let wait = Math.floor(then * 3); wait > 0; wait--) await etalon.counters();
          stop.abort('enough');
          const second = await each.clip.frameAt({ pts: other.pts });
          if ((await hash(second)) !== other.pixels) wrong.push(`${each.name}, ${other.pts} behind an abort: another picture`);
          second.close();
          const end = await work;
          if (end && end !== 'enough') wrong.push(`${each.name}, aborted: ${end}`);
        } else {
          count.closes++;
          each.clip.close();
          each.clip = await etalon.open(each.blob);
          const end = await work;
          if (end && end !== 'STATE') wrong.push(`${each.name}, closed: ${end}`);
        }
      }
      const { jobs } = await etalon.counters();
      for (const { clip } of open) clip.close();
      const { clips: left, framesAlive, threadsLeased } = await etalon.counters();
      const { threads: had } = etalon.capabilities();
      await etalon.close();
      return { had, lists: open.map(({ frames }) => new Set(frames.map(({ pixels }) => pixels)).size), count, wrong, held: [jobs, left, framesAlive, threadsLeased] };
    }, { clips, operations, threads: THREADS });
    console.log(`seeks: ${JSON.stringify(found.count)}`);
    expect(found.had).toBe(THREADS);
    for (const different of found.lists) expect(different).toBeGreaterThan(5);
    expect(Math.min(...Object.values(found.count))).toBeGreaterThan(OPERATIONS / 10);
    expect(found.wrong).toEqual([]);
    expect(found.held, 'jobs while the clips are open; clips, frames and threads when they are closed').toEqual([0, 0, 0, 0]);
  } finally {
    await site.close();
  }
});
