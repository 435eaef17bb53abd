// SPDX-License-Identifier: BSD-2-Clause
/** dav1d, the AV1 decoder that FFmpeg's libdav1d wrapper calls: 8 and 10 bit, assembly natively. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Libraries that are built first. @type {string[]} */
export const needs = [];

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, jobs, log }) {
  const folder = join(source, 'build-etalon');
  const options = [
    '--buildtype=release', '--default-library=static', `--prefix=${prefix}`, '--libdir=lib',
    '-Denable_tools=false', '-Denable_tests=false', '-Dlogging=false', `-Denable_asm=${!compiler.wasm}`,
  ];
  if (compiler.wasm) {
    writeFileSync(join(source, 'etalon-cross.ini'), crossFile(compiler));
    options.push('--cross-file', join(source, 'etalon-cross.ini'));
  }
  const env = compiler.wasm ? compiler.env : { ...compiler.env, CC: compiler.cc };
  await log.run('meson', ['setup', folder, source, ...options], { env, doing: 'meson' });
  await log.run('ninja', ['-C', folder, `-j${jobs}`, 'install'], { env, doing: 'ninja' });
  if (compiler.wasm) dropThreadOptions(join(prefix, 'lib/pkgconfig/dav1d.pc'));
}

/** Meson writes its own idea of Emscripten's threads into the .pc file; the final link decides that. @param {string} file */
function dropThreadOptions(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/ -pthread\b| -sPTHREAD_POOL_SIZE=\d+/g, ''));
}

/** Meson's description of the machine that is compiled for. @param {import('../../tools/thirdparty.js').Compiler} compiler */
function crossFile(compiler) {
  const list = /** @param {string[]} flags */ (flags) => flags.map((flag) => `'${flag}'`).join(', ');
  return `[binaries]
c = '${compiler.cc}'
ar = '${compiler.ar}'
exe_wrapper = 'node'

[built-in options]
c_args = [${list(['-O3', ...compiler.flags])}]
c_link_args = [${list([...compiler.flags, ...compiler.linkFlags])}]

[host_machine]
system = 'emscripten'
cpu_family = 'wasm32'
cpu = 'wasm32'
endian = 'little'
`;
}
