// SPDX-License-Identifier: MIT
/**
 * The pictures of core/filters/README.md: what each filter does to a frame with the settings of its `.example`.
 *
 *     npm run build -- --pictures          all of them
 *     node tools/filter_pictures.js NAME   of one filter, from the package as it is built
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownFilters, pictureSource } from './filter_docs.js';
import { referencePrograms } from './native.js';
import { root } from './paths.js';

const MOST_BYTES = 100_000;

/** Side of a square of the board that shows through where a picture is transparent. */
const SQUARE = 9;

const folder = join(root, 'core/filters/pictures');
const size = { width: 288, height: 162 };
const shrink = { filter: 'scale', ...size, kernel: 'lanczos' };

/** What the pictures are of: files below tests/fixtures, and filters before and behind. @type {Record<string, { file: string, time: number, raw?: boolean, first?: any[], last?: any[] }>} */
const clips = {
  film: { file: 'cut/bbb_2s.mp4', time: 1.8 },
  // Soft slopes of 16 bits, of which a small stretch is shown.
  slopes: {
    file: 'cut/bbb_2s.mp4', time: 1.8,
    first: [{ filter: 'depth', bits: '16' }, { filter: 'gaussian_blur', sigma: 16 }], last: [{ filter: 'levels', in_black: 0.4, in_white: 0.5 }],
  },
  fields: { file: 'conf/cros-codecs/test-25fps-interlaced.h264', time: 0.4 },
  hdr: { file: 'hdr/hlg10-color-test.mp4', time: 0, raw: true },
};

/** Where a second input comes from. */
const second = { file: '4k/vp9_4k.webm', time: 0 };

/**
 * Writes them, and removes those of filters that are no more, or that change nothing to be seen.
 * @param {string[]} [names] of filters; default: all
 */
export async function makePictures(names) {
  await referencePrograms();
  const built = pathToFileURL(join(root, 'web/dist/node.js')).href;
  /** @type {any} */
  const { Etalon, filters } = await import(built);
  const { parseSettings } = /** @type {any} */ (await import(pathToFileURL(join(root, 'web/src/chain.js')).href));
  const own = filters.filter((/** @type {any} */ filter) => ownFilters().includes(filter.name) && filter.results.length === 0);
  const wanted = own.filter((/** @type {any} */ filter) => !names || names.includes(filter.name));
  const etalon = await Etalon.create({ threads: 0 });
  mkdirSync(folder, { recursive: true });
  const other = await etalon.open(join(root, 'tests/fixtures', second.file));
  const input = await other.frameAt(second.time, { chain: [shrink] });
  for (const [source, { file, time, raw, first = [], last = [] }] of Object.entries(clips)) {
    const clip = await etalon.open(join(root, 'tests/fixtures', file));
    const picture = async (/** @type {any[]} */ chain) => {
      const { data, width, height } = await clip.render(time, { chain });
      return encodePng(width, height, onBoard(width, data));
    };
    const shrunk = source === 'fields' ? [] : [shrink, ...first];
    // Codes as they are, as a viewer that knows nothing of the transfer would show them.
    const unconverted = raw && filters.some((/** @type {any} */ { name }) => name === 'colorspace') ? [{ filter: 'colorspace', mode: 'tag', transfer: 'bt709', primaries: 'bt709' }] : [];
    const before = await picture([...shrunk, ...unconverted, ...last]);
    if (!names) save(`before_${source}`, before);
    for (const { name, example, inputs } of wanted) {
      if (pictureSource(name) !== source) continue;
      const entry = parseSettings(example ? `${name}=${example}` : name);
      const after = await picture([...shrunk, inputs === 2 ? { ...entry, input } : entry, ...last]);
      if (after.equals(before)) rmSync(join(folder, `${name}.png`), { force: true });
      else save(name, after);
    }
    clip.close();
  }
  input.close();
  other.close();
  await etalon.close();
  if (!names) {
    const kept = new Set([...Object.keys(clips).map((source) => `before_${source}`), ...own.map((/** @type {any} */ { name }) => name)]);
    for (const file of readdirSync(folder)) if (!kept.has(file.replace(/\.png$/, ''))) rmSync(join(folder, file));
  }
}

/** @param {string} name @param {Buffer} png */
function save(name, png) {
  if (png.length > MOST_BYTES) throw new Error(`the picture of ${name} has ${png.length} bytes, more than ${MOST_BYTES}`);
  writeFileSync(join(folder, `${name}.png`), png);
}

/** A picture on a board of light and dark squares. @param {number} width @param {Uint8ClampedArray} rgba @returns {Uint8ClampedArray} opaque */
function onBoard(width, rgba) {
  return rgba.map((value, i) => {
    const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
    const board = (Math.floor(x / SQUARE) + Math.floor(y / SQUARE)) % 2 ? 255 : 192;
    const alpha = rgba[i | 3] ?? 255;
    return (i & 3) === 3 ? 255 : (value * alpha + board * (255 - alpha)) / 255;
  });
}

/** A PNG file with a palette of 256 colours. @param {number} width @param {number} height @param {Uint8ClampedArray} rgba */
function encodePng(width, height, rgba) {
  const { status, stdout, stderr } = spawnSync('ffmpeg', [
    '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-i', '-',
    '-vf', 'split[a][b];[a]palettegen=reserve_transparent=0[p];[b][p]paletteuse=dither=none', '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-',
  ], { input: rgba, maxBuffer: 1 << 24 });
  if (status !== 0) throw new Error(`ffmpeg cannot write a picture: ${stderr}`);
  return stdout;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await makePictures(process.argv.length > 2 ? process.argv.slice(2) : undefined);
