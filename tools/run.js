// SPDX-License-Identifier: MIT
/**
 * The commands of package.json. All set-up is done on the way, in a fresh clone too:
 *
 *     npm start                  build, then serve the editor page
 *     npm test [-- SUITE ...]    lint, check, unit, e2e (default: these), sanitize
 *     npm run build [-- --dev | --debug] [--codecs=free] [--pictures]   (--dev links quickly; --debug: DWARF,
 *         names, assertions; --codecs: what codecs/selection.js names, as ETALON_CODECS in the environment;
 *         --pictures: makes those of core/filters/README.md)
 *     npm run check | lint [-- --fix] | bench [-- GROUP or GROUP/ROW ...] [--json FILE] [--quick] | soak
 *     node tools/run.js setup-wasm
 */
import { join } from 'node:path';
import { installBrowsers, installWebKit } from './browsers.js';
import { buildAll, buildEngine, setUpWasm, variantDir, wasmVariants } from './build.js';
import { runLint } from './lint.js';
import { referencePrograms } from './native.js';
import { foreground, installDevelopmentTools } from './packages.js';
import { makePictures } from './filter_pictures.js';
import { buildDir } from './paths.js';
import { serve } from './serve.js';
import { printSizes } from './size.js';
import { duration, step, StepError } from './step.js';
import { closingLine, media, none, runCheck, runE2e, runSanitize, runUnit, sum } from './suites.js';

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
  'setup-wasm': async () => {
    await setUpWasm();
    return 0;
  },
  build: async (args) => {
    const mode = modeOf(args, '--pictures');
    await buildAll(mode);
    if (args.includes('--pictures')) await step('Pictures of the filters', {}, () => makePictures());
    if (mode === 'release') await printSizes();
    console.log(`\nBuilt: web/dist (the package), build/page (the page), ${wasmVariants.map((name) => variantDir(name, mode)).join(', ')}`);
    return 0;
  },
  start,
  check: async (args) => closed(await runCheck(args)),
  lint: async (args) => {
    expectOptions(args, '--fix');
    return closed(await runLint({ fix: args.includes('--fix') }));
  },
  test,
  soak: (args) => {
    // Suites look for this, and then run in full what they otherwise sample.
    process.env.ETALON_SOAK = '1';
    return test(args.length ? args : ['check', 'sanitize', 'unit', 'e2e']);
  },
  bench,
};

/** A mistyped option must not start a build of minutes. @param {string[]} args @param {...string} known */
function expectOptions(args, ...known) {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown) throw new StepError(`There is no option "${unknown}" here`, `Options: ${known.join(', ')}`);
}

/** The mode that a build's options name. @param {string[]} args @param {...string} others options that go along @returns {import('./build.js').Mode} */
function modeOf(args, ...others) {
  expectOptions(args, '--dev', '--debug', ...others);
  return args.includes('--debug') ? 'debug' : args.includes('--dev') ? 'development' : 'release';
}

/** @param {string[]} args */
async function start(args) {
  await buildAll(modeOf(args, '--no-isolation'));
  const served = await serve({ folder: join(buildDir, 'page'), isolated: !args.includes('--no-isolation') });
  console.log(`\nEtalon's editor: ${served.url}\n(Ctrl-C ends it)`);
  return new Promise(() => {});
}

/**
 * Runs suites one after the other, all of them even where one fails.
 * @param {string[]} names
 */
async function test(names) {
  /** @type {Record<string, () => Promise<import('./suites.js').Counts>>} */
  const suites = {
    lint: () => runLint(),
    check: () => runCheck(),
    sanitize: () => runSanitize(),
    unit: async () => {
      await referencePrograms();
      await buildEngine('native');
      return runUnit();
    },
    e2e: async () => {
      await installBrowsers();
      await installWebKit();
      return runE2e();
    },
  };
  const wanted = names.length ? names : ['lint', 'check', 'unit', 'e2e'];
  const unknown = wanted.find((name) => !(name in suites));
  if (unknown) throw new StepError(`There is no suite "${unknown}"`, `Suites: ${Object.keys(suites).join(', ')}`);
  if (wanted.some((name) => !['lint', 'sanitize'].includes(name))) await buildAll();

  let total = none();
  /** @type {string[]} */
  const lines = [];
  for (const name of wanted) {
    console.log(`\n==== ${name}`);
    const begun = performance.now();
    const counts = await suites[name]().catch((error) => {
      report(error);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    total = sum(total, counts);
    lines.push(`${name.padEnd(8)} ${duration(performance.now() - begun)}; ${counts.passed} good, ${counts.failed} bad, ${counts.skipped} left out`);
  }
  console.log(`\n${lines.join('\n')}\n${media().words}`);
  return closed(total);
}

/** @param {string[]} args */
async function bench(args) {
  await installDevelopmentTools();
  await referencePrograms();
  for (const variant of /** @type {const} */ (['wasm', 'native'])) await buildEngine(variant, { targets: ['bench'] });
  // These are measured with the package, in Chromium too; without a group, all are.
  const groups = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--json');
  if (!groups.length || groups.some((group) => /^(play|threads|peers)\b/.test(group))) {
    await buildAll();
    await installBrowsers(['chromium']);
  }
  return foreground(process.execPath, ['tests/check/bench.js', ...args]);
}

/** The closing line, and the exit code. @param {import('./suites.js').Counts} counts */
function closed(counts) {
  console.log(closingLine(counts));
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof StepError) console.error(`\n!! ${error.message}\n\n   What to do: ${error.hint ?? 'see above'}\n`);
  else console.error(error);
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) {
  console.error(`Commands: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
const begun = performance.now();
const codecs = args.find((arg) => arg.startsWith('--codecs='));
if (codecs) process.env.ETALON_CODECS = codecs.slice('--codecs='.length);
try {
  process.exitCode = await command(args.filter((arg) => arg !== '--' && arg !== codecs));
  if (name === 'build' || name === 'setup-wasm') console.log(`${name}: ${duration(performance.now() - begun)}`);
} catch (error) {
  report(error);
  process.exitCode = 1;
}
