// SPDX-License-Identifier: MIT
/**
 * Every SIMD128 kernel of the decoders and of the H.264 encoder against its C, as WebAssembly in Node.js:
 * FFmpeg's and dav1d's own checkasm, and ours for openh264, which are built with the libraries. Closes with
 * "N passed, N failed".
 *
 *     node tests/check/checkasm.js [SEED] [VARIANT]
 *
 * VARIANT: wasm, the default, or wasm-sanitize, where AddressSanitizer ends a program at a kernel's first bad access.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/paths.js';

const SEED = '1';

/**
 * How many tests each library has at least. One for each kernel and size that its C has a kernel beside: where a kernel
 * is hooked no more, by a renamed macro or a change upstream, nothing else fails. A new kernel raises its number.
 */
const LEAST = { ffmpeg: 2437, dav1d: 3103, openh264: 123 };

const env = JSON.parse(readFileSync(join(root, 'build/env.json'), 'utf8'));

const [, , seed = SEED, variant = 'wasm'] = process.argv;

/** Runs one library's checkasm. @param {keyof typeof LEAST} library */
function run(library) {
  const program = join(env[library][variant], 'bin/checkasm.js');
  // A sanitizer's stack is V8's.
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--stack-trace-limit=50', program, seed], { encoding: 'utf8' });
  process.stdout.write(`${library}:\n${stdout}${stderr}`);
  const [, all] = /checkasm: all (\d+) tests passed/.exec(stdout + stderr) ?? [];
  const [, bad, of] = /checkasm: (\d+) of (\d+) tests failed/.exec(stdout + stderr) ?? [];
  // One that says nothing crashed.
  const tests = Number(all ?? of ?? 1);
  const enough = tests >= LEAST[library];
  if (!enough) console.log(`${library}: ${tests} tests, and there were ${LEAST[library]}: a kernel is not hooked any more`);
  const failed = (all ? (status === 0 ? 0 : 1) : Number(bad ?? 1)) + (enough ? 0 : 1);
  return { passed: all ? tests : tests - Number(bad ?? 1), failed };
}

const runs = /** @type {const} */ (['ffmpeg', 'dav1d', 'openh264']).map(run);
const [passed, failed] = [runs.reduce((sum, one) => sum + one.passed, 0), runs.reduce((sum, one) => sum + one.failed, 0)];
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
