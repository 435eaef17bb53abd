// SPDX-License-Identifier: MIT
/**
 * Every SIMD128 kernel of the decoders and of the H.264 encoder against its C, as WebAssembly in Node.js:
 * FFmpeg's and dav1d's own checkasm, and ours for openh264, which are built with the libraries. Closes with
 * "N passed, N failed".
 *
 *     node tests/check/checkasm.js [SEED]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/paths.js';

const SEED = '1';

const env = JSON.parse(readFileSync(join(root, 'build/env.json'), 'utf8'));

/** Runs one library's checkasm. @param {string} library of build/env.json */
function run(library) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(env[library].wasm, 'bin/checkasm.js'), process.argv[2] ?? SEED], { encoding: 'utf8' });
  process.stdout.write(`${library}:\n${stdout}${stderr}`);
  const [, all] = /checkasm: all (\d+) tests passed/.exec(stdout + stderr) ?? [];
  const [, failed, of] = /checkasm: (\d+) of (\d+) tests failed/.exec(stdout + stderr) ?? [];
  // One that says nothing crashed.
  return { tests: Number(all ?? of ?? 1), failed: all ? 0 : Number(failed ?? 1), good: Boolean(all) && status === 0 };
}

const runs = ['ffmpeg', 'dav1d', 'openh264'].map(run);
const [tests, failed] = [runs.reduce((sum, one) => sum + one.tests, 0), runs.reduce((sum, one) => sum + one.failed, 0)];
console.log(`${tests - failed} passed, ${failed} failed`);
process.exit(runs.every((one) => one.good) ? 0 : 1);
