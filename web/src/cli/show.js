// SPDX-License-Identifier: MIT
import { stdout } from 'node:process';
import { filters } from '../generated/filters.js';
import { Etalon } from '../node.js';
import { parse } from './usage.js';

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
 * @example
 * await filtersCommand([]);
 */
export async function filtersCommand(args) {
  parse(args, 0, []);
  const blocks = filters.map(({ name, help, params }) => {
    const rows = params.map((param) => {
      const unit = param.unit === 'none' ? '' : ` ${param.unit}`;
      const range = param.choices ? param.choices.join('|') : `${param.min}..${param.max}${unit}`;
      return [param.key, range, `default ${param.choices ? param.choices[param.initial] : param.initial}`, param.help];
    });
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
    return [`${name}: ${help}`, ...lines].join('\n');
  });
  stdout.write(`${blocks.join('\n\n')}\n`);
}
