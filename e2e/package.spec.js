// SPDX-License-Identifier: MIT
/**
 * The npm package as its users get it: packed, installed in an empty folder, used as README says. README's
 * examples are the code blocks that follow `<!-- test: NAME -->`.
 */
import { expect, test } from '@playwright/test';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '../tools/serve.js';
import { launchOptions } from './browsers.js';
import { bunny, root } from './fixture.js';

/** The environment of a user, without what Playwright adds. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TEST_|PLAYWRIGHT_|PW_|NODE_OPTIONS|FORCE_COLOR|DEBUG_COLORS)/.test(name)));

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
const run = (program, args, cwd) => promisify(execFile)(program, args, { cwd, env });

const readme = process.env.ETALON_README ?? join(root, 'README.md');
const policy = { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" };
let folder = '';
/** What README's lines print in Node.js: width, height, hash. */
let printed = '';

/**
 * A code block of README.
 * @param {string} name
 */
function example(name) {
  const text = readFileSync(readme, 'utf8');
  const code = text.split(`<!-- test: ${name} -->`)[1]?.match(/^\s*```\w*\n([\s\S]*?)```/)?.[1];
  if (!code) throw new Error(`${readme} has no code block after <!-- test: ${name} -->`);
  return code;
}

/** A page that runs one module. @param {string} script */
const htmlOf = (script) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Etalon</title></head><body><canvas width="480" height="270"></canvas><script type="module" src="${script}"></script></body></html>\n`;

/**
 * Opens a folder in the browser, under the policy and without isolation, and gives what it prints.
 * @param {import('@playwright/test').Page} page
 * @param {string} site
 * @param {string} [path]
 */
async function printedIn(page, site, path = '') {
  const server = await serve({ folder: site, port: 0, isolated: false, headers: policy });
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  try {
    const message = page.waitForEvent('console', { predicate: (each) => each.type() === 'log', timeout: 60_000 });
    await page.goto(server.url + path);
    const text = await message.then((each) => each.text(), (error) => `nothing was printed: ${error}; ${complaints.join('; ')}`);
    expect(complaints).toEqual([]);
    return text;
  } finally {
    await page.goto('about:blank');
    await server.close();
  }
}

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-package-'));
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0", "private": true, "type": "module" }\n');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./etalon-${version}.tgz`], folder);
  copyFileSync(bunny, join(folder, 'input.mp4'));
  writeFileSync(join(folder, 'use.mjs'), example('use.mjs'));
});

test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('a: README\'s lines run in Node.js', async () => {
  const { stdout, stderr } = await run(process.execPath, ['use.mjs'], folder);
  printed = stdout.trim();
  expect(stderr).toBe('');
  expect(printed).toMatch(/^640 360 [0-9a-f]{64}$/);
});

test('b: npx etalon exports', async () => {
  await run('npx', ['--offline', 'etalon', 'input.mp4', 'output.mp4', '--filter', 'adjust=contrast:1.2', '--filter', 'scale=width:320'], folder);
  expect(readFileSync(join(folder, 'output.mp4')).subarray(4, 8).toString()).toBe('ftyp');
  const { stdout } = await run('npx', ['--offline', 'etalon', 'probe', 'output.mp4'], folder);
  expect(JSON.parse(stdout).video).toMatchObject({ codec: 'h264', width: 320, height: 180, frameCount: 122 });
});

test('c: a Vite build gives the same pixels', async ({ page }) => {
  const site = join(folder, 'vite');
  mkdirSync(join(site, 'public'), { recursive: true });
  copyFileSync(bunny, join(site, 'public/input.mp4'));
  copyFileSync(join(folder, 'use.mjs'), join(site, 'use.mjs'));
  writeFileSync(join(site, 'index.html'), htmlOf('/use.mjs'));
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], site);
  expect(await printedIn(page, join(site, 'dist'))).toBe(printed);
});

test('d: a plain module script without headers gives the same pixels', async ({ page }) => {
  writeFileSync(join(folder, 'plain.js'), example('use.mjs').replace("from 'etalon'", "from './node_modules/etalon/web/dist/index.js'"));
  writeFileSync(join(folder, 'index.html'), htmlOf('./plain.js'));
  expect(await printedIn(page, folder)).toBe(printed);
});

test('e: README\'s Playwright test runs in a user\'s own project', async () => {
  const site = join(folder, 'vite-test');
  mkdirSync(join(site, 'public'), { recursive: true });
  copyFileSync(bunny, join(site, 'public/input.mp4'));
  writeFileSync(join(site, 'page.js'), example('page.js'));
  writeFileSync(join(site, 'index.html'), htmlOf('/page.js'));
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], site);
  // A user installs Playwright; here the clone's own stands in for it.
  mkdirSync(join(folder, 'node_modules/@playwright'), { recursive: true });
  for (const name of ['@playwright/test', 'playwright', 'playwright-core']) {
    if (!existsSync(join(folder, 'node_modules', name))) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'etalon.spec.js'), example('etalon.spec.js'));
  const server = await serve({ folder: join(site, 'dist'), port: 0, headers: policy });
  writeFileSync(join(folder, 'playwright.config.js'), `export default ${JSON.stringify({ testMatch: 'etalon.spec.js', reporter: 'line', use: { baseURL: server.url, launchOptions: launchOptions('chromium') } })};\n`);
  try {
    const { stdout } = await run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test'], folder).catch((error) => ({ stdout: `${error.stdout}${error.stderr}` }));
    expect(stdout).toContain('1 passed');
  } finally {
    await server.close();
  }
});

test('the package holds what it needs and no more', async () => {
  const installed = join(folder, 'node_modules/etalon');
  for (const name of ['README.md', 'package.json', 'web/dist/index.js', 'web/dist/node.js', 'web/dist/worker.js', 'web/dist/etalon.wasm', 'web/dist/etalon-threads.wasm', 'web/dist/index.d.ts']) {
    expect(existsSync(join(installed, name)), name).toBe(true);
  }
  expect(existsSync(join(installed, 'tests'))).toBe(false);
  // Links within it, pictures too, lead to files that are there.
  for (const page of ['README.md', 'core/filters/README.md']) {
    const links = Array.from(readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!#|[a-z]+:)([^)#]+)/g), ([, link = '']) => link);
    expect(links.length, page).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(installed, dirname(page), link))), page).toEqual([]);
  }
  // What a site may want to serve from elsewhere has names of its own.
  const names = ['worker.js', 'audio.js', 'etalon.wasm', 'etalon-threads.wasm', 'package.json'];
  const script = `for (const name of ${JSON.stringify(names)}) console.log(import.meta.resolve('etalon/' + name))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], folder);
  for (const url of stdout.trim().split('\n')) expect(existsSync(fileURLToPath(url)), url).toBe(true);
  expect(stdout.trim().split('\n')).toHaveLength(names.length);
  expect(statSync(join(installed, 'web/dist/etalon.wasm')).size).toBeGreaterThan(1_000_000);
});
