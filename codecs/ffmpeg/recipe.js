// SPDX-License-Identifier: LGPL-2.1-or-later
/**
 * FFmpeg: decoders, parsers, demuxers and the MP4 muxer; never GPL parts. Bytes come and go through
 * our own AVIO callbacks, so there are no protocols; scaling and filters are Etalon's own.
 */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Libraries that are built first. @type {string[]} */
export const needs = ['dav1d'];

const components = {
  decoder: ['h264', 'hevc', 'vp8', 'vp9', 'libdav1d', 'aac', 'aac_latm', 'opus', 'mp3', 'mp3float', 'pcm_*'],
  parser: ['h264', 'hevc', 'vp8', 'vp9', 'av1', 'aac', 'aac_latm', 'opus', 'mpegaudio'],
  demuxer: ['mov', 'matroska', 'mpegts', 'ivf', 'h264', 'hevc', 'obu', 'mp3', 'aac', 'wav'],
  muxer: ['mp4', 'mov'],
  bsf: [
    'h264_mp4toannexb', 'hevc_mp4toannexb', 'aac_adtstoasc', 'extract_extradata',
    'vp9_superframe', 'vp9_superframe_split', 'av1_frame_merge', 'av1_frame_split',
  ],
};

const common = [
  '--disable-everything', '--disable-autodetect', '--disable-programs', '--disable-doc', '--disable-debug',
  '--disable-avdevice', '--disable-avfilter', '--disable-swscale', '--disable-swresample', '--disable-network',
  '--enable-static', '--disable-shared', '--enable-libdav1d',
  '--pkg-config=pkg-config', '--pkg-config-flags=--static',
];

/**
 * True of every wasm engine, but configure knows it of named CPUs only: clz and 64-bit integers are
 * single instructions, loads may be unaligned, and vectors are 16 bytes.
 */
const wasmFacts = ['HAVE_FAST_CLZ', 'HAVE_FAST_64BIT', 'HAVE_FAST_UNALIGNED', 'HAVE_SIMD_ALIGN_16'];

/** @param {import('../../tools/thirdparty.js').BuildInputs} inputs */
export async function build({ source, prefix, compiler, dependencies, jobs, log }) {
  const env = { ...compiler.env, PKG_CONFIG_PATH: '', PKG_CONFIG_LIBDIR: join(dependencies.dav1d, 'lib/pkgconfig') };
  // Contracted multiply-adds would make pixels and samples depend on the compiler.
  const flags = [...compiler.flags, '-ffp-contract=off'].join(' ');
  if (compiler.wasm) await addKernels(source, log);
  await log.run('./configure', [
    `--prefix=${prefix}`, ...common, ...enabled(), ...(compiler.wasm ? wasmOptions(compiler) : nativeOptions(compiler)),
    compiler.threads ? '--enable-pthreads' : '--disable-pthreads', `--extra-cflags=${flags}`,
    `--extra-ldflags=${[...compiler.flags, ...compiler.linkFlags].join(' ')}`,
  ], { cwd: source, env, doing: 'configure' });
  changeConfig(join(source, 'config.h'), compiler.wasm);
  await log.run('make', [`-j${jobs}`], { cwd: source, env, doing: 'make' });
  await log.run('make', ['install-libs', 'install-headers'], { cwd: source, env, doing: 'make install' });
  if (compiler.wasm && !compiler.threads) await buildCheckasm(source, prefix, env, log);
}

/**
 * SIMD128 kernels that upstream lacks (overlay/libavcodec/wasm says which), and the patches that have
 * them called.
 * @param {string} source
 * @param {import('../../tools/step.js').Log} log
 */
async function addKernels(source, log) {
  const [overlay, patches] = ['overlay', 'patches'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  cpSync(overlay, source, { recursive: true });
  for (const name of readdirSync(patches).sort()) {
    await log.run('patch', ['-p1', '-i', join(patches, name)], { cwd: source, doing: name });
  }
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

/** Configure's list of components. */
function enabled() {
  return Object.entries(components).flatMap(([kind, names]) => names.map((name) => `--enable-${kind}=${name}`));
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
