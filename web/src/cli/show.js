// SPDX-License-Identifier: MIT
import { stdout } from 'node:process';
import { filters } from '../generated/filters.js';
import { Etalon } from '../node.js';
import { parse } from './usage.js';
/** @import { ParamDescriptor } from '../generated/filters.js' */

/**
 * `etalon probe FILE`: what is in a file, as JSON.
 *
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @example
 * await probeCommand(['in.mp4'], signal);
 */
export async function probeCommand(args, signal) {
  const { files: [input] } = parse(args, 1, []);
  const etalon = await Etalon.create({ threads: 0 });
  const clip = await etalon.open(input, { download: true, signal });
  const { container, duration, video, audio } = clip;
  stdout.write(`${JSON.stringify({ container, duration, video, audio }, undefined, 2)}\n`);
  clip.close();
  await etalon.close();
}

/**
 * `etalon filters`: a table of the filters and their parameters.
 *
 * @param {string[]} args
 * @returns {Promise<void>}
 * @example
 * await filtersCommand([]);
 */
export async function filtersCommand(args) {
  parse(args, 0, []);
  const blocks = filters.map(({ name, help, params }) => {
    const rows = params.map((param) => [param.key, rangeOf(param), `default ${initialOf(param)}`, param.help]);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
    return [`${name}: ${help}`, ...lines].join('\n');
  });
  stdout.write(`${blocks.join('\n\n')}\n`);
}

/** @param {ParamDescriptor} param */
function rangeOf({ type, choices, unit, min, max, fewest, most }) {
  if (choices) return choices.join('|');
  if (type === 'text') return 'a text';
  const range = `${min}..${max}${unit ? ` ${unit}s` : ''}`;
  return type === 'list' ? `${fewest} to ${most} of ${range}` : range;
}

/** @param {ParamDescriptor} param */
function initialOf({ type, choices, initial, initialValues = [] }) {
  if (choices) return choices[initial];
  if (type === 'text') return 'none';
  return type === 'list' ? initialValues.join(' ') || 'none' : initial;
}
