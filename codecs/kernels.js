// SPDX-License-Identifier: MIT
/** Additions to a library's source: SIMD128 kernels that upstream lacks, and the patches that have them called. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Copies `overlay/` into a source tree and applies `patches/` in the order of their names.
 *
 * @param {URL} folder of the library's recipe
 * @param {string} source the unpacked source tree
 * @param {import('../tools/step.js').Log} log
 */
export async function addKernels(folder, source, log) {
  cpSync(fileURLToPath(new URL('overlay', folder)), source, { recursive: true });
  const patches = fileURLToPath(new URL('patches', folder));
  for (const name of readdirSync(patches).sort()) {
    await log.run('patch', ['-p1', '-i', join(patches, name)], { cwd: source, doing: name });
  }
}
