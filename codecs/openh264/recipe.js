// SPDX-License-Identifier: BSD-2-Clause
/**
 * openh264's encoder: its common, processing and encoder sources, without the decoder. Upstream's
 * targets.mk lists what is compiled; upstream's own makefiles know neither wasm nor an encoder alone.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addKernels } from '../kernels.js';

/** Libraries that are built first. @type {string[]} */
export const needs = [];

const parts = ['common', 'processing', 'encoder'];

const includeFolders = [
  'codec/api/wels', 'codec/common/inc', 'codec/processing/interface', 'codec/processing/src/common',
  'codec/encoder/core/inc', 'codec/encoder/plus/inc',
];

/** What a machine adds: a list of targets.mk, a definition, a folder that its assembler includes. @typedef {{ list?: string, define: string, include?: string }} Machine */

/** What upstream's build/arch.mk defines for the architectures that have assembly. @type {Record<'x64' | 'arm64', Machine>} */
const assembly = {
  x64: { list: 'ASM_SRCS', define: '-DX86_ASM -DHAVE_AVX2', include: 'codec/common/x86/' },
  arm64: { list: 'ASM_ARM64_SRCS', define: '-DHAVE_NEON_AARCH64', include: 'codec/common/arm64/' },
};

/** Kernels of our own, in the overlay's folders. @type {Machine} */
const wasm = { define: '-DHAVE_SIMD128' };

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, jobs, log }) {
  if (compiler.wasm) await addKernels(new URL('.', import.meta.url), source, log);
  const machine = compiler.wasm ? wasm : assembly[/** @type {'x64' | 'arm64'} */ (process.arch)];
  const files = parts.flatMap((part) => [
    ...listed(source, part, 'CPP_SRCS'),
    ...(machine?.list ? listed(source, part, machine.list) : []),
    ...(compiler.wasm ? kernels(source, part) : []),
  ]);
  const compiled = compiler.wasm ? encoderAsOne(source, files) : files;
  // Kernels are the same with threads.
  const checked = compiler.wasm && !compiler.threads ? checkasm(source) : [];
  writeFileSync(join(source, 'etalon.ninja'), ninjaFile(compiled, checked, compiler, machine));
  await log.run('ninja', ['-f', 'etalon.ninja', `-j${jobs}`], { cwd: source, env: compiler.env, doing: 'ninja' });
  mkdirSync(join(prefix, 'lib'), { recursive: true });
  mkdirSync(join(prefix, 'include/wels'), { recursive: true });
  copyFileSync(join(source, 'libopenh264.a'), join(prefix, 'lib/libopenh264.a'));
  for (const header of readdirSync(join(source, 'codec/api/wels')).filter((name) => name.endsWith('.h'))) {
    copyFileSync(join(source, 'codec/api/wels', header), join(prefix, 'include/wels', header));
  }
  if (checked.length === 0) return;
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  for (const name of ['checkasm.js', 'checkasm.wasm']) copyFileSync(join(source, name), join(prefix, 'bin', name));
}

/**
 * The files of one list in a part's targets.mk.
 * @param {string} source
 * @param {string} part "common", "processing" or "encoder"
 * @param {string} list for example "CPP_SRCS"
 * @returns {string[]} paths below the source tree
 */
function listed(source, part, list) {
  const text = readFileSync(join(source, `codec/${part}/targets.mk`), 'utf8');
  const found = new RegExp(`^[A-Z]+_${list}=\\\\\\n((?:.*\\\\\\n)*)`, 'm').exec(text);
  if (!found && list === 'CPP_SRCS') throw new Error(`openh264's codec/${part}/targets.mk has no list ${list}`);
  const names = (found?.[1] ?? '').match(/\/[^\s\\]+\.(cpp|asm|S)/g) ?? [];
  return names.map((name) => `codec/${part}${name}`);
}

/**
 * The overlay's files of one part.
 * @param {string} source
 * @param {string} part
 * @returns {string[]} paths below the source tree
 */
function kernels(source, part) {
  const folder = join('codec', part, part === 'encoder' ? 'core/wasm' : 'wasm');
  const names = existsSync(join(source, folder)) ? readdirSync(join(source, folder)) : [];
  return names.filter((name) => name.endsWith('.cpp')).sort().map((name) => join(folder, name));
}

/**
 * Makes one file of the common and encoder sources, so that the compiler sees kernels where they are called:
 * 5 to 8 % of an encoder's time. Files of processing are called once a picture, and share names.
 * @param {string} source
 * @param {string[]} files
 * @returns {string[]} files to compile in their place
 */
function encoderAsOne(source, files) {
  const apart = files.filter((file) => file.startsWith('codec/processing/'));
  const merged = files.filter((file) => !apart.includes(file));
  writeFileSync(join(source, 'encoder.cpp'), merged.map((file) => `#include "${file}"\n`).join(''));
  return ['encoder.cpp', ...apart];
}

/**
 * The program that compares every kernel of the library with its C, for Node.js; upstream's checks are not of that kind.
 * @param {string} source
 * @returns {string[]} paths below the source tree
 */
const checkasm = (source) => readdirSync(join(source, 'checkasm')).filter((name) => name.endsWith('.cpp')).sort().map((name) => join('checkasm', name));

/**
 * @param {string[]} files of the library
 * @param {string[]} checked files of checkasm.js; none: there is no such program
 * @param {import('../../tools/thirdparty.js').Compiler} compiler
 * @param {Machine | undefined} machine
 */
function ninjaFile(files, checked, compiler, machine) {
  const includes = includeFolders.map((folder) => `-I${folder}`).join(' ');
  const warnings = '-Wno-non-virtual-dtor -Wno-unused-but-set-variable -fno-strict-aliasing';
  const flags = ['-O3', '-DNDEBUG', '-fno-exceptions', '-fno-rtti', ...compiler.flags].join(' ');
  const linkFlags = [...compiler.flags, ...compiler.linkFlags, '-O1', '-sSTACK_SIZE=1MB', '-sENVIRONMENT=node', '-sEXIT_RUNTIME=1'].join(' ');
  const rules = `rule cxx
  command = ${compiler.cxx} ${flags} ${warnings} ${machine?.define ?? ''} ${includes} -c $in -o $out
rule nasm
  command = nasm -f elf64 -DUNIX64 -DHAVE_AVX2 -I ${machine?.include ?? '.'} $in -o $out
rule gas
  command = ${compiler.cc} ${machine?.define ?? ''} -I${machine?.include ?? '.'} -c $in -o $out
rule archive
  command = rm -f $out && ${compiler.ar} rcs $out $in
rule program
  command = ${compiler.cxx} ${linkFlags} $in -o $out
`;
  const rule = /** @param {string} file */ (file) => (file.endsWith('.cpp') ? 'cxx' : file.endsWith('.asm') ? 'nasm' : 'gas');
  const edges = [...files, ...checked].map((file) => `build ${file}.o: ${rule(file)} ${file}\n`).join('');
  const objects = /** @param {string[]} of */ (of) => of.map((file) => `${file}.o`).join(' ');
  const library = `build libopenh264.a: archive ${objects(files)}\ndefault libopenh264.a\n`;
  const program = checked.length ? `build checkasm.js: program ${objects(checked)} libopenh264.a\ndefault checkasm.js\n` : '';
  return `${rules}${edges}${library}${program}`;
}
