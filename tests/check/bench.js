// SPDX-License-Identifier: MIT
/**
 * CPU time of a 4K frame: Etalon as WebAssembly, Etalon natively, and what there is to compare with,
 * one thread each, run in turn, the least of several rounds.
 *
 *     npm run bench [-- GROUP or GROUP/ROW ...] [--json FILE] [--quick]
 *     npm run bench -- kernels [PART OF A FILTER'S NAME]     C against SIMD128
 *
 * Rows are those of bench_rows.def, and every filter that has none there with the settings of its example.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../tools/paths.js';
import { duration, StepError } from '../../tools/step.js';
import { Absent, FfmpegRow, ffmpegName, ourCpu, output, programs } from './bench_contenders.js';
import { cubeFile, encodedClip, ffmpegWasm, pixelFormats, rawFrames, rawInput } from './bench_media.js';
import { printAbsent, printKernels, printRow, printTitle } from './bench_print.js';

/** @typedef {{ group: string, name: string, format: string, reference: string, note: string, values: number[] }} Row */

/**
 * A row of the result; times are ms CPU per 4K frame, geometric means where the row has several clips.
 * @typedef {object} Result
 * @property {string} group
 * @property {string} name
 * @property {number} etalon as WebAssembly in Node.js, or where the row's note says
 * @property {number} etalon_native the same C code; NaN where there is none
 * @property {number} reference NaN where there is none
 * @property {string} reference_name
 * @property {string} unit
 * @property {number} threads
 * @property {number} ratio etalon / reference
 * @property {string} note
 */

/** What the reference of a row is, and how it is measured. @typedef {{ name: string, measure: (native: number) => void, cpu: () => number }} Reference */

const ROUNDS = 3;
const ROUNDS_OF_LONG_ROWS = 2;
/** There our native program has the codecs' assembly; elsewhere it is slow plain C, for which one round does. */
const longGroups = ['decode', 'encode', 'export', 'play', 'peers'];

/** Libraries whose reference is our own native build of the pinned source. */
const versions = JSON.parse(readFileSync(join(root, 'codecs/versions.json'), 'utf8'));

/** Rows of the file, and of `filters` one more for each filter that has none there. @returns {Row[]} */
function readRows() {
  const text = readFileSync(join(root, 'tests/check/bench_rows.def'), 'utf8');
  // A chain names its filters in the place of a row's values; our program alone reads them.
  const written = [...text.matchAll(/^(?:ROW\((\w+), (\w+), \w+|CHAIN\((\w+), (\w+)), (\w+), "([^"]*)", "([^"]*)", ([^)]*)\)/gm)]
    .map(([, rowGroup, rowName, chainGroup, chainName, format, reference, note, values]) => (
      { group: rowGroup ?? chainGroup, name: rowName ?? chainName, format, reference, note, values: values.split(',').map(Number) }));
  const measured = new Set([...text.matchAll(/^ROW\(filters, \w+, (\w+)/gm)].map(([, filter]) => filter));
  const natives = new Map([...text.matchAll(/^NATIVE\((\w+), "([^"]*)", "([^"]*)"\)/gm)].map(([, filter, reference, note]) => [filter, { reference, note }]));
  const registry = readFileSync(join(root, 'core/filters/registry.def'), 'utf8');
  const examples = [...registry.matchAll(/^ET_FILTER\((\w+)\)/gm)].map(([, name]) => name).filter((name) => !measured.has(name))
    .map((name) => ({ group: 'filters', name, format: 'I420', reference: '', note: '', values: [], ...natives.get(name) }));
  return written.toSpliced(written.findLastIndex(({ group }) => group === 'filters') + 1, 0, ...examples);
}

/** @param {Row} row @param {Row[]} rows @returns {string[]} the files that our program reads, one after the other */
function filesOf(row, rows) {
  if (row.group === 'decode') return row.reference.split(' | ').map(encodedClip);
  if (!['export', 'play', 'peers'].includes(row.group)) return [rawFrames(row.format)];
  // These read the first clip of a decode row; exports that of H.264.
  const codec = row.group === 'export' ? 'h264' : row.reference;
  const decoded = /** @type {Row} */ (rows.find((other) => other.group === 'decode' && other.name === codec));
  return filesOf(decoded, rows).slice(0, 1);
}

/** @param {Row} row @param {string} file @returns {Reference} */
function referenceOf(row, file) {
  const clip = ['-i', file];
  if (row.group === 'encode') return ownNative(`openh264 ${versions.openh264.version} native`);
  if (row.group === 'peers') return inBrowser(row, file);
  if (row.name === 'av1') return ownNative(`dav1d ${versions.dav1d.version} native`);
  if (row.group === 'play') return byFfmpeg(ffmpegName(), new FfmpegRow(clip, ['-vf', 'scale=1920:1080:flags=bicubic,format=rgba']));
  if (row.group === 'js') return plainJavaScript(row, file);
  if (row.group === 'decode') return byFfmpeg(ffmpegName(), new FfmpegRow(clip, []));
  if (row.group === 'export') return byFfmpeg(`${ffmpegName()}, libx264`, new FfmpegRow(clip, [...row.reference.split(' '), '-threads', '1']));
  if (!row.reference) return { name: 'none of its kind', measure: () => {}, cpu: () => NaN };
  const format = row.group === 'view' ? 'rgba' : pixelFormats[row.format];
  return byFfmpeg(ffmpegName(), new FfmpegRow(rawInput(row.format), ['-vf', `${row.reference.replaceAll('{cube}', cubeFile)},format=${format}`], ['-vf', 'null']));
}

/** @param {string} name @param {FfmpegRow} measured @returns {Reference} */
const byFfmpeg = (name, measured) => ({ name: `${name} native`, measure: () => measured.measure(), cpu: () => measured.cpu });

/** The reference is our native program, which calls the library with its assembly. @param {string} name @returns {Reference} */
function ownNative(name) {
  let least = Infinity;
  return { name, measure: (native) => { least = Math.min(least, native); }, cpu: () => least };
}

/** @param {Row} row @param {string} file @returns {Reference} */
function inBrowser(row, file) {
  const [program, args, name] = row.values[0] ? [programs.browser, [file, '2', 'webcodecs'], 'Chromium\'s WebCodecs'] : [programs.ffmpegWasm, [file], `${ffmpegWasm.package} ${ffmpegWasm.version} in Chromium`];
  let least = Infinity;
  return { name, measure: () => { least = Math.min(least, ourCpu(program, args)); }, cpu: () => least };
}

/** Run once: it is slow, and nothing hangs on its second digit. @param {Row} row @param {string} file @returns {Reference} */
function plainJavaScript(row, file) {
  const args = [row.group, row.name, file];
  const [ours, theirs] = [programs.wasm, programs.js].map((program) => JSON.parse(output(program, [...args, '--hash'])).md5);
  if (ours !== theirs) throw new StepError(`js ${row.name}: the pixels of JavaScript (${theirs}) are not Etalon's (${ours})`, 'tests/check/bench_js.js follows the filter\'s integers step for step: repair what differs.');
  let time = 0;
  return { name: `JavaScript, Node.js ${process.versions.node}`, measure: () => { time ||= ourCpu(programs.js, args); }, cpu: () => time };
}

/** What measures a row as WebAssembly. @param {Row} row @param {string} file @returns {[string[], string[]]} a program and its arguments */
function contender(row, file) {
  if (row.group === 'peers') return [programs.wasm, ['decode', row.reference, file]];
  if (row.group !== 'play') return [programs.wasm, [row.group, row.name, file]];
  const [threads, where] = row.values;
  return where ? [programs.browser, [file, String(threads), where === 1 ? 'wasm' : 'browser']] : [programs.play, [file, String(threads)]];
}

/**
 * The least of several rounds with one file.
 * @param {Row} row @param {string} file @param {number} rounds
 */
function measureFile(row, file, rounds) {
  const reference = referenceOf(row, file);
  const playing = row.group === 'play';
  const [program, args] = contender(row, file);
  let wasm = Infinity;
  let native = Infinity;
  for (let round = 0; round < rounds; round++) {
    wasm = Math.min(wasm, ourCpu(program, args));
    if (playing) native = NaN; // the player is JavaScript
    else if (round === 0 || longGroups.includes(row.group)) native = Math.min(native, ourCpu(programs.native, args));
    reference.measure(native);
  }
  return { name: reference.name, wasm, native, reference: reference.cpu() };
}

/** @param {Row} row @param {Row[]} rows @param {number} rounds @returns {Result} */
function measure(row, rows, rounds) {
  const measured = filesOf(row, rows).map((file) => measureFile(row, file, rounds));
  const mean = (/** @type {'wasm' | 'native' | 'reference'} */ key) => measured.reduce((product, one) => product * one[key], 1) ** (1 / measured.length);
  const rounded = (/** @type {number} */ value) => Number(value.toFixed(3));
  return {
    group: row.group, name: row.name, etalon: rounded(mean('wasm')), etalon_native: rounded(mean('native')), reference: rounded(mean('reference')),
    reference_name: measured[0].name, unit: 'ms CPU per 4K frame', threads: row.group === 'play' ? row.values[0] : 1,
    ratio: rounded(mean('wasm') / mean('reference')), note: row.note,
  };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' }, quick: { type: 'boolean' } } });
const rows = readRows();
const wanted = positionals.length ? rows.filter((row) => positionals.some((name) => name === row.group || name === `${row.group}/${row.name}`)) : rows;

if (positionals[0] === 'kernels') {
  printKernels(output(programs.wasm, positionals));
} else {
  const unknown = positionals.find((name) => !wanted.some((row) => name === row.group || name === `${row.group}/${row.name}`));
  if (unknown) {
    console.error(`There is no group or row "${unknown}". Groups: ${[...new Set(rows.map((row) => row.group))].join(', ')}, kernels`);
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
  console.log(`\nms CPU per 4K frame, one thread where the row does not say more, least of ${values.quick ? 'one round' : `${ROUNDS_OF_LONG_ROWS} or ${ROUNDS} rounds`}; took ${duration(performance.now() - begun)}`);
}
