// SPDX-License-Identifier: MIT
/**
 * Emscripten where PATH has none: Debian's package of another suite, unpacked in the cache beside the
 * host's own LLVM. Nothing of the host's suite is upgraded.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, installPackages, missingPackages, Suite } from './apt.js';
import { ask } from './find.js';
import { cacheDir, root } from './paths.js';
import { shortHash, versions } from './sources.js';
import { say, step, StepError, warn } from './step.js';

const hint = 'Or install Emscripten yourself (emsdk, or your system\'s package, 4.0 or newer), so that emcc is on PATH, and run the same command again.';

/**
 * @typedef {object} Installed
 * @property {string} root emscripten's own folder, with emcc in it
 * @property {string} config file for EM_CONFIG
 * @property {string} origin in words
 */

/**
 * Makes sure that Debian's Emscripten is unpacked in the cache.
 * @returns {Promise<Installed>}
 */
export async function debianEmscripten() {
  const text = readFileSync(join(root, 'tools/emscripten_debian.js'), 'utf8');
  const key = shortHash(text, JSON.stringify(versions.emscripten), JSON.stringify(versions.npm));
  const folder = join(cacheDir, `emscripten-${key}`);
  const record = join(folder, 'installed.json');
  const known = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined;
  if (known && existsSync(`/usr/lib/llvm-${known.llvm}/bin/clang`)) return known;
  if (!hasApt()) throw new StepError('No emcc 4.0 or newer on PATH, and this machine has no apt to get one with', hint);

  for (const wanted of versions.emscripten.debian) {
    const suite = await Suite.open(wanted.suite);
    const described = suite?.show('emscripten');
    if (!suite || !described) continue;
    const llvm = hostLlvm(described.Depends);
    if (!llvm) {
      say(`Emscripten ${described.Version} of Debian ${wanted.suite} needs an LLVM that this system does not have (${described.Depends})`);
      continue;
    }
    if (described.Version !== wanted.version) {
      warn(`Debian ${wanted.suite} now has Emscripten ${described.Version}, pinned is ${wanted.version}. Taking it all the same.`);
    } else if (wanted.sha256 && described.SHA256 !== wanted.sha256) {
      throw new StepError(`Emscripten ${wanted.version} of Debian ${wanted.suite} has SHA-256 ${described.SHA256}, not the pinned ${wanted.sha256}`, hint);
    }
    await installPackages(`LLVM ${llvm}`, [`clang-${llvm}`, `lld-${llvm}`, `llvm-${llvm}`]);
    return unpackEmscripten(suite, described.Version, llvm, folder, record);
  }
  throw new StepError('No Emscripten could be had: none on PATH, and none of the Debian mirror fits this system', hint);
}

/**
 * The LLVM that the package expects, or the one after it, which Emscripten also takes.
 * @param {string} depends the package's dependencies
 * @returns {number | undefined} the first that the host has or can install
 */
function hostLlvm(depends) {
  const expected = Number(/\bclang-(\d+)/.exec(depends)?.[1]);
  if (!expected) return undefined;
  return [expected, expected + 1].find((major) => {
    const names = [`clang-${major}`, `lld-${major}`, `llvm-${major}`];
    return missingPackages(names).every((name) => /Candidate: \d/.test(ask('apt-cache', ['policy', name]) ?? ''));
  });
}

/**
 * @param {Suite} suite @param {string} version @param {number} llvm @param {string} folder @param {string} record
 * @returns {Promise<Installed>}
 */
async function unpackEmscripten(suite, version, llvm, folder, record) {
  const installed = await step(`Emscripten ${version} of Debian ${suite.name}, into the cache`, { hint }, async (log) => {
    const staged = `${folder}.partial-${process.pid}`;
    rmSync(staged, { recursive: true, force: true });
    await suite.unpack(log, 'emscripten', staged);
    // Emscripten looks for these from its own folder upwards.
    const npm = versions.npm;
    await npmInstall(log, staged, [`acorn@${npm.acorn}`, `acorn-import-phases@${npm['acorn-import-phases']}`]);
    const binaryen = await addBinaryen(log, suite, staged);
    /** @type {Installed & { llvm: number }} */
    const result = {
      root: join(folder, 'usr/share/emscripten'),
      config: join(folder, 'config.py'),
      origin: `Debian ${suite.name}'s Emscripten ${version} with LLVM ${llvm} and ${binaryen}`,
      llvm,
    };
    writeFileSync(join(staged, 'config.py'), [
      `LLVM_ROOT = '/usr/lib/llvm-${llvm}/bin'`, `BINARYEN_ROOT = '${folder}/binaryen'`,
      `NODE_JS = '${process.execPath}'`, `CACHE = '${folder}/cache'`, '',
    ].join('\n'));
    writeFileSync(join(staged, 'installed.json'), JSON.stringify(result, null, 2));
    rmSync(folder, { recursive: true, force: true });
    renameSync(staged, folder);
    return result;
  });
  return installed ?? JSON.parse(readFileSync(record, 'utf8'));
}

/**
 * The native binaryen of the same suite, with that suite's C library in a private root; where it does
 * not start, npm's, which is WebAssembly itself and three times slower.
 * @param {import('./step.js').Log} log
 * @param {Suite} suite
 * @param {string} staged
 * @returns {Promise<string>} what was taken
 */
async function addBinaryen(log, suite, staged) {
  const bin = join(staged, 'binaryen/bin');
  mkdirSync(bin, { recursive: true });
  try {
    const privateRoot = join(staged, 'binaryen/root');
    for (const name of ['binaryen', 'libc6', 'libstdc++6', 'libgcc-s1']) await suite.unpack(log, name, privateRoot);
    const triplet = readdirSync(join(privateRoot, 'usr/lib')).find((name) => name.endsWith('-linux-gnu')) ?? '';
    const loader = readdirSync(join(privateRoot, 'usr/lib', triplet)).find((name) => name.startsWith('ld-linux')) ?? '';
    for (const tool of readdirSync(join(privateRoot, 'usr/bin')).filter((name) => name.startsWith('wasm'))) {
      program(join(bin, tool), `root="$(dirname "$(readlink -f "$0")")/../root"
lib="$root/usr/lib/${triplet}"
exec "$lib/${loader}" --library-path "$lib:$lib/binaryen" "$root/usr/bin/${tool}" "$@"`);
    }
    const version = ask(join(bin, 'wasm-opt'), ['--version']);
    if (version) return `native ${version}`;
    log.add('the native wasm-opt does not start');
  } catch (error) {
    log.add(String(error));
  }
  rmSync(join(staged, 'binaryen'), { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  await npmInstall(log, staged, [`binaryen@${versions.npm.binaryen}`]);
  for (const tool of readdirSync(join(staged, 'node_modules/binaryen/bin'))) {
    program(join(bin, tool), `exec "$(dirname "$(readlink -f "$0")")/../../node_modules/binaryen/bin/${tool}" "$@"`);
  }
  warn('The native binaryen cannot be used here. Taking npm\'s: linking is about three times slower.');
  return `npm's binaryen ${versions.npm.binaryen}`;
}

/** @param {import('./step.js').Log} log @param {string} folder @param {string[]} packages */
async function npmInstall(log, folder, packages) {
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await log.run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...packages], { cwd: folder });
}

/** Writes a shell program. @param {string} file @param {string} body */
function program(file, body) {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
