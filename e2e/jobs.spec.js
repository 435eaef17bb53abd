// SPDX-License-Identifier: MIT
/** Jobs at once in a page: preview while exporting while thumbnails are made. */
import { expect, test } from './fixture.js';
import { serveShapes } from './shape_site.js';

test.skip(({ browserName }) => browserName !== 'chromium', 'the order of jobs is the same code everywhere; tests/unit/jobs.test.js has the rest');

test('preview while exporting while thumbnails are made: each as if it were alone', async ({ page, isolated }, info) => {
  const site = await serveShapes(info.outputPath('site'), isolated);
  try {
    await page.goto(`${site.url}?[]`);
    const found = await page.evaluate(async () => {
      const built = './etalon/index.js';
      const { Etalon } = /** @type {typeof import('../web/src/index.js')} */ (await import(new URL(built, location.href).href));
      const chain = [{ filter: /** @type {const} */ ('gaussian_blur'), sigma: 1.5 }];
      const hash = async (/** @type {BufferSource} */ bytes) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))).join(' ');
      const etalon = await Etalon.create();
      const blob = await (await fetch('clips/conf/cros-codecs/test-25fps-interlaced.h264')).blob();
      const open = () => etalon.open(blob);

      /** @param {Awaited<ReturnType<typeof open>>} clip */
      const thumbnails = async (clip) => {
        const list = [];
        for await (const { data, pts, exact } of clip.thumbnails({ times: [1, 3, 5, 7, 9], chain, width: 80 })) list.push([pts, exact, await hash(data)]);
        return list;
      };
      /** @param {Awaited<ReturnType<typeof open>>} clip */
      const previews = async (clip) => {
        const list = [];
        for (const time of [0.4, 1.1, 0.2]) list.push(await hash((await clip.render(time, { chain, width: 160 })).data));
        return list;
      };
      /** @param {Awaited<ReturnType<typeof open>>} clip */
      const exported = async (clip) => {
        const { output } = await clip.export({ chain, to: 4 });
        return hash(await /** @type {Blob} */ (output).arrayBuffer());
      };

      const first = await open();
      const alone = [await exported(first), await thumbnails(first), await previews(first)];
      const second = await open();
      /** @type {string[]} */
      const ends = [];
      const ending = (/** @type {string} */ name, /** @type {Promise<any>} */ work) => work.then((result) => (ends.push(name), result));
      const together = await Promise.all([ending('export', exported(second)), ending('thumbnails', thumbnails(second)), ending('previews', previews(second))]);

      // And each of them can be stopped.
      const stop = new AbortController();
      const { signal } = stop;
      const stopped = Promise.allSettled([
        second.export({ chain, signal }),
        second.render(9, { chain, signal }),
        (async () => {
          for await (const each of second.thumbnails({ times: Array(500).fill(1), chain, width: 80, signal })) if (!each.data.length) throw new Error('empty');
        })(),
      ]);
      await etalon.counters();
      stop.abort('enough');
      const reasons = (await stopped).map((each) => (each.status === 'rejected' ? each.reason : 'it ended by itself'));
      const before = await etalon.counters();
      first.close();
      second.close();
      const counters = await etalon.counters();
      const { build } = etalon.capabilities();
      await etalon.close();
      const held = [before.clips, before.jobs, counters.clips, counters.jobs, counters.framesAlive, counters.threadsLeased];
      return { alone, together, ends, reasons, held, build };
    });
    expect(found.build).toBe(isolated ? 'threads' : 'single');
    expect(found.together).toEqual(found.alone);
    expect(found.alone[1].length).toBe(5);
    expect(found.ends.at(-1)).toBe('export');
    expect(found.reasons).toEqual(['enough', 'enough', 'enough']);
    expect(found.held, 'clips and jobs while the clips are open, and what is left').toEqual([2, 0, 0, 0, 0, 0]);
  } finally {
    await site.close();
  }
});
