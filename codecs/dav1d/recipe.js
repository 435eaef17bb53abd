// SPDX-License-Identifier: BSD-2-Clause
/**
 * dav1d, the AV1 decoder that FFmpeg's libdav1d wrapper calls: assembly natively, SIMD128 kernels of our own
 * (overlay/src/wasm) in WebAssembly.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addKernels } from '../kernels.js';

/** Libraries that are built first. @type {string[]} */
export const needs = [];

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, jobs, log }) {
  if (compiler.wasm) await addKernels(new URL('.', import.meta.url), source, log);
  const folder = join(source, 'build-etalon');
  const options = [
    '--buildtype=release', '--default-library=static', `--prefix=${prefix}`, '--libdir=lib',
    '-Denable_tools=false', '-Denable_tests=false', '-Dlogging=false',
  ];
  if (compiler.wasm) {
    writeFileSync(join(source, 'etalon-cross.ini'), crossFile(compiler));
    // Position-independent code looks addresses up, and nothing here is linked dynamically.
    options.push('--cross-file', join(source, 'etalon-cross.ini'), '-Db_staticpic=false');
  }
  const env = compiler.wasm ? compiler.env : { ...compiler.env, CC: compiler.cc };
  await log.run('meson', ['setup', folder, source, ...options], { env, doing: 'meson' });
  await log.run('ninja', ['-C', folder, `-j${jobs}`, 'install'], { env, doing: 'ninja' });
  if (!compiler.wasm) return;
  dropThreadOptions(join(prefix, 'lib/pkgconfig/dav1d.pc'));
  if (!compiler.threads) await buildCheckasm({ source, prefix, compiler, jobs, log });
}

/**
 * dav1d's program that compares every kernel with its C, as bin/checkasm.js for Node.js. The release
 * archive lacks the library that it is written for: overlay/subprojects/checkasm stands for that.
 * @param {Omit<import('../../tools/thirdparty.js').BuildInputs, 'dependencies' | 'selected'>} inputs
 */
async function buildCheckasm({ source, prefix, compiler, jobs, log }) {
  const folder = join(source, 'build-checkasm');
  const cross = join(source, 'checkasm-cross.ini');
  // Its tests keep their buffers on the stack.
  writeFileSync(cross, crossFile(compiler, ['-O1', '-sSTACK_SIZE=10MB', '-sALLOW_MEMORY_GROWTH=1', '-sENVIRONMENT=node', '-sEXIT_RUNTIME=1']));
  await log.run('meson', [
    'setup', folder, source, '--cross-file', cross, '--buildtype=release', '--default-library=static', '--wrap-mode=nodownload',
    // The C that kernels are compared with.
    '-Dtrim_dsp=false', '-Denable_tools=false', '-Denable_tests=true',
  ], { env: compiler.env, doing: 'meson for checkasm' });
  await log.run('ninja', ['-C', folder, `-j${jobs}`, 'tests/checkasm.js'], { env: compiler.env, doing: 'checkasm' });
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  for (const name of ['checkasm.js', 'checkasm.wasm']) copyFileSync(join(folder, 'tests', name), join(prefix, 'bin', name));
}

/** Meson writes its own idea of Emscripten's threads into the .pc file; the final link decides that. @param {string} file */
function dropThreadOptions(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ -pthread\b| -sPTHREAD_POOL_SIZE=\d+/g, ''));
}

/**
 * Meson's description of the machine that is compiled for.
 * @param {import('../../tools/thirdparty.js').Compiler} compiler
 * @param {string[]} [linkFlags] more of them
 */
function crossFile(compiler, linkFlags = []) {
  const list = /** @param {string[]} flags */ (flags) => flags.map((flag) => `'${flag}'`).join(', ');
  return `[binaries]
c = '${compiler.cc}'
ar = '${compiler.ar}'
exe_wrapper = 'node'

[built-in options]
c_args = [${list(['-O3', ...compiler.flags])}]
c_link_args = [${list([...compiler.flags, ...compiler.linkFlags, ...linkFlags])}]

[host_machine]
system = 'emscripten'
cpu_family = 'wasm32'
cpu = 'wasm32'
endian = 'little'
`;
}
