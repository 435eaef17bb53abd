// SPDX-License-Identifier: MIT
/** How large the shipped modules are: as they are sent (brotli), against the budget, and what each component is of it. */
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { moduleFiles } from './build.js';
import { buildDir } from './paths.js';
import { hash, step, StepError } from './step.js';

/** What a module may take, compressed: the one place of this number. */
const BUDGET_MB = 2.6;

/** Components by the object files that the linker took; the first that fits. @type {[name: string, objects: RegExp][]} */
const components = [
  ['core', /libetalon\.a\(|^CMakeFiles\//],
  ['libavcodec', /\/libavcodec\.a\(/],
  ['libavformat', /\/libavformat\.a\(/],
  ['libswresample', /\/libswresample\.a\(/],
  ['libavutil', /\/libavutil\.a\(/],
  ['dav1d', /\/libdav1d\.a\(/],
  ['zlib', /\/libz\.a\(/],
  ['openh264', /\/libopenh264\.a\(/],
  ['strings of all', /^<internal>/],
  ['emscripten, libc', /./],
];

/** @typedef {{ code: number, data: number }} Part bytes */
/** @typedef {{ name: string, bytes: number, brotli: number, parts: Map<string, Part> }} Size */

const megabytes = /** @param {number} bytes */ (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const kilobytes = /** @param {number} bytes */ (bytes) => `${(bytes / 1e3).toFixed(0)} kB`;

/** Fails where a release module is above the budget. */
export async function checkSizes() {
  await step(`Modules of at most ${BUDGET_MB} MB, compressed`, { hint: overBudget }, async () => judge(await measure()));
}

/** Prints the sizes, then fails where one is above the budget. */
export async function printSizes() {
  await step('Sizes', { hint: overBudget }, async () => {
    const sizes = await measure();
    for (const size of sizes) print(size);
    judge(sizes);
  });
}

const overBudget = '"npm run build" prints what each component takes: leave something out of codecs/ffmpeg/recipe.js, or raise BUDGET_MB in tools/size.js and say why.';

/** @param {Size[]} sizes */
function judge(sizes) {
  const above = sizes.filter(({ brotli }) => brotli > BUDGET_MB * 1e6);
  if (above.length) throw new StepError(above.map(({ name, brotli }) => `${name} takes ${megabytes(brotli)} compressed, the budget is ${BUDGET_MB} MB`).join('; '));
}

/** @param {Size} size */
function print({ name, bytes, brotli, parts }) {
  const linked = [...parts.values()].reduce((sum, { code, data }) => sum + code + data, 0);
  console.log(`\n    ${name}: ${megabytes(brotli)} as brotli (budget ${BUDGET_MB} MB), ${megabytes(bytes)} as it is, ${megabytes(linked)} before wasm-opt:`);
  for (const [component, { code, data }] of parts) {
    const share = ((code + data) / linked) * 100;
    console.log(`      ${component.padEnd(18)} ${kilobytes(code).padStart(8)} code ${kilobytes(data).padStart(8)} data ${`${share.toFixed(1)} %`.padStart(8)}`);
  }
}

/** @returns {Promise<Size[]>} */
function measure() {
  return Promise.all(moduleFiles().map(async (file) => {
    const content = readFileSync(file);
    return { name: basename(file), bytes: content.length, brotli: await compressed(content), parts: await partsOf(file.replace(/\.wasm$/, '.map')) };
  }));
}

/** How many bytes a file is compressed; kept by its hash, since this takes seconds. @param {Buffer} content */
async function compressed(content) {
  const kept = join(buildDir, 'brotli.json');
  const read = () => /** @type {Record<string, number>} */ (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {});
  const key = hash(content);
  const known = read()[key];
  if (known) return known;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const { length } = await promisify(brotliCompress)(content, { params });
  writeFileSync(kept, JSON.stringify(Object.fromEntries([...Object.entries(read()), [key, length]].slice(-20)), null, 2));
  return length;
}

/**
 * Adds up a link map of wasm-ld, in whose lines "address offset size object:(section)" sizes are hexadecimal.
 * @param {string} file
 * @returns {Promise<Map<string, Part>>} by component
 */
async function partsOf(file) {
  if (!existsSync(file)) throw new StepError(`${file} is missing`, 'The link writes it: delete the .wasm file beside it and run the same command again.');
  const parts = new Map(components.map(([name]) => [name, { code: 0, data: 0 }]));
  let section = '';
  for await (const line of createInterface({ input: createReadStream(file) })) {
    section = /^ +- +[0-9a-f]+ +[0-9a-f]+ ([A-Z]+)/.exec(line)?.[1] ?? section;
    const [, offset, bytes, object] = /^ +\S+ +([0-9a-f]+) +([0-9a-f]+) {9}(\S.*):\(/.exec(line) ?? [];
    // What has no offset is zeros that the file does not hold.
    if (!object || offset === '0' || (section !== 'CODE' && section !== 'DATA')) continue;
    const part = parts.get(components.find(([, objects]) => objects.test(object))?.[0] ?? '');
    if (part) part[section === 'CODE' ? 'code' : 'data'] += Number.parseInt(bytes, 16);
  }
  return parts;
}
