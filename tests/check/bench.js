// SPDX-License-Identifier: MIT
/**
 * CPU time of a 4K frame: Etalon as WebAssembly, Etalon natively, and what there is to compare with,
 * one thread each where a row does not say more, run in turn, the least of several rounds.
 *
 *     npm run bench [-- GROUP or GROUP/ROW ...] [--json FILE] [--quick]
 *     npm run bench -- kernels [PART OF A FILTER'S NAME]     C against SIMD128
 *     npm run bench -- changes [PART OF A ROW'S NAME]        a changed setting, until a chain is ready
 *
 * Rows are those of bench_rows.def, and every filter that has none there with the settings of its example.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../tools/paths.js';
import { duration, StepError } from '../../tools/step.js';
import { Absent, FfmpegRow, ffmpegName, leastTime, noTime, ourTime, output, programs } from './bench_contenders.js';
import { cubeFile, encodedClip, ffmpegWasm, pixelFormats, rawFrames, rawInput } from './bench_media.js';
import { printAbsent, printChanges, printKernels, printRow, printTitle } from './bench_print.js';

/** @import { Time } from './bench_contenders.js' */
/** @typedef {{ group: string, name: string, format: string, reference: string, note: string, values: number[], settings?: string }} Row */

/**
 * A row of the result; times are ms CPU per 4K frame, geometric means where the row has several clips.
 * @typedef {object} Result
 * @property {string} group
 * @property {string} name
 * @property {number} etalon as WebAssembly in Node.js, or where the row's note says
 * @property {number} etalon_wall the same by the clock; NaN where one thread does the work
 * @property {number} etalon_native the same C code; NaN where there is none
 * @property {number} etalon_native_c natively without any assembly of the codecs; NaN where that is not measured
 * @property {number} reference NaN where there is none
 * @property {number} reference_wall like etalon_wall
 * @property {string} reference_name
 * @property {string} unit
 * @property {number} threads
 * @property {number} ratio etalon / reference
 * @property {string} note
 */

/** What the reference of a row is, and how it is measured. @typedef {{ name: string, measure: (native: Time) => void, time: () => Time }} Reference */

const ROUNDS = 3;
const ROUNDS_OF_LONG_ROWS = 2;
/** A row whose rounds took as long gets no more of them: what is slow is measured well enough by one. */
const LONG_MS = 20_000;
/** There our native program has the codecs' assembly; elsewhere it is slow plain C, for which one round does. */
const longGroups = ['decode', 'encode', 'export', 'play', 'threads', 'peers'];
/** What is done by several threads: the clock counts too. */
const threadedGroups = ['play', 'threads'];

/** Libraries whose reference is our own native build of the pinned source. */
const versions = JSON.parse(readFileSync(join(root, 'codecs/versions.json'), 'utf8'));

/** Rows of the file, and of `filters` one more for each filter that has none there. @returns {Row[]} */
function readRows() {
  const text = readFileSync(join(root, 'tests/check/bench_rows.def'), 'utf8');
  // A chain names its filters in the place of a row's values; our program alone reads them.
  const written = [...text.matchAll(/^(?:ROW\((\w+), (\w+), \w+|CHAIN\((\w+), (\w+)), (\w+), "([^"]*)", "([^"]*)", ([^)]*)\)/gm)]
    .map(([, rowGroup, rowName, chainGroup, chainName, format, reference, note, values]) => (
      { group: rowGroup ?? chainGroup, name: rowName ?? chainName, format, reference, note, values: values.split(',').map(Number), settings: chainName && values.slice(1, -1) }));
  const measured = new Set([...text.matchAll(/^ROW\(filters, \w+, (\w+)/gm)].map(([, filter]) => filter));
  const natives = new Map([...text.matchAll(/^NATIVE\((\w+), "([^"]*)", "([^"]*)"\)/gm)].map(([, filter, reference, note]) => [filter, { reference, note }]));
  const registry = readFileSync(join(root, 'core/filters/registry.def'), 'utf8');
  const examples = [...registry.matchAll(/^ET_FILTER\((\w+)\)/gm)].map(([, name]) => name).filter((name) => !measured.has(name))
    .map((name) => ({ group: 'filters', name, format: 'I420', reference: '', note: '', values: [], ...natives.get(name) }));
  return written.toSpliced(written.findLastIndex(({ group }) => group === 'filters') + 1, 0, ...examples);
}

/** What is not measured. @type {Time} */
const unknownTime = { cpu: NaN, wall: NaN };

/** @param {Row} row @param {Row[]} rows @returns {string[]} the files that our program reads, one after the other */
function filesOf(row, rows) {
  if (row.group === 'decode') return row.reference.split(' | ').map(encodedClip);
  if (!['export', 'play', 'threads', 'peers'].includes(row.group)) return [rawFrames(row.format)];
  // These read the first clip of a decode row; exports that of H.264.
  const codec = row.group === 'export' ? 'h264' : row.reference;
  const decoded = /** @type {Row} */ (rows.find((other) => other.group === 'decode' && other.name === codec));
  return filesOf(decoded, rows).slice(0, 1);
}

/** @param {Row} row @param {string} file @param {Row[]} rows @returns {Reference} */
function referenceOf(row, file, rows) {
  const clip = ['-i', file];
  if (row.group === 'encode') return ownNative(`openh264 ${versions.openh264.version} native`);
  if (row.group === 'peers') return inBrowser(row, file);
  if (row.group === 'threads') {
    const [threads] = row.values;
    return byFfmpeg(ffmpegName(), new FfmpegRow(clip, threadedWork(row.values, rows).theirs, { threads }));
  }
  if (row.name === 'av1') return ownNative(`dav1d ${versions.dav1d.version} native`);
  if (row.group === 'play') return byFfmpeg(ffmpegName(), new FfmpegRow(clip, ['-vf', 'scale=1920:1080:flags=bicubic,format=rgba']));
  if (row.group === 'js') return plainJavaScript(row, file);
  if (row.group === 'decode') return byFfmpeg(ffmpegName(), new FfmpegRow(clip, []));
  if (row.group === 'export') return byFfmpeg(`${ffmpegName()}, libx264`, new FfmpegRow(clip, [...row.reference.split(' '), '-threads', '1']));
  if (!row.reference) return { name: 'none of its kind', measure: () => {}, time: () => unknownTime };
  const format = row.group === 'view' ? 'rgba' : pixelFormats[row.format];
  return byFfmpeg(ffmpegName(), new FfmpegRow(rawInput(row.format), ['-vf', `${row.reference.replaceAll('{cube}', cubeFile)},format=${format}`], { idle: ['-vf', 'null'] }));
}

/** @param {string} name @param {FfmpegRow} measured @returns {Reference} */
const byFfmpeg = (name, measured) => ({ name: `${name} native`, measure: () => measured.measure(), time: () => measured.time });

/** The reference is our native program, which calls the library with its assembly. @param {string} name @returns {Reference} */
function ownNative(name) {
  let least = noTime;
  return { name, measure: (native) => { least = leastTime(least, native); }, time: () => least };
}

/** @param {Row} row @param {string} file @returns {Reference} */
function inBrowser(row, file) {
  const [program, args, name] = row.values[0] ? [programs.browser, [file, '2', 'webcodecs'], 'Chromium\'s WebCodecs'] : [programs.ffmpegWasm, [file], `${ffmpegWasm.package} ${ffmpegWasm.version} in Chromium`];
  let least = noTime;
  return { name, measure: () => { least = leastTime(least, ourTime(program, args)); }, time: () => least };
}

/** Run once: it is slow, and nothing hangs on its second digit. @param {Row} row @param {string} file @returns {Reference} */
function plainJavaScript(row, file) {
  const args = [row.group, row.name, file];
  const [ours, theirs] = [programs.wasm, programs.js].map((program) => JSON.parse(output(program, [...args, '--hash'])).md5);
  if (ours !== theirs) throw new StepError(`js ${row.name}: the pixels of JavaScript (${theirs}) are not Etalon's (${ours})`, 'tests/check/bench_js.js follows the filter\'s integers step for step: repair what differs.');
  /** @type {Time | undefined} */
  let time;
  return { name: `JavaScript, Node.js ${process.versions.node}`, measure: () => { time ??= ourTime(programs.js, args); }, time: () => time ?? noTime };
}

/**
 * What a row of `threads` does with a clip.
 * @param {number[]} values how many threads do it, and what: 0 decodes it, 1 filters it too, by the row `chain_five`, 2 exports it
 * @param {Row[]} rows
 * @returns {{ ours: string[], theirs: string[] }} arguments of bench_threads.js, and of ffmpeg
 */
function threadedWork([threads, work], rows) {
  if (work === 0) return { ours: ['decode'], theirs: [] };
  const named = (/** @type {string} */ name) => /** @type {Row} */ (rows.find((row) => row.name === name));
  const chain = named('chain_five');
  if (work === 1) return { ours: ['filter', String(chain.settings)], theirs: ['-vf', `${chain.reference},format=yuv420p`] };
  return { ours: ['export'], theirs: ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '26', '-threads', String(threads)] };
}

/** What measures a row as WebAssembly. @param {Row} row @param {string} file @param {Row[]} rows @returns {[string[], string[]]} a program and its arguments */
function contender(row, file, rows) {
  if (row.group === 'peers') return [programs.wasm, ['decode', row.reference, file]];
  if (row.group === 'threads') return [programs.threads, [file, String(row.values[0]), ...threadedWork(row.values, rows).ours]];
  if (row.group !== 'play') return [programs.wasm, [row.group, row.name, file]];
  const [threads, where] = row.values;
  return where ? [programs.browser, [file, String(threads), where === 1 ? 'wasm' : 'browser']] : [programs.play, [file, String(threads)]];
}

/**
 * The least of several rounds with one file.
 * @param {Row} row @param {string} file @param {Row[]} rows @param {number} rounds at most
 */
function measureFile(row, file, rows, rounds) {
  const reference = referenceOf(row, file, rows);
  const inJavaScript = threadedGroups.includes(row.group);
  const [program, args] = contender(row, file, rows);
  const begun = performance.now();
  let [wasm, native, plain] = [noTime, noTime, noTime];
  for (let round = 0; round < rounds && (round === 0 || performance.now() - begun < LONG_MS || longGroups.includes(row.group)); round++) {
    wasm = leastTime(wasm, ourTime(program, args));
    if (inJavaScript) native = unknownTime;
    else if (round === 0 || longGroups.includes(row.group)) native = leastTime(native, ourTime(programs.native, args));
    plain = row.group === 'decode' ? leastTime(plain, ourTime(programs.native, [...args, '--plain'])) : unknownTime;
    reference.measure(native);
  }
  return { name: reference.name, wasm, native, plain, reference: reference.time() };
}

/** @param {Row} row @param {Row[]} rows @param {number} rounds @returns {Result} */
function measure(row, rows, rounds) {
  const measured = filesOf(row, rows).map((file) => measureFile(row, file, rows, rounds));
  /** @param {'wasm' | 'native' | 'plain' | 'reference'} who @param {'cpu' | 'wall'} [which] */
  const mean = (who, which = 'cpu') => measured.reduce((product, one) => product * one[who][which], 1) ** (1 / measured.length);
  const rounded = (/** @type {number} */ value) => Number(value.toFixed(3));
  const threaded = threadedGroups.includes(row.group);
  return {
    group: row.group, name: row.name, etalon: rounded(mean('wasm')), etalon_wall: rounded(mean('wasm', 'wall')),
    etalon_native: rounded(mean('native')), etalon_native_c: rounded(mean('plain')),
    reference: rounded(mean('reference')), reference_wall: threaded ? rounded(mean('reference', 'wall')) : NaN,
    reference_name: measured[0].name, unit: 'ms CPU per 4K frame', threads: threaded ? row.values[0] : 1,
    ratio: rounded(mean('wasm') / mean('reference')), note: row.note,
  };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' }, quick: { type: 'boolean' } } });
const rows = readRows();
const wanted = positionals.length ? rows.filter((row) => positionals.some((name) => name === row.group || name === `${row.group}/${row.name}`)) : rows;

if (positionals[0] === 'kernels') {
  printKernels(output(programs.wasm, positionals));
} else if (positionals[0] === 'changes') {
  printChanges(output(programs.wasm, positionals));
} else {
  const unknown = positionals.find((name) => !wanted.some((row) => name === row.group || name === `${row.group}/${row.name}`));
  if (unknown) {
    console.error(`There is no group or row "${unknown}". Groups: ${[...new Set(rows.map((row) => row.group))].join(', ')}, kernels, changes`);
    process.exit(2);
  }
  const begun = performance.now();
  /** @type {Result[]} */
  const results = [];
  printTitle();
  for (const row of wanted) {
    const rounds = values.quick || row.group === 'peers' ? 1 : longGroups.includes(row.group) ? ROUNDS_OF_LONG_ROWS : ROUNDS;
    try {
      const result = measure(row, rows, rounds);
      results.push(result);
      printRow(result);
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      printAbsent(row, error.message);
    }
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
  console.log(`\nms CPU per 4K frame, one thread where the row does not say more, least of ${values.quick ? 'one round' : `up to ${ROUNDS} rounds`}; took ${duration(performance.now() - begun)}`);
}
