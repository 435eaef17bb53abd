// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseFilter } from '../chain.js';
import { filters } from '../generated/filters.js';
/** @import { FilterEntry } from '../generated/filters.js' */

/** What `etalon --help` prints. */
export const usage = `usage: etalon INPUT OUTPUT [--filter FILTER]... [options]   filter a video into an MP4
       etalon probe FILE                                    what is in a file, as JSON
       etalon hash FILE [--filter FILTER]... [options]      MD5 of all decoded frames, as ffmpeg -f md5
       etalon filters                                       the filters and their parameters
       etalon --version

A FILTER is NAME or NAME=KEY:VALUE,KEY:VALUE, for example 'adjust=contrast:1.2' or 'scale=width:1920';
@FILE stands for the text of a file: 'lut3d=table:@look.cube'. Or it is JSON, with a region, times and keyframes:
'{"filter":"box_blur","radius":20,"region":{"x":[{"time":0,"value":40},{"time":2,"value":600}],"y":80,"width":90,"height":30}}'.

  --from SECONDS, --to SECONDS   part of the video, cut at the exact frame
  --quality 12..51               H.264 quantizer, lower is better (default 23)
  --bitrate BITS                 bits per second instead, also as 8M or 800k
  --no-audio                     leave the sound out (default: copied as it is)
  --strict                       fail rather than convert pixels
  --no-rotate                    pixels as coded, whatever the file says of rotation
  --frames                       hash: a line for each frame, as ffmpeg -f framemd5
  --threads N                    pool threads; 0: the build without threads (default: one a core, at most 4)
`;

/** Wrong arguments: exit code 2, with the usage. */
export class UsageError extends Error {}

const number = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });

/** All options; each command says which it takes. */
const known = {
  filter: /** @type {const} */ ({ type: 'string', multiple: true }),
  from: number, to: number, quality: number, bitrate: number, threads: number,
  'no-audio': flag, strict: flag, 'no-rotate': flag, frames: flag,
};

/** @typedef {keyof typeof known} Option */

/**
 * @typedef {{ files: string[], chain: FilterEntry[], threads: number | 'auto', audio: boolean, strict: boolean, rotate: boolean, frames: boolean }
 *   & Record<'from' | 'to' | 'quality' | 'bitrate', number | undefined>} Arguments
 */

/**
 * Parses the arguments of one command.
 *
 * @param {string[]} args
 * @param {number} files how many names are wanted
 * @param {Option[]} allowed
 * @returns {Arguments} with undefined for numbers, and false for flags, that were not given
 * @throws {UsageError}
 * @example
 * const { files, chain, threads } = parse(args, 2, ['filter', 'threads']);
 */
export function parse(args, files, allowed) {
  const options = Object.fromEntries(allowed.map((name) => [name, known[name]]));
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
  const { positionals } = parsed;
  if (positionals.length !== files) throw new UsageError(`${files} file name${files === 1 ? '' : 's'} wanted, ${positionals.length} given`);
  const values = /** @type {Record<string, any>} */ (parsed.values);
  return {
    files: positionals,
    chain: /** @type {string[]} */ (values.filter ?? []).map(readFilter),
    from: asNumber('from', values.from),
    to: asNumber('to', values.to),
    quality: asNumber('quality', values.quality),
    bitrate: asNumber('bitrate', values.bitrate),
    threads: asNumber('threads', values.threads) ?? /** @type {const} */ ('auto'),
    audio: Boolean(!values['no-audio']),
    strict: Boolean(values.strict),
    rotate: Boolean(!values['no-rotate']),
    frames: Boolean(values.frames),
  };
}

/** A filter, with the files in place of texts that are @FILE. @param {string} text @returns {FilterEntry} */
function readFilter(text) {
  const entry = /** @type {any} */ (parseFilter(text));
  const { params } = /** @type {{ params: { key: string, type: string }[] }} */ (filters.find(({ name }) => name === entry.filter));
  for (const { key } of params.filter(({ type }) => type === 'text')) {
    const value = entry[key];
    if (!value?.startsWith('@')) continue;
    try {
      entry[key] = readFileSync(value.slice(1), 'utf8');
    } catch (error) {
      throw new UsageError(`${key} of ${entry.filter}: ${/** @type {Error} */ (error).message}`);
    }
  }
  return entry;
}

/** @param {string} name @param {string | undefined} text */
function asNumber(name, text) {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(-?[\d.]+(?:e[+-]?\d+)?)([kM]?)$/.exec(text) ?? [];
  const value = Number(digits) * ({ k: 1e3, M: 1e6 }[unit] ?? 1);
  if (Number.isNaN(value)) throw new UsageError(`--${name} takes a number, "${text}" was given`);
  return value;
}
