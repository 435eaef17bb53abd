// SPDX-License-Identifier: MIT
/** The suites that `npm test` is made of. Each runs in the foreground and says how many tests passed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildEngine, generateTables, wasmVariants } from './build.js';
import { checkOpcodes } from './opcodes.js';
import { foreground, tool } from './packages.js';
import { buildDir, root } from './paths.js';
import { checkSizes } from './size.js';
import { duration, StepError } from './step.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const reportDir = join(buildDir, 'test');

/** @returns {Counts} */
export const none = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const sum = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });

/** The line that closes a run. @param {Counts} counts @returns {string} */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;

/**
 * The media that tests read: the full set where it is there, else the clone's own fixtures alone.
 * @returns {{ env: NodeJS.ProcessEnv, words: string }}
 */
export function media() {
  const folder = process.env.ETALON_MEDIA ?? join(root, '../shared/media');
  return existsSync(folder)
    ? { env: { ETALON_MEDIA: folder }, words: `media: the full set in ${folder}, and tests/fixtures` }
    : { env: {}, words: 'media: tests/fixtures alone (ETALON_MEDIA names no folder that exists)' };
}

/**
 * The C tests: native under AddressSanitizer and UndefinedBehaviorSanitizer, then both WebAssembly builds,
 * and those of the codecs' kernels, as many of them at a time as there are cores; then the modules that are shipped: their
 * opcodes, their size, and the tables made from them.
 * @param {string[]} [args] passed to each
 * @returns {Promise<Counts>}
 */
export async function runCheck(args = []) {
  /** @type {Record<string, string>} */
  const folders = { sanitize: await buildEngine('sanitize') };
  for (const variant of wasmVariants) folders[variant] = await buildEngine(variant, { targets: ['check'] });
  const sanitizers = {
    ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  };
  // The longest first: none is left alone at the end for long.
  const runs = [
    () => countedRun('sanitize', 'check, native with sanitizers', join(folders.sanitize ?? '', 'check'), args, sanitizers),
    ...wasmVariants.map((variant) => () =>
      countedRun(variant, `check, ${variant} in Node.js`, process.execPath, [join(folders[variant] ?? '', 'check.js'), ...args])),
    () => countedRun('checkasm', 'checkasm: the codecs\' SIMD128 against their C', process.execPath, ['tests/check/checkasm.js']),
  ];
  let counts = (await atATime(availableParallelism(), runs)).reduce(sum, none());
  for (const variant of wasmVariants) await buildEngine(variant);
  for (const examine of [checkOpcodes, checkSizes, () => generateTables({ check: true })]) counts = sum(counts, await asTest(examine));
  return counts;
}

/** Tests of `check` that bring whole and damaged streams to the libraries. The others are about core/, and run natively with sanitizers. */
const sanitizedTests = ['media_hashes', 'media_damage', 'media_hostile', 'media_grain', 'media_sound'];

/**
 * The libraries, with their kernels and patches, as WebAssembly under AddressSanitizer: every kernel against its C, and
 * the C tests of streams; not more of them in a soak, since they take some 15 times as long here.
 * @returns {Promise<Counts>}
 */
export async function runSanitize() {
  const folder = await buildEngine('wasm-sanitize');
  // A report's stack is V8's.
  const program = ['--stack-trace-limit=50', join(folder, 'check.js')];
  const runs = [
    ...sanitizedTests.map((name) => () =>
      countedRun(name, `check ${name}, WebAssembly with AddressSanitizer`, process.execPath, [...program, name], { ETALON_SOAK: undefined })),
    () => countedRun('checkasm', 'checkasm with AddressSanitizer', process.execPath, ['tests/check/checkasm.js', '1', 'wasm-sanitize']),
  ];
  return (await atATime(availableParallelism(), runs)).reduce(sum, none());
}

/** A step that counts as one test. @param {() => Promise<void>} work @returns {Promise<Counts>} */
async function asTest(work) {
  try {
    await work();
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(`!! ${error.message}\n   What to do: ${error.hint ?? 'see above'}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Vitest on the real WebAssembly modules. @param {string[]} [args] passed to it @returns {Promise<Counts>} */
export async function runUnit(args = []) {
  const report = freshReport('unit.json');
  const code = await foreground(tool('vitest'), [
    'run', '--config', 'tests/vitest.config.js',
    '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args,
  ], { env: media().env });
  const result = readReport(report);
  return judged('unit', code, result && {
    passed: result.numPassedTests, failed: Math.max(result.numFailedTests, result.success ? 0 : 1), skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  });
}

/** Playwright in Chromium and Firefox: several files at a time, then what is timed by itself. @param {string[]} [args] passed to it @returns {Promise<Counts>} */
export async function runE2e(args = []) {
  let counts = none();
  for (const [name, ...which] of [['e2e', '--grep-invert=@alone'], ['e2e-alone', '--grep=@alone', '--workers=1']]) {
    const report = freshReport(`${name}.json`);
    const code = await foreground(tool('playwright'), [
      'test', '--config', 'e2e/playwright.config.js', '--reporter=list,json', '--output', join(buildDir, String(name)), ...which, ...args,
    ], { env: { ...media().env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
    const stats = readReport(report)?.stats;
    counts = sum(counts, judged(String(name), code, stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }));
  }
  return counts;
}

/**
 * Does all of a list, so many at a time, in its order.
 * @template T
 * @param {number} most
 * @param {(() => Promise<T>)[]} list
 * @returns {Promise<T[]>}
 */
async function atATime(most, list) {
  /** @type {T[]} */
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const index = next++;
      results[index] = await /** @type {() => Promise<T>} */ (list[index])();
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  return results;
}

/**
 * Runs a program that closes with "N passed, N failed", showing its output.
 * @param {string} short before each line, since several run at a time
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Counts>}
 */
async function countedRun(short, title, command, args, env = {}) {
  console.log(`> ${title}`);
  const begun = performance.now();
  let last = '';
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...media().env, ...env } });
    createInterface(child.stdout).on('line', (line) => {
      console.log(`${short}: ${line}`);
      last = line.trim() || last;
    });
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(signal ? 1 : (status ?? 1)));
  });
  console.log(`- ${title}: ${duration(performance.now() - begun)}`);
  const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(last);
  return judged(title, code, line ? { passed: Number(line[1]), failed: Number(line[2]), skipped: Number(line[3] ?? 0) } : undefined);
}

/**
 * A suite that ended badly without a failed test of its own counts as one failure, and so does one that ran nothing.
 * @param {string} title @param {number} code @param {Counts | undefined} counts
 * @returns {Counts}
 */
function judged(title, code, counts) {
  if (counts && (code === 0 || counts.failed > 0) && counts.passed + counts.failed > 0) return counts;
  console.log(`!! ${title}: ${counts ? (code === 0 ? 'no test ran' : `exit code ${code}`) : `ended with exit code ${code} and no count of its tests`}`);
  return sum(counts ?? none(), { passed: 0, failed: 1, skipped: 0 });
}

/** @param {string} name */
function freshReport(name) {
  mkdirSync(reportDir, { recursive: true });
  const file = join(reportDir, name);
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
