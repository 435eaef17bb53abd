// SPDX-License-Identifier: MIT
/** What processes that share a cache do about each other. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDir } from '../../tools/paths.js';
import { root } from './media.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('lock');

/** Starts a module's text with a cache of the tests' own. */
function start(text) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ETALON_CACHE: folder },
  });
  const started = { child, output: '', ended: once(child, 'close') };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (started.output += part));
  return started;
}

/** A process that makes `made`, if it is not there, in so many milliseconds. */
const maker = (name, milliseconds, fails = false) => start(`
  import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { alone } from './tools/lock.js';
  const made = ${JSON.stringify(join(folder, name))};
  await alone(${JSON.stringify(name)}, 'makes ${name}', async () => {
    if (existsSync(made)) return;
    appendFileSync(made + '.begun', process.pid + '\\n');
    await sleep(${milliseconds});
    if (${fails}) throw new Error('no ${name}');
    writeFileSync(made, '');
  });
`);

const begunBy = (name) => (existsSync(join(folder, `${name}.begun`)) ? readFileSync(join(folder, `${name}.begun`), 'utf8').trim().split('\n').map(Number) : []);

describe('processes that miss one thing', () => {
  it('make it once; those that wait say for whom', async () => {
    const makers = Array.from({ length: 4 }, () => maker('once', 2500));
    expect(await Promise.all(makers.map(({ ended }) => ended))).toEqual(makers.map(() => [0, null]));
    expect(begunBy('once')).toHaveLength(1);
    const waiting = makers.filter(({ child }) => child.pid !== begunBy('once')[0]);
    expect(waiting).toHaveLength(3);
    for (const { output } of waiting) expect(output).toContain(`waiting for process ${begunBy('once')[0]}, which makes once`);
  });

  it('do not wait for one that makes another', async () => {
    const [slow, quick] = [maker('slow', 60_000), maker('quick', 0)];
    expect(await quick.ended).toEqual([0, null]);
    expect(slow.child.exitCode).toBe(null);
    slow.child.kill('SIGKILL');
    await slow.ended;
  });

  it('go on where the one that was at it is killed', async () => {
    const killed = maker('killed', 60_000);
    await expect.poll(() => begunBy('killed')).toEqual([killed.child.pid]);
    const next = maker('killed', 0);
    await expect.poll(() => next.output, { timeout: 10_000 }).toContain(`waiting for process ${killed.child.pid}`);
    killed.child.kill('SIGKILL');
    expect(await next.ended).toEqual([0, null]);
    expect(begunBy('killed')).toEqual([killed.child.pid, next.child.pid]);
  });

  it('go on where it failed', async () => {
    const failed = maker('failed', 500, true);
    await expect.poll(() => begunBy('failed')).toEqual([failed.child.pid]);
    expect(await maker('failed', 0).ended).toEqual([0, null]);
    expect(await failed.ended).toEqual([1, null]);
  });
});

it('a library is built once', async () => {
  const sources = join(cacheDir, 'sources');
  if (existsSync(sources)) cpSync(sources, join(folder, 'sources'), { recursive: true, filter: (file) => /sources$|zlib[^/]*$/.test(file) });
  const builders = Array.from({ length: 2 }, () => start(`
    import { nativeCompiler } from './tools/native.js';
    import { library } from './tools/thirdparty.js';
    console.log('prefix ' + await library('zlib', 'native', await nativeCompiler()));
  `));
  await Promise.all(builders.map(({ ended }) => ended));
  const prefixes = builders.map(({ output }) => /^prefix (.*)$/m.exec(output)?.[1]);
  expect(existsSync(join(prefixes[0] ?? '', 'lib/libz.a')), builders[0]?.output).toBe(true);
  expect(prefixes[1]).toBe(prefixes[0]);
  expect(builders.filter(({ output }) => / for native.*: done/.test(output))).toHaveLength(1);
});
