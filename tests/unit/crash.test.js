// SPDX-License-Identifier: MIT
/** Engines that trap or compute for ever: the shipped modules with one function replaced, started as a caller would. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Client } from '../../web/src/client.js';
import { clipMd5, Etalon, expectIdle, failureOf, frameMd5 } from './engine.js';
import { fixture } from './media.js';
import { faultyModule } from './modules.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('crash');
const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url));
const good = fixture('cut/bbb_2s.mp4');
const stepTimeout = 2;
/** Longer than a step may take. */
const waitMs = 3500;

/** Takes frames until the iterator ends, which one of an engine that is gone must not do quietly. */
async function exhaust(frames) {
  for await (const frame of frames) frame.close();
}

describe.each([0, 2])('with %i threads', (threads) => {
  const name = threads ? 'etalon-threads' : 'etalon';

  /** An engine whose module fails in one function until `mend()`. */
  async function faulty(entry, fault) {
    const place = join(folder, `${threads}-${entry}-${fault}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${name}.wasm`), faultyModule(name, entry, fault));
    const etalon = await Etalon.create({ threads, stepTimeout, wasmURL: join(place, 'etalon.wasm') });
    return { etalon, place, mend: () => copyFileSync(join(dist, `${name}.wasm`), join(place, `${name}.wasm`)) };
  }

  it.each([['trap', /crashed in frame_render/], ['loop', /2 s without a sign of life/]])('a %s rejects what is pending, and clips are opened again', async (fault, words) => {
    const { etalon, mend } = await faulty('frame_render', fault);
    const clips = await Promise.all([etalon.open(good), etalon.open(new Blob([readFileSync(good)]))]);
    const frame = await clips[0].frameAt(0.5);
    const before = frameMd5(frame);
    const frames = clips[0].frames();
    await frames.next().then(({ value }) => value.close());

    const failures = [clips[0].render(0), clips[1].render(1), clips[1].frameAt(1)].map((work) => failureOf(work));
    const [first, ...others] = await Promise.all(failures);
    expect(first.code).toBe('CRASHED');
    expect(first.message).toMatch(words);
    for (const error of others) expect(error.code).toBe('CRASHED');

    mend();
    expect((await failureOf(exhaust(frames))).code).toMatch(/STATE|CRASHED/);
    expect(() => frame.close()).not.toThrow();
    for (const clip of clips) {
      const again = await clip.frameAt(0.5);
      expect(frameMd5(again)).toBe(before);
      again.close();
      expect((await clip.render(0.5)).width).toBe(clip.video.width);
      clip.close();
    }
    await expectIdle(etalon);
    await etalon.close();
  });

  it.each(['trap', 'loop'])('a %s in an export leaves no file behind', async (fault) => {
    const { etalon, place, mend } = await faulty('job_step', fault);
    const clip = await etalon.open(good);
    const output = join(place, 'out.mp4');
    const told = [];
    const failures = [clip.export({ output, to: 0.2 }), clip.export({ to: 0.2, output: { write: () => {}, abort: (reason) => told.push(reason) } })];
    for (const error of await Promise.all(failures.map((work) => failureOf(work)))) expect(error.code).toBe('CRASHED');
    await expect.poll(() => readdirSync(place)).toEqual([`${name}.wasm`]);
    expect(told.map(({ code }) => code), 'told once').toEqual(['CRASHED']);
    mend();
    expect((await clip.export({ output, to: 0.2 })).frames).toBeGreaterThan(5);
    clip.close();
    await etalon.close();
  });

  it('waiting is no crash: slow reads, slow writes, a busy page', async () => {
    const etalon = await Etalon.create({ threads, stepTimeout });
    const late = (work) => new Promise((resolve) => setTimeout(() => resolve(work()), waitMs));
    const bytes = readFileSync(good);
    const slow = await etalon.open({ size: bytes.length, read: (start, end) => late(() => bytes.subarray(start, end)) });
    expect((await clipMd5(slow, { limit: 2 })).frames).toBe(2);
    let writes = 0;
    await slow.export({ to: 0.1, output: { write: () => (writes++ ? undefined : late(() => {})) } });
    expect(writes).toBeGreaterThan(0);
    const work = slow.export({ to: 0.5 });
    const end = performance.now() + waitMs;
    while (performance.now() < end);
    expect((await work).frames).toBe(30);
    slow.close();
    await etalon.close();
  });
});

it('a worker that did not start is started again by the next call', async () => {
  let tries = 0;
  const platform = { startWorker() { throw new Error(`try ${++tries}`); } };
  const client = new Client(platform, { stepTimeout: 10, readTimeout: 30 });
  for (const words of ['try 1', 'try 2']) {
    const error = await client.start().catch((reason) => reason);
    expect(error).toMatchObject({ code: 'IO' });
    expect(error.cause.message).toBe(words);
  }
});

it('a computer that sleeps in the middle is no crash', async () => {
  const script = join(folder, 'sleeper.mjs');
  writeFileSync(script, `
    import { Etalon } from ${JSON.stringify(new URL('../../web/dist/node.js', import.meta.url).href)};
    const etalon = await Etalon.create({ threads: 1, stepTimeout: ${stepTimeout} });
    const clip = await etalon.open(${JSON.stringify(good)});
    let first = true;
    const { frames } = await clip.export({ onProgress: ({ framesDone }) => { if (framesDone && first) { first = false; console.log('begun'); } } });
    console.log(frames);
    await etalon.close();`);
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  const ended = once(child, 'exit');
  await expect.poll(() => text, { timeout: 30_000 }).toContain('begun');
  child.kill('SIGSTOP');
  await new Promise((done) => setTimeout(done, 2 * waitMs));
  child.kill('SIGCONT');
  expect(await ended).toEqual([0, null]);
  expect(text).toContain('122');
});
