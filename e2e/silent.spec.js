// SPDX-License-Identifier: MIT
/** Where the browser does not let sound begin, pictures follow the page's clock, and the view says so. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../tools/serve.js';
import { launchOptions } from './browsers.js';
import { bunny, expect, root, test } from './fixture.js';

const chromium = launchOptions('chromium');

test.use({ launchOptions: async ({ browserName }, use) => use(browserName === 'chromium'
  ? { ...chromium, args: [...(chromium.args ?? []), '--autoplay-policy=document-user-activation-required'] }
  : launchOptions('firefox')) });

test('without a gesture it plays silently', async ({ page, isolated, browserName }) => {
  test.skip(browserName !== 'chromium', 'the flag is Chromium\'s');
  const site = mkdtempSync(join(tmpdir(), 'etalon-silent-'));
  cpSync(join(root, 'build/page/etalon'), join(site, 'etalon'), { recursive: true });
  cpSync(bunny, join(site, 'bunny.mp4'));
  writeFileSync(join(site, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><canvas width="320" height="180"></canvas><script type="module" src="./play.js"></script>');
  writeFileSync(join(site, 'play.js'), `
    import { Etalon } from './etalon/index.js';
    const etalon = await Etalon.create();
    const clip = await etalon.open(await (await fetch('bunny.mp4')).blob());
    const view = etalon.view(document.querySelector('canvas'), { clip });
    const ended = new Promise((resolve) => (view.onEnd = resolve));
    await view.play();
    const { clock } = view;
    await ended;
    const { counts } = view;
    view.close();
    clip.close();
    console.log(JSON.stringify({ clock, counts }));
  `);
  const server = await serve({ folder: site, port: 0, isolated });
  try {
    const printed = page.waitForEvent('console', { predicate: (message) => message.type() === 'log', timeout: 60_000 });
    await page.goto(server.url);
    const { clock, counts } = JSON.parse((await printed).text());
    expect(clock.source).toBe('performance');
    expect(clock.why).toContain('play() has to be called by a click or a key');
    expect(counts.shown).toBeGreaterThan(20);
  } finally {
    await page.goto('about:blank');
    await server.close();
    rmSync(site, { recursive: true, force: true });
  }
});
