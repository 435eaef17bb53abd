// SPDX-License-Identifier: MIT
/** Soak: a build without patented codecs opens the rest, refuses those by name, and says what it is. Building it takes minutes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './media.js';

const run = promisify(execFile);

it.runIf(process.env.ETALON_SOAK)('ETALON_CODECS=free', { timeout: 3_600_000 }, async () => {
  const env = { ...process.env, ETALON_CODECS: 'free' };
  const build = "import('./tools/build.js').then((m) => m.buildEngine('wasm', { mode: 'development', targets: ['check', 'describe'] }))";
  await run(process.execPath, ['-e', build], { cwd: root, env, maxBuffer: 1 << 26 });
  const program = (name) => join(root, `build/wasm-dev-free/${name}.js`);
  const { stdout: checked } = await run(process.execPath, [program('check'), 'media_codecs']);
  expect(checked).toContain('1 passed, 0 failed');
  const { codecs, decoders, encoders } = JSON.parse((await run(process.execPath, [program('describe')])).stdout);
  expect(codecs).toBe('free');
  expect(decoders).toEqual(expect.arrayContaining(['vp8', 'vp9', 'av1', 'mpeg2video', 'ffv1', 'prores']));
  for (const name of ['h264', 'hevc', 'mpeg4', 'h263', 'vc1', 'wmv3']) expect(decoders).not.toContain(name);
  expect(encoders).toEqual([]);
});
