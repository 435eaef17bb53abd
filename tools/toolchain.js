// SPDX-License-Identifier: MIT
/** The compiler for WebAssembly: the emcc of PATH where it is new enough, else Debian's in the cache. */
import { chmodSync, existsSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { debianEmscripten } from './emscripten_debian.js';
import { ask, compareVersions, which } from './find.js';
import { alone } from './lock.js';
import { buildPrograms } from './native.js';
import { cacheDir } from './paths.js';
import { shortHash, versions } from './sources.js';
import { hash, say, step, StepError } from './step.js';

/**
 * @typedef {object} Emscripten
 * @property {string} id changes whenever the compiler does
 * @property {string} version for example "6.0.5"
 * @property {string} origin where it came from, in words
 * @property {string} emcc
 * @property {string} emxx
 * @property {string} emar
 * @property {string} emranlib
 * @property {string} emnm
 * @property {string} llvm folder of its LLVM's programs
 * @property {string} binaryen folder of its binaryen's programs
 * @property {string} cmakeToolchain file for CMAKE_TOOLCHAIN_FILE
 * @property {NodeJS.ProcessEnv} env what a command that calls emcc needs
 */

/** @typedef {'wasm' | 'wasm-threads' | 'wasm-sanitize'} WasmVariant */

/** Flags that every variant is compiled with. @type {Record<WasmVariant, string[]>} */
const variantFlags = {
  wasm: ['-msimd128'],
  'wasm-threads': ['-msimd128', '-pthread'],
  // An index beyond an array inside a structure hits no redzone: array-bounds sees that. Checks are calls: inlined, they
  // make functions so long that clang took over a minute for FFmpeg's vc1_block.c, and 3 s so.
  'wasm-sanitize': [
    '-msimd128', '-fsanitize=address,array-bounds', '-fsanitize-address-outline-instrumentation',
    '-fsanitize-address-use-after-return=never', '-O1', '-gline-tables-only',
  ],
};

/**
 * LLVM 22's linker puts the stack first by default; emcc must be told, or it lays data out as if it did not. Under
 * AddressSanitizer the lowest addresses are its shadow's.
 * @param {WasmVariant} variant
 * @returns {string[]}
 */
export const linkFlags = (variant) => (variant === 'wasm-sanitize' ? ['-Wl,--no-stack-first', '-sALLOW_MEMORY_GROWTH=1'] : ['-Wl,--stack-first']);

/** @type {Promise<Emscripten> | undefined} */
let chosen;

/** Finds or makes the toolchain, once a process. @returns {Promise<Emscripten>} */
export function emscripten() {
  return (chosen ??= choose());
}

async function choose() {
  await buildPrograms();
  const found = (await fromPath()) ?? (await fromDebian());
  console.log(`- Emscripten ${found.version}: ${found.origin}`);
  for (const variant of /** @type {const} */ (['wasm', 'wasm-threads'])) await warmSystemLibraries(found, variant);
  return found;
}

/** The emcc of PATH, where it is new enough. */
async function fromPath() {
  const emcc = which('emcc');
  if (!emcc) return undefined;
  const first = ask(emcc, ['--version'])?.split('\n')[0];
  const version = /(\d+\.\d+\.\d+)/.exec(first ?? '')?.[1];
  if (!first || !version || compareVersions(version, versions.emscripten.minimum) < 0) {
    say(`${emcc} is ${version ?? 'of no known version'}; ${versions.emscripten.minimum} or newer is needed: not used`);
    return undefined;
  }
  const config = which('em-config');
  const folder = (config && ask(config, ['EMSCRIPTEN_ROOT'])) || dirname(realpathSync(emcc));
  return describe(folder, version, first, `${emcc} from PATH`, {});
}

/** Debian's, in the cache. */
async function fromDebian() {
  const installed = await alone('emscripten', 'unpacks Emscripten', debianEmscripten);
  const env = { EM_CONFIG: installed.config };
  const first = ask(join(installed.root, 'emcc'), ['--version', '-Wno-version-check'], env)?.split('\n')[0];
  const version = /(\d+\.\d+\.\d+)/.exec(first ?? '')?.[1];
  if (!first || !version) throw new StepError(`${join(installed.root, 'emcc')} does not start`, `Delete ${cacheDir} and run the same command again.`);
  return describe(installed.root, version, first, installed.origin, env);
}

/**
 * @param {string} folder @param {string} version @param {string} id @param {string} origin @param {NodeJS.ProcessEnv} env
 * @returns {Emscripten}
 */
function describe(folder, version, id, origin, env) {
  const setting = /** @param {string} name */ (name) => ask(join(folder, 'em-config'), [name], env) ?? '';
  return {
    id: `${id} | ${ask(join(folder, 'emcc'), ['-Wno-version-check', '-v'], env) ?? origin}`,
    version,
    origin,
    emcc: join(folder, 'emcc'),
    emxx: join(folder, 'em++'),
    emar: join(folder, 'emar'),
    emranlib: join(folder, 'emranlib'),
    emnm: join(folder, 'emnm'),
    llvm: setting('LLVM_ROOT'),
    binaryen: join(setting('BINARYEN_ROOT'), 'bin'),
    cmakeToolchain: join(folder, 'cmake/Modules/Platform/Emscripten.cmake'),
    env,
  };
}

/**
 * Links a small program of a variant, so that Emscripten builds its C and C++ libraries here, with
 * progress, and not in the middle of another build's first probe.
 * @param {Emscripten} tools
 * @param {WasmVariant} variant
 */
async function warmSystemLibraries(tools, variant) {
  const folder = join(cacheDir, `warm-${shortHash(tools.id, tools.emcc)}`);
  await alone(`${basename(folder)}-${variant}`, `builds Emscripten's system libraries for ${variant}`, () => step(`Emscripten's system libraries for ${variant}`, {
    stamp: join(folder, `${variant}.stamp`), key: hash(tools.id, ...variantFlags[variant]),
    hint: 'Read the log; python3 must be 3.10 or newer. Delete the cache folder named in it and run the same command again.',
  }, async (log) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'warm.cpp'), '#include <cmath>\n#include <cstdio>\nint main() { int *p = new int(3); std::printf("%d %f\\n", *p, std::sin(*p)); delete p; }\n');
    await log.run(tools.emxx, ['-O3', ...variantFlags[variant], ...linkFlags(variant), '-Wno-version-check', 'warm.cpp', '-o', `${variant}.mjs`], {
      cwd: folder, env: tools.env, doing: variant,
    });
  }));
}

/**
 * The compiler that third-party recipes are given.
 * @param {WasmVariant} variant
 * @returns {Promise<import('./thirdparty.js').Compiler>}
 */
export async function wasmCompiler(variant) {
  const tools = await emscripten();
  await warmSystemLibraries(tools, variant);
  const threads = variant === 'wasm-threads';
  return {
    id: tools.id, wasm: true, threads,
    cc: driver(tools, tools.emcc, variant, 'etalon-cc'), cxx: driver(tools, tools.emxx, variant, 'etalon-c++'),
    ar: tools.emar, ranlib: tools.emranlib, nm: tools.emnm,
    flags: variantFlags[variant], linkFlags: linkFlags(variant), env: tools.env,
  };
}

/**
 * A shell program that stands for emcc: plain compilations go straight to clang with emcc's own flags,
 * which saves Python's start, more than half of configure's time, and so does `-v`, by which configure
 * knows a compiler as clang. All else is passed to emcc. Where
 * pthreads are off it drops the `-pthread` that meson adds by itself.
 * @param {Emscripten} tools
 * @param {string} emcc emcc or em++
 * @param {WasmVariant} variant
 * @param {string} name
 */
function driver(tools, emcc, variant, name) {
  const folder = join(cacheDir, `drivers-${shortHash(tools.id, emcc, ...variantFlags[variant], driver.toString())}`);
  const file = join(folder, name);
  if (existsSync(file)) return file;
  const flags = ask(emcc, ['-Wno-version-check', '--cflags', ...variantFlags[variant]], tools.env);
  const clang = /^ *"?(\/[^" ]*clang[^" ]*)"? /m.exec(askStderr(emcc, ['-Wno-version-check', '-###', '-c', '-x', 'c', '/dev/null'], tools.env))?.[1];
  if (!flags || !clang) return emcc;
  const drop = variant !== 'wasm-threads' ? 'for a; do shift; [ "$a" = -pthread ] || set -- "$@" "$a"; done\n' : '';
  // After the level that a library's own build asks for.
  const last = variantFlags[variant].filter((flag) => flag.startsWith('-O')).map((flag) => ` ${flag}`).join('');
  const partial = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(partial, `#!/bin/sh
${Object.entries(tools.env).map(([key, value]) => `export ${key}='${value}'`).join('\n')}
[ "$*" = -v ] && exec '${clang}' -v
${drop}for a; do
  case "$a" in -c|-E|-S) exec '${clang}' ${flags} "$@"${last} ;; esac
done
exec '${emcc}' -Wno-version-check "$@"
`);
  chmodSync(partial, 0o755);
  renameSync(partial, file);
  return file;
}

/** What a command prints to standard error. @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env */
function askStderr(command, args, env) {
  return ask('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', command, ...args], env) ?? '';
}
