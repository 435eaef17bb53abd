// SPDX-License-Identifier: LGPL-2.1-or-later
/**
 * FFmpeg: decoders, parsers, demuxers and the MP4 muxer; never GPL parts. Bytes come and go through
 * our own AVIO callbacks, so there are no protocols; scaling and filters are Etalon's own.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addKernels } from '../kernels.js';
import { codecs } from '../selection.js';

/** Libraries that are built first. @param {string[]} selected names of ../selection.js @returns {string[]} */
export const needs = (selected) => [...(selected.includes('av1') ? ['dav1d'] : []), 'zlib'];

/** What every build has: containers, and the sound that they hold as it is. @type {Record<'decoder' | 'parser' | 'demuxer' | 'muxer' | 'bsf', string[]>} */
const always = {
  decoder: ['pcm_*', 's302m'],
  parser: [],
  demuxer: ['mov', 'matroska', 'mpegts', 'mpegps', 'ivf', 'avi', 'mxf', 'ogg', 'flv', 'asf', 'yuv4mpegpipe', 'wav', 'w64', 'aiff', 'caf'],
  muxer: ['mp4', 'mov'],
  bsf: ['aac_adtstoasc', 'extract_extradata'],
};

const common = [
  '--disable-everything', '--disable-autodetect', '--disable-programs', '--disable-doc', '--disable-debug',
  '--disable-avdevice', '--disable-avfilter', '--disable-swscale', '--disable-network',
  '--enable-static', '--disable-shared', '--enable-zlib',
  '--pkg-config=pkg-config', '--pkg-config-flags=--static',
];

/**
 * True of every wasm engine, but configure knows it of named CPUs only: clz and 64-bit integers are
 * single instructions, loads may be unaligned, and vectors are 16 bytes.
 */
const wasmFacts = ['HAVE_FAST_CLZ', 'HAVE_FAST_64BIT', 'HAVE_FAST_UNALIGNED', 'HAVE_SIMD_ALIGN_16'];

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, dependencies, selected, jobs, log }) {
  const folders = Object.values(dependencies).map((folder) => join(folder, 'lib/pkgconfig'));
  const env = { ...compiler.env, PKG_CONFIG_PATH: '', PKG_CONFIG_LIBDIR: folders.join(':') };
  // Contracted multiply-adds would make pixels and samples depend on the compiler.
  const flags = [...compiler.flags, '-ffp-contract=off'].join(' ');
  if (compiler.wasm) await addKernels(new URL('.', import.meta.url), source, log); // overlay/libavcodec/wasm says which
  await log.run('./configure', [
    `--prefix=${prefix}`, ...common, ...options(selected), ...(compiler.wasm ? wasmOptions(compiler) : nativeOptions(compiler)),
    compiler.threads ? '--enable-pthreads' : '--disable-pthreads', `--extra-cflags=${flags}`,
    `--extra-ldflags=${[...compiler.flags, ...compiler.linkFlags].join(' ')}`,
  ], { cwd: source, env, doing: 'configure' });
  changeConfig(join(source, 'config.h'), compiler.wasm);
  await log.run('make', [`-j${jobs}`], { cwd: source, env, doing: 'make' });
  await log.run('make', ['install-libs', 'install-headers'], { cwd: source, env, doing: 'make install' });
  if (compiler.wasm && !compiler.threads) await buildCheckasm(source, prefix, env, log);
}

/**
 * FFmpeg's program that compares every kernel with its C, as bin/checkasm.js for Node.js.
 * @param {string} source
 * @param {string} prefix
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../../tools/step.js').Log} log
 */
async function buildCheckasm(source, prefix, env, log) {
  // Its tests keep their buffers on the stack.
  const flags = '-O1 -sSTACK_SIZE=10MB -sALLOW_MEMORY_GROWTH=1 -sENVIRONMENT=node -sEXIT_RUNTIME=1';
  await log.run('make', ['tests/checkasm/checkasm', `LDEXEFLAGS=${flags}`], { cwd: source, env, doing: 'checkasm' });
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  copyFileSync(join(source, 'tests/checkasm/checkasm'), join(prefix, 'bin/checkasm.js'));
  copyFileSync(join(source, 'tests/checkasm/checkasm.wasm'), join(prefix, 'bin/checkasm.wasm'));
}

/** Configure's list of components for a selection. @param {string[]} selected */
export function options(selected) {
  const enabled = Object.entries(always).flatMap(([kind, names]) => {
    // Every build knows the raw streams of all codecs, so that what it cannot decode has a name.
    const chosen = (kind === 'demuxer' ? Object.keys(codecs) : selected).flatMap((name) => codecs[name]?.[/** @type {keyof typeof always} */ (kind)] ?? []);
    return [...new Set([...names, ...chosen])].map((name) => `--enable-${kind}=${name}`);
  });
  return [...(selected.includes('av1') ? ['--enable-libdav1d'] : []), ...enabled];
}

/** @param {import('../../tools/thirdparty.js').Compiler} compiler */
function wasmOptions(compiler) {
  return [
    // Configure knows the usual level of the compilers it recognises only; emcc is not always one.
    '--optflags=-O3',
    // This arch, and no other, switches upstream's SIMD128 kernels on.
    '--target-os=none', '--arch=wasm32', '--enable-cross-compile', '--disable-runtime-cpudetect',
    `--cc=${compiler.cc}`, `--ar=${compiler.ar}`, `--ranlib=${compiler.ranlib}`, `--nm=${compiler.nm}`,
  ];
}

/** @param {import('../../tools/thirdparty.js').Compiler} compiler */
function nativeOptions(compiler) {
  return [`--cc=${compiler.cc}`, `--ar=${compiler.ar}`];
}

/**
 * Changes configure's results: what it does not know of wasm, and its record of folders, which would
 * make the library depend on where it was built.
 * @param {string} file config.h
 * @param {boolean} wasm
 */
function changeConfig(file, wasm) {
  let text = readFileSync(file, 'utf8');
  text = text.replace(/^#define FFMPEG_CONFIGURATION .*$/m, (line) => line.replace(/ ?--(prefix|cc|ar|ranlib|nm)=[^ "]*/g, ''));
  for (const fact of wasm ? wasmFacts : []) {
    text = text.replace(new RegExp(`^#define ${fact} [01]$`, 'm'), `#define ${fact} 1`);
    if (!text.includes(`#define ${fact} 1\n`)) throw new Error(`${fact} is not in FFmpeg's config.h any more`);
  }
  writeFileSync(file, text);
}
