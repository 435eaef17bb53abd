// SPDX-License-Identifier: MIT
/** A filter from a folder outside core/filters/: one C file and one line, built natively and walked. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from './media.js';
import { hasNativeEngine } from './native_engine.js';
import { temporaryFolder } from './temporary.js';

const run = promisify(execFile);
const folder = temporaryFolder('filters');

/** What the native build was configured with, as CMake's arguments. */
function nativeOptions() {
  const cache = readFileSync(join(root, 'build/native/CMakeCache.txt'), 'utf8');
  const kept = /^((?:ETALON_(?!FILTERS)|CMAKE_C_COMPILER|CMAKE_CXX_COMPILER)[A-Z0-9_]*):[A-Z]+=(.+)$/gm;
  return Array.from(cache.matchAll(kept), ([, name, value]) => `-D${name}=${value}`).filter((option) => !/COMPILER_(AR|RANLIB|ID)/.test(option));
}

describe.runIf(hasNativeEngine)('a folder of filters', () => {
  it('is built in, described and walked', async () => {
    await run('cmake', ['-S', root, '-B', folder, '-G', 'Ninja', ...nativeOptions(), '-DCMAKE_BUILD_TYPE=Development',
      `-DETALON_FILTERS=${join(root, 'tests/unit/extra_filters')}`]);
    await run('cmake', ['--build', folder, '--target', 'check', 'describe'], { maxBuffer: 2 ** 24 });
    const { filters } = JSON.parse((await run(join(folder, 'describe'), { maxBuffer: 2 ** 24 })).stdout);
    expect(filters.at(-1)).toMatchObject({
      name: 'plane_gain',
      params: [{ key: 'factors', type: 'list', unit: '', min: 0, max: 4, fixed: false, fewest: 1, most: 4, initialValues: [1] }],
    });
    const { stdout } = await run(join(folder, 'check'), ['walk', 'plane_gain']);
    expect(stdout).toMatch(/^walk +[\d.]+ s +ok\n1 passed, 0 failed/m);
  }, 600_000);

  it('is not walked when it is not there', async () => {
    const { stdout } = await run(join(folder, 'check'), ['walk', 'plane_grain']).catch((error) => error);
    expect(stdout).toMatch(/there is no filter plane_grain/);
  });
});
