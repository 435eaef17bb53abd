// SPDX-License-Identifier: MIT
/** Builds of the engine (one folder a variant) and of the page and package. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectionName } from '../codecs/selection.js';
import { nativeCompiler, sanitizingClang } from './native.js';
import { installDevelopmentTools, tool } from './packages.js';
import { buildDir, root } from './paths.js';
import { hash, step } from './step.js';
import { libraries, recordEnv } from './thirdparty.js';
import { emscripten, linkFlags, wasmCompiler } from './toolchain.js';

/** @typedef {import('./toolchain.js').WasmVariant | 'native' | 'sanitize'} EngineVariant */

/** The variants that the package is made of. @type {('wasm' | 'wasm-threads')[]} */
export const wasmVariants = ['wasm', 'wasm-threads'];

/** @typedef {'release' | 'development' | 'debug'} Mode development: a quick link; debug: DWARF, names and assertions */

/** What is built of a variant where nothing else is asked for. @type {Record<EngineVariant, string[]>} */
const usualTargets = {
  wasm: ['etalon_wasm', 'describe'],
  'wasm-threads': ['etalon_wasm_threads'],
  native: ['etalon'],
  sanitize: ['check'],
  'wasm-sanitize': ['check'],
};

/** @type {Record<Mode, { cmake: string, suffix: string }>} */
const modes = {
  release: { cmake: 'Release', suffix: '' },
  development: { cmake: 'Development', suffix: '-dev' },
  debug: { cmake: 'Debug', suffix: '-debug' },
};

/** Where a variant is built: a selection of codecs has folders of its own. @param {EngineVariant} variant @param {Mode} [mode] @returns {string} */
export function variantDir(variant, mode = 'release') {
  const codecs = selectionName();
  return join(buildDir, variant + modes[mode].suffix + (codecs === 'all' ? '' : `-${codecs.replaceAll(',', '-')}`));
}

/** The WebAssembly toolchain, and every third-party library built with it. */
export async function setUpWasm() {
  const tools = await emscripten();
  recordEnv((env) => Object.assign(env, {
    emcc: tools.emcc, emxx: tools.emxx, emar: tools.emar, emscriptenCMake: tools.cmakeToolchain, emscriptenEnv: tools.env,
  }));
  for (const variant of wasmVariants) await libraries(variant, await wasmCompiler(variant));
}

/**
 * Builds one variant of the engine, everything it needs first.
 * @param {EngineVariant} variant
 * @param {{ mode?: Mode, targets?: string[] }} [options] targets: CMake's names; default: those that the package is made of
 * @returns {Promise<string>} the build folder
 */
export async function buildEngine(variant, { mode = 'release', targets = usualTargets[variant] } = {}) {
  const folder = variantDir(variant, mode);
  const { prefixes, args, env } = await inputs(variant);
  const options = [
    '-S', root, '-B', folder, '-G', 'Ninja', `-DCMAKE_BUILD_TYPE=${modes[mode].cmake}`,
    `-DETALON_VARIANT=${variant}`, `-DETALON_CODECS=${selectionName()}`, `-DETALON_FFMPEG=${prefixes.ffmpeg}`,
    `-DETALON_ZLIB=${prefixes.zlib}`, `-DETALON_DAV1D=${prefixes.dav1d ?? ''}`, `-DETALON_OPENH264=${prefixes.openh264 ?? ''}`, ...args,
  ];
  const title = `Engine, ${variant}${mode === 'release' ? '' : `, ${mode} build`}`;
  const wanted = `${title} (${targets.join(', ')})`;
  const hint = 'The compiler\'s message is above; the log has all of it.';
  const stamp = join(folder, 'etalon-options.stamp');
  if (!existsSync(join(folder, 'build.ninja'))) rmSync(stamp, { force: true });
  await step(`${title}: cmake`, { stamp, key: hash(...options), hint }, async (log) => {
    // A compiler cannot be changed in a folder that is configured.
    rmSync(join(folder, 'CMakeCache.txt'), { force: true });
    rmSync(join(folder, 'CMakeFiles'), { recursive: true, force: true });
    await log.run('cmake', options, { env, doing: 'cmake' });
    // The programs that emcc makes (check.js, describe.js) are CommonJS; the package around them is not.
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  });
  await step(wanted, { hint }, (log) => log.run('cmake', ['--build', folder, '--target', ...targets], { env, doing: 'ninja' }));
  return folder;
}

/**
 * What CMake is told of a variant.
 * @param {EngineVariant} variant
 * @returns {Promise<{ prefixes: Awaited<ReturnType<typeof libraries>>, args: string[], env: NodeJS.ProcessEnv }>}
 */
async function inputs(variant) {
  if (variant !== 'native' && variant !== 'sanitize') {
    const tools = await emscripten();
    const prefixes = await libraries(variant, await wasmCompiler(variant));
    return { prefixes, args: [`-DCMAKE_TOOLCHAIN_FILE=${tools.cmakeToolchain}`, `-DCMAKE_EXE_LINKER_FLAGS=${linkFlags(variant).join(' ')}`], env: tools.env };
  }
  const compiler = await nativeCompiler();
  const prefixes = await libraries('native', compiler);
  const { cc, cxx } = variant === 'sanitize' ? await sanitizingClang() : compiler;
  return { prefixes, args: [`-DCMAKE_C_COMPILER=${cc}`, `-DCMAKE_CXX_COMPILER=${cxx}`], env: {} };
}

/**
 * The two WebAssembly modules, the tables generated from them, the package and the page.
 * @param {Mode} [mode]
 */
export async function buildAll(mode = 'release') {
  await setUpWasm();
  for (const variant of wasmVariants) await buildEngine(variant, { mode });
  await installDevelopmentTools();
  await generateTables({ mode });
  await buildPage(mode);
}

/** The package and the page, from modules that are built. @param {Mode} [mode] */
export async function buildPage(mode = 'release') {
  await step('Package and page (vite, tsc)', { hint: 'The message is above; the log has all of it.' }, async (log) => {
    await log.run(tool('vite'), ['build', '--config', 'web/vite.config.js', '--mode', mode === 'release' ? 'production' : 'development', '--logLevel', 'warn'], {
      cwd: root, doing: 'vite',
      env: { ETALON_BUILD_WASM: variantDir('wasm', mode), ETALON_BUILD_THREADS: variantDir('wasm-threads', mode), ETALON_BUILD_DEBUG: mode === 'debug' ? '1' : '' },
    });
    await log.run(tool('tsc'), ['-p', 'web/tsconfig.json'], { cwd: root, doing: 'tsc' });
  });
}

/**
 * Writes web/src/generated/ and core/filters/README.md from what the engine says of itself.
 * @param {{ mode?: Mode, check?: boolean }} [options] check: change nothing, and fail where a file differs
 */
export async function generateTables({ mode = 'release', check = false } = {}) {
  const title = check ? 'web/src/generated/ and core/filters/README.md are what the engine says' : 'Tables of filters, formats and errors';
  const hint = check ? 'Run "npm run build" and commit what it changes in web/src/generated/ and core/filters/.' : 'Run the program "describe" named in the log.';
  await step(title, { hint }, async (log) => {
    const { output } = await log.run(process.execPath, [join(variantDir('wasm', mode), 'describe.js')]);
    const file = join(buildDir, 'describe.json');
    writeFileSync(file, output);
    await log.run(process.execPath, ['web/generate.js', file, ...(check ? ['--check'] : [])], { cwd: root });
  });
}

/** The two release modules. @returns {string[]} */
export const moduleFiles = () => [join(variantDir('wasm'), 'etalon.wasm'), join(variantDir('wasm-threads'), 'etalon-threads.wasm')];
