// SPDX-License-Identifier: Zlib
/** zlib, of which FFmpeg calls inflate: PNG, and compressed headers of MOV and Matroska. Its gz* files are left out. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Libraries that are built first. @type {string[]} */
export const needs = [];

const files = ['adler32', 'compress', 'crc32', 'deflate', 'inffast', 'inflate', 'inftrees', 'trees', 'uncompr', 'zutil'];

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, jobs, log }) {
  writeFileSync(join(source, 'etalon.ninja'), `rule cc
  command = ${compiler.cc} -O3 -DZLIB_CONST ${compiler.flags.join(' ')} -I. -c $in -o $out
rule archive
  command = rm -f $out && ${compiler.ar} rcs $out $in
${files.map((file) => `build ${file}.o: cc ${file}.c\n`).join('')}build libz.a: archive ${files.map((file) => `${file}.o`).join(' ')}
`);
  await log.run('ninja', ['-f', 'etalon.ninja', `-j${jobs}`], { cwd: source, env: compiler.env, doing: 'ninja' });
  for (const folder of ['lib/pkgconfig', 'include']) mkdirSync(join(prefix, folder), { recursive: true });
  copyFileSync(join(source, 'libz.a'), join(prefix, 'lib/libz.a'));
  for (const header of ['zlib.h', 'zconf.h']) copyFileSync(join(source, header), join(prefix, 'include', header));
  writeFileSync(join(prefix, 'lib/pkgconfig/zlib.pc'), `prefix=${prefix}
Name: zlib
Description: zlib
Version: 1.3
Libs: -L\${prefix}/lib -lz
Cflags: -I\${prefix}/include
`);
}
