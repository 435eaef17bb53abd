// SPDX-License-Identifier: MIT
/**
 * Every SIMD128 kernel of FFmpeg's decoders against its C, as WebAssembly in Node.js: FFmpeg's own
 * checkasm, which is built with the library. Closes with "N passed, N failed".
 *
 *     node tests/check/checkasm.js [SEED]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/paths.js';

const SEED = '1';

const { ffmpeg } = JSON.parse(readFileSync(join(root, 'build/env.json'), 'utf8'));
const run = spawnSync(process.execPath, [join(ffmpeg.wasm, 'bin/checkasm.js'), process.argv[2] ?? SEED], { encoding: 'utf8' });
const output = run.stdout + run.stderr;
process.stdout.write(output);

const all = /checkasm: all (\d+) tests passed/.exec(output);
const some = /checkasm: (\d+) of (\d+) tests failed/.exec(output);
const failed = some ? Number(some[1]) : 0;
if (all || some) console.log(`${Number(all ? all[1] : some?.[2]) - failed} passed, ${failed} failed`);
process.exit(all && run.status === 0 ? 0 : 1);
