// SPDX-License-Identifier: MIT
/**
 * Builds of the third-party libraries, kept in the cache under the hash of everything that goes into
 * them: the pinned source, the recipe's text, the compiler, and the headers of the libraries they need.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { build as buildDav1d, needs as dav1dNeeds } from '../codecs/dav1d/recipe.js';
import { build as buildFfmpeg, needs as ffmpegNeeds, options as ffmpegOptions } from '../codecs/ffmpeg/recipe.js';
import { build as buildOpenh264, needs as openh264Needs } from '../codecs/openh264/recipe.js';
import { selectedCodecs, selectionName } from '../codecs/selection.js';
import { build as buildZlib, needs as zlibNeeds } from '../codecs/zlib/recipe.js';
import { alone } from './lock.js';
import { buildDir, cacheDir, root } from './paths.js';
import { fetchSource, shortHash, unpackSource, versions } from './sources.js';
import { step } from './step.js';

/** @typedef {import('./toolchain.js').WasmVariant | 'native'} Variant */
/** @typedef {'dav1d' | 'zlib' | 'ffmpeg' | 'openh264'} LibraryName */

/**
 * @typedef {object} Compiler
 * @property {string} id changes whenever the compiler does
 * @property {boolean} wasm
 * @property {boolean} threads
 * @property {string} cc
 * @property {string} cxx
 * @property {string} ar
 * @property {string} ranlib
 * @property {string} nm
 * @property {string[]} flags for compiling
 * @property {string[]} linkFlags for linking
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @typedef {object} BuildInputs
 * @property {string} source the unpacked source tree, this build's own
 * @property {string} prefix where include/ and lib/ are to be installed
 * @property {Compiler} compiler
 * @property {Record<string, string>} dependencies prefixes of the libraries in the recipe's `needs`
 * @property {string[]} selected names of codecs/selection.js
 * @property {number} jobs
 * @property {import('./step.js').Log} log
 */

/**
 * @typedef {object} Recipe
 * @property {(selected: string[]) => string[]} needs
 * @property {(inputs: BuildInputs) => Promise<void>} build
 * @property {(selected: string[]) => string[]} [options] what the selection changes of the build
 * @property {string} [codec] the one of the selection that the library is for; none: for all
 */

/** The libraries, those that others need first. @type {Record<LibraryName, Recipe>} */
const recipes = {
  dav1d: { needs: () => dav1dNeeds, build: buildDav1d, codec: 'av1' },
  zlib: { needs: () => zlibNeeds, build: buildZlib },
  ffmpeg: { needs: ffmpegNeeds, build: buildFfmpeg, options: ffmpegOptions },
  openh264: { needs: () => openh264Needs, build: buildOpenh264, codec: 'h264' },
};

const libraryNames = /** @type {LibraryName[]} */ (Object.keys(recipes));

/**
 * The folder of a built library; it is built first where the cache lacks it.
 * @param {LibraryName} name
 * @param {Variant} variant
 * @param {Compiler} compiler
 * @returns {Promise<string>} a prefix that holds include/ and lib/
 */
export async function library(name, variant, compiler) {
  const recipe = recipes[name];
  const selected = selectedCodecs();
  /** @type {Record<string, string>} */
  const dependencies = {};
  for (const needed of recipe.needs(selected)) dependencies[needed] = await library(/** @type {LibraryName} */ (needed), variant, compiler);

  const pinned = folderFor(name, variant, compiler, versions[name].sha256, dependencies);
  if (existsSync(pinned)) return pinned;
  return alone(basename(pinned), `builds ${name} for ${variant}`, async () => (
    existsSync(pinned) ? pinned : build(name, variant, compiler, selected, dependencies)));
}

/**
 * Builds a library where the cache lacks it, of the archive that can be had.
 * @param {LibraryName} name
 * @param {Variant} variant
 * @param {Compiler} compiler
 * @param {string[]} selected
 * @param {Record<string, string>} dependencies
 */
async function build(name, variant, compiler, selected, dependencies) {
  const archive = await fetchSource(name);
  const prefix = folderFor(name, variant, compiler, archive.sha256, dependencies);
  if (existsSync(prefix)) return prefix;

  await step(`${name} ${archive.version} for ${variant}, from ${archive.origin}`, {
    hint: `Read the log. If the build was cut off, the same command starts it again. Delete ${cacheDir} to start from nothing.`,
  }, async (log) => {
    const work = join(cacheDir, 'work');
    const source = await unpackSource(log, archive.file, work);
    const staged = `${prefix}.partial-${process.pid}`;
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged, { recursive: true });
    await recipes[name].build({ source, prefix: staged, compiler, dependencies, selected, jobs: availableParallelism(), log });
    writeFileSync(join(staged, 'origin.json'), JSON.stringify(
      { name, variant, version: archive.version, sha256: archive.sha256, origin: archive.origin, compiler: compiler.id }, null, 2));
    relocate(staged, prefix);
    if (!existsSync(prefix)) renameSync(staged, prefix);
    rmSync(staged, { recursive: true, force: true });
    rmSync(dirname(source), { recursive: true, force: true });
  });
  return prefix;
}

/**
 * Builds every library that the selection of codecs takes, and tells build/env.json of each where that is all
 * of them.
 * @param {Variant} variant
 * @param {Compiler} compiler
 * @returns {Promise<Partial<Record<LibraryName, string>> & { ffmpeg: string, zlib: string }>} prefixes
 */
export async function libraries(variant, compiler) {
  /** @type {Record<string, string>} */
  const prefixes = {};
  const selected = selectedCodecs();
  for (const name of libraryNames) {
    const { codec } = recipes[name];
    if (codec && !selected.includes(codec)) continue;
    prefixes[name] = await library(name, variant, compiler);
    if (selectionName() === 'all') recordEnv((env) => ((env[name] ??= {})[variant] = prefixes[name]));
  }
  return /** @type {any} */ (prefixes);
}

/** Changes build/env.json, which says where everything is. @param {(env: Record<string, any>) => void} change */
export function recordEnv(change) {
  const file = join(buildDir, 'env.json');
  const env = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  change(env);
  mkdirSync(buildDir, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(env, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * @param {LibraryName} name
 * @param {Variant} variant
 * @param {Compiler} compiler
 * @param {string} sha256 of the source archive
 * @param {Record<string, string>} dependencies
 */
function folderFor(name, variant, compiler, sha256, dependencies) {
  const recipe = withoutComments(readFileSync(join(root, `codecs/${name}/recipe.js`), 'utf8'));
  const options = recipes[name].options?.(selectedCodecs()).join(' ') ?? '';
  const key = shortHash(sha256, recipe, compiler.id, compiler.flags.join(' '), headers(dependencies) + options, ...additions(name, compiler));
  return join(cacheDir, `${name}-${variant}-${key}`);
}

/**
 * What a library is compiled with of those it needs: the headers of their sources. Their kernels are linked
 * in the end only, so that a change there rebuilds no more than the kernel's library.
 * @param {Record<string, string>} dependencies
 */
function headers(dependencies) {
  return Object.entries(dependencies)
    .map(([name, prefix]) => `${name} ${JSON.parse(readFileSync(join(prefix, 'origin.json'), 'utf8')).sha256}`).join(' ');
}

/**
 * Names and texts of the files that a WebAssembly build adds to the source, or changes it by: kernels in
 * `overlay/`, and `patches/`.
 * @param {LibraryName} name
 * @param {Compiler} compiler
 */
function additions(name, compiler) {
  const folders = compiler.wasm ? ['overlay', 'patches'].map((part) => join(root, 'codecs', name, part)) : [];
  return folders.filter(existsSync).flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => `${file.slice(folder.length)}\n${readFileSync(file, 'utf8')}`));
}

/** What a build does not depend on: lines that are comments. @param {string} text */
const withoutComments = (text) => text.replace(/^\s*(\/\/|\/?\*).*\n/gm, '');

/** The .pc files name the folder that was built in. @param {string} staged @param {string} prefix */
function relocate(staged, prefix) {
  for (const name of ['dav1d', 'zlib', 'libavcodec', 'libavformat', 'libswresample', 'libavutil']) {
    const file = join(staged, `lib/pkgconfig/${name}.pc`);
    if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(staged, prefix));
  }
}
