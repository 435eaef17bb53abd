// SPDX-License-Identifier: MIT
/** The bench's tables. */

/** @param {(string | number)[]} cells @param {number[]} widths a negative one is for words */
const line = (cells, widths) => cells.map((cell, i) => {
  const text = typeof cell === 'number' ? (Number.isNaN(cell) ? '-' : cell.toFixed(2)) : cell;
  return widths[i] < 0 ? text.padEnd(-widths[i]) : text.padStart(widths[i]);
}).join('  ').trimEnd();

const rowWidths = [-8, -21, 8, 8, 8, 8, 9, 8, 6, -1];
const kernelWidths = [-14, -24, -8, 8, 8, 7];
const changeWidths = [-22, 8, 8, 8, 8];
const CHANGE_LIMIT = 4; // ms, DESIGN's

/** The heads of the columns: `wall` is by the clock, of what is left of it, where several threads work. */
export function printTitle() {
  console.log(line(['group', 'row', 'etalon', 'wall', 'native', 'plain C', 'reference', 'wall', 'ratio', 'reference, note'], rowWidths));
}

/** @param {import('./bench.js').Result} row */
export function printRow(row) {
  const words = [row.reference_name, row.note].filter(Boolean).join('; ');
  console.log(line([row.group, row.name, row.etalon, row.etalon_wall, row.etalon_native, row.etalon_native_c, row.reference, row.reference_wall, row.ratio, words], rowWidths));
}

/** @param {import('./bench.js').Row} row @param {string} why it cannot be measured here */
export function printAbsent(row, why) {
  console.log(line([row.group, row.name, NaN, NaN, NaN, NaN, NaN, NaN, NaN, `not here: ${why}`], rowWidths));
}

/** C against SIMD128, a line for two of the program's. @param {string} text a JSON object a line */
export function printKernels(text) {
  console.log(line(['filter', 'case', 'format', 'C', 'SIMD128', 'gain'], kernelWidths));
  const lines = text.trim().split('\n').filter(Boolean).map((row) => JSON.parse(row));
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [c, simd] = [lines[i], lines[i + 1]];
    const gain = c.ms / simd.ms;
    console.log(`${line([c.name, c.case, c.format, c.ms, simd.ms, gain], kernelWidths)}${gain < 1.2 ? '  below 1.2, or no SIMD128 of its own' : ''}`);
  }
}

/** What a changed setting costs, a line for each chain, formats beside one another. @param {string} text a JSON object a line */
export function printChanges(text) {
  /** @type {Record<string, Record<string, number>>} */
  const chains = {};
  for (const { name, format, ms } of text.trim().split('\n').filter(Boolean).map((row) => JSON.parse(row))) (chains[name] ??= {})[format] = ms;
  const formats = Object.keys(Object.values(chains)[0] ?? {});
  console.log(line(['chain, ms', ...formats], changeWidths));
  for (const [name, times] of Object.entries(chains)) {
    const slow = Math.max(...Object.values(times)) > CHANGE_LIMIT;
    console.log(`${line([name, ...formats.map((format) => times[format])], changeWidths)}${slow ? `  above ${CHANGE_LIMIT} ms` : ''}`);
  }
}
