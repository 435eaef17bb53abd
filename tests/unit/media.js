// SPDX-License-Identifier: MIT
/** The media that tests read: the fixtures of this repository, and the full set where there is one. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Root of the repository. */
export const root = resolve(here, '../..');

/** Folder of the fixtures. */
export const fixtures = join(root, 'tests/fixtures');

/** The page's sample: 128 frames of 2160p with sound. */
export const sample = join(root, 'web/ui/sample.mp4');

/** Clips that the full set has at least, outside `robust/`, of the codecs of this slice. */
export const FULL_SET_CLIPS = 150;

/** Folder of the full set: `ETALON_MEDIA`, else `../shared/media`; undefined where there is none. */
export const fullSet = findFullSet();

/** "fixtures" or "fixtures and the full set (folder)", for the closing line. */
export const setName = fullSet ? `fixtures and the full set (${fullSet})` : 'fixtures only (no ETALON_MEDIA)';

const CODECS = new Set(['h264', 'hevc', 'vp8', 'vp9', 'av1']);

/**
 * @typedef {object} Clip
 * @property {string} name path inside its set
 * @property {string} path
 * @property {string} codec
 * @property {string} format FFmpeg's name of the pixel format
 * @property {number} width as coded
 * @property {number} height
 * @property {number} frames frames that `md5` covers
 * @property {boolean} partial the file has more frames than `md5` covers
 * @property {string} md5 of the frames as native ffmpeg gives them
 * @property {string} sha256 of the file
 */

/**
 * The video clips of a manifest, those of `robust/` left out.
 *
 * @param {string} folder with a manifest.tsv
 * @returns {Clip[]}
 */
export function readClips(folder) {
  const lines = readFileSync(join(folder, 'manifest.tsv'), 'utf8').trim().split('\n').slice(1);
  return lines
    .map((line) => line.split('\t'))
    .filter(([name, , , , , , codec]) => CODECS.has(codec) && !name.startsWith('robust/'))
    .map(([name, , , sha256, , , codec, format, size, frames, , md5]) => {
      const [width, height] = size.split('x').map(Number);
      return {
        name,
        path: join(folder, name),
        codec,
        format,
        width,
        height,
        frames: Number.parseInt(frames, 10),
        partial: frames.includes('first'),
        md5,
        sha256,
      };
    });
}

/** All clips to test, each file once: fixtures first, then what the full set adds. */
export const clips = uniqueClips();

/** Rows for `it.each`, so that a test has the clip's whole name. @param {Clip[]} list */
export const byName = (list) => list.map((clip) => /** @type {const} */ ([clip.name, clip]));

/**
 * The fixture of that name.
 *
 * @param {string} name path inside tests/fixtures
 */
export function fixture(name) {
  const path = join(fixtures, name);
  if (!existsSync(path)) throw new Error(`tests/fixtures has no ${name}`);
  return path;
}

/**
 * How much of a 3840 x 2160 frame one frame of the clip is; decoding time goes by it.
 *
 * @param {Clip} clip
 */
export const area4k = (clip) => (clip.width * clip.height) / (3840 * 2160);

function findFullSet() {
  const folder = process.env.ETALON_MEDIA ?? join(root, '../shared/media');
  if (existsSync(join(folder, 'manifest.tsv'))) return resolve(folder);
  if (process.env.ETALON_MEDIA) throw new Error(`ETALON_MEDIA=${folder} holds no manifest.tsv`);
  return undefined;
}

function uniqueClips() {
  const all = [...readClips(fixtures), ...(fullSet ? readClips(fullSet) : [])];
  const seen = new Set();
  return all.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}
