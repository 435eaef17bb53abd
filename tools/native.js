// SPDX-License-Identifier: MIT
/** What only tests and benchmarks need: native compilers, the sanitizers, reference programs. */
import { hasApt, installPackages } from './apt.js';
import { ask, which } from './find.js';
import { StepError } from './step.js';

/**
 * Programs that builds call, and the Debian package of each.
 * @type {Record<string, string>}
 */
const packages = {
  cmake: 'cmake', ninja: 'ninja-build', meson: 'meson', make: 'make', 'pkg-config': 'pkg-config', python3: 'python3',
  xz: 'xz-utils', patch: 'patch', gcc: 'gcc', 'g++': 'g++', nasm: 'nasm', ffmpeg: 'ffmpeg', ffprobe: 'ffmpeg', 'clang-format-14': 'clang-format-14',
};

/**
 * Makes sure that programs are on PATH, by apt where it is there.
 * @param {string} purpose
 * @param {string[]} programs
 */
export async function needPrograms(purpose, programs) {
  const missing = programs.filter((name) => !which(name));
  if (missing.length === 0) return;
  const wanted = [...new Set(missing.map((name) => packages[name] ?? name))];
  if (!hasApt()) throw new StepError(`${purpose}: not on PATH: ${missing.join(', ')}`, `Install them (Debian's names: ${wanted.join(' ')}), then run the same command again.`);
  await installPackages(purpose, wanted);
}

/** Programs that every build calls, native or not. @returns {Promise<void>} */
export const buildPrograms = () => needPrograms('Build tools', ['cmake', 'ninja', 'meson', 'make', 'patch', 'pkg-config', 'python3', 'xz']);

/**
 * The host's own compiler, for the native variant: the yardstick and the code under the sanitizers.
 * @returns {Promise<import('./thirdparty.js').Compiler>}
 */
export async function nativeCompiler() {
  await buildPrograms();
  await needPrograms('Native compiler', process.arch === 'x64' ? ['gcc', 'g++', 'nasm'] : ['gcc', 'g++']);
  const id = `${ask('gcc', ['--version'])?.split('\n')[0]} ${process.arch}`;
  return { id, wasm: false, threads: true, cc: 'gcc', cxx: 'g++', ar: 'ar', ranlib: 'ranlib', nm: 'nm', flags: [], linkFlags: [], env: {} };
}

/**
 * A clang that has AddressSanitizer and UndefinedBehaviorSanitizer.
 * @returns {Promise<{ cc: string, cxx: string }>}
 */
export async function sanitizingClang() {
  const cc = which('clang-22', 'clang');
  const version = cc && ask(cc, ['-dumpversion'])?.split('.')[0];
  if (hasApt()) {
    const major = version ?? '14';
    await installPackages('Sanitizers', [`clang-${major}`, `libclang-rt-${major}-dev`]);
    const found = which(`clang-${major}`);
    if (found) return { cc: found, cxx: `${found.replace(/clang(-\d+)?$/, 'clang++$1')}` };
  }
  if (!cc) throw new StepError('no clang on PATH', 'Install clang with its sanitizer runtimes, then run the same command again.');
  return { cc, cxx: cc.replace(/clang(-\d+)?$/, 'clang++$1') };
}

/** The programs that tests compare with. @returns {Promise<void>} */
export const referencePrograms = () => needPrograms('Reference programs', ['ffmpeg', 'ffprobe']);
