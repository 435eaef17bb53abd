// SPDX-License-Identifier: MIT
/**
 * Writes web/src/generated/ and core/filters/README.md from what the engine says about itself:
 *
 *     node build/wasm/describe.js | node web/generate.js - [--check]
 *     node web/generate.js describe.json [--check]
 *
 * `--check` writes nothing and exits 1 when a file differs. The input is
 * `{ filters: [{ name, label, help, group, example?, inputs, models, secondModels, framesBefore, framesAfter, order, keepsShape, params: [{ key,
 * label, help, type: 'float' | 'int' | 'choice' | 'list' | 'text', unit, min, max, step, initial, fixed, choices?, fewest?,
 * most?, initialValues?, curve? }], results: [{ key, help, type }] }], region: params, formats: [{ name, model, planes, depth, chromaX,
 * chromaY, alpha }], packings: [{ name, format }], sideMost, inputsDeep, errors: [{ name, code, help }] }`; more keys are ignored.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, stderr, stdin } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { filtersReadme } from '../tools/filter_docs.js';

const head = `// SPDX-License-Identifier: MIT
// Made by web/generate.js from the engine's own tables: change those, then run it again.
`;

const quote = (/** @type {string} */ text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

/** A literal as this repository writes it. @param {any} value @param {string} indent @returns {string} */
function literal(value, indent = '') {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = indent + '  ';
  const list = Array.isArray(value);
  const items = list
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(([key, item]) => `${key}: ${literal(item, inner)}`);
  if (!items.length) return list ? '[]' : '{}';
  const line = list ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  if (!line.includes('\n') && line.length + indent.length <= 110) return line;
  return `${list ? '[' : '{'}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${list ? ']' : '}'}`;
}

/** "gaussian_blur" -> "GaussianBlur". @param {string} name */
const pascal = (name) =>
  name.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

const units = /** @type {Record<string, string>} */ ({ pixel: 'pixels', degree: 'degrees' });

/** A number without binary noise. @param {number} value */
const number = (value) => Number(value.toPrecision(12));

/** @param {any} param */
function paramType({ type, choices, fixed }) {
  if (type === 'text') return 'string';
  const value = type === 'choice' ? choices.map(quote).join(' | ') : type === 'list' ? 'number[]' : 'number';
  return fixed ? value : `${value} | Keyframes<${value}>`;
}

/** @param {any} param */
function paramText(param) {
  if (param.type === 'text') return ` * @property {string} [${param.key}] ${param.help} Default none`;
  const initial = param.type === 'choice' ? quote(param.choices[param.initial])
    : param.type === 'list' ? literal(param.initialValues.map(number)) : number(param.initial);
  const range = param.type === 'choice' ? '' : `${number(param.min)} to ${number(param.max)}, `;
  const length = param.type === 'list' ? `${param.fewest} to ${param.most} numbers, ` : '';
  const unit = units[param.unit] ? `${units[param.unit]}, ` : '';
  return ` * @property {${paramType(param)}} [${param.key}] ${param.help} ${unit}${length}${range}default ${initial}`;
}

/** @param {any} filter */
function entryText(filter) {
  return [
    '/**',
    ` * ${filter.help}`,
    ' *',
    ` * @typedef {object} ${pascal(filter.name)}Entry`,
    ` * @property {${quote(filter.name)}} filter`,
    ...(filter.secondModels.length > 0 ? [` * @property {SecondInput} ${filter.inputs === 2 ? 'input' : '[input]'} the second input`] : []),
    ...filter.params.map(paramText),
    ' */',
  ].join('\n');
}

/** A descriptor. @param {any} p */
const paramData = (p) => ({
  key: p.key, label: p.label, help: p.help, type: p.type, unit: p.unit,
  min: number(p.min), max: number(p.max), step: number(p.step), initial: number(p.initial), fixed: p.fixed,
  ...(p.choices ? { choices: p.choices } : {}),
  ...(p.type === 'list' ? { fewest: p.fewest, most: p.most, initialValues: p.initialValues.map(number), curve: p.curve } : {}),
});

/** What analyses find, by filter. @param {any[]} filters */
function resultsText(filters) {
  const kinds = /** @type {Record<string, string>} */ ({ u32: 'Uint32Array', f64: 'Float64Array' });
  return filters.filter(({ results = [] }) => results.length).map(({ name, results }) => {
    const arrays = results.map((/** @type {any} */ { key, type }) => `${key}: ${kinds[type]}`).join(', ');
    const help = results.map((/** @type {any} */ result) => `${result.key}: ${result.help}`).join(' ');
    return ` * @property {{ ${arrays} }} [${name}] ${help}\n`;
  }).join('');
}

/** @param {any} describe */
function filtersText({ filters, region }) {
  const types = filters.map(entryText);
  const union = filters.map((/** @type {any} */ filter) => `${pascal(filter.name)}Entry`).join(' | ');
  const data = filters.map((/** @type {any} */ { name, label, help, group, example, inputs, models, secondModels, framesBefore, framesAfter, order, keepsShape, params, results }) => ({
    name, label, help, group, ...(example && { example }), inputs, models, secondModels, framesBefore, framesAfter, order, keepsShape,
    params: params.map(paramData),
    results: results.map((/** @type {any} */ { key, help: text, type }) => ({ key, help: text, type })),
  }));
  return `${head}
/** @import { EntrySettings, Keyframes, SecondInput } from '../types.js' */

${types.join('\n\n')}

/** One entry of a chain. @typedef {(${union}) & EntrySettings} FilterEntry */

/** Filters in the order in which they are applied; plain JSON, but for second inputs. @typedef {FilterEntry[]} Chain */

/**
 * What the analyses of a chain found in a frame.
 *
 * @typedef {object} FrameResults
${resultsText(filters)} */

/**
 * One parameter of a filter, as a control needs it. \`unit\` is 'pixel', 'degree' or '' (none: a number by itself, such as a factor); for a choice
 * \`initial\` is an index of \`choices\`; a list has \`fewest\` to \`most\` numbers, at first \`initialValues\`, which where
 * it is a \`curve\` are points, x and y in turn (\`etalon.curve()\` has the values between them); what is \`fixed\` takes no keyframes.
 *
 * @typedef {object} ParamDescriptor
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {'float' | 'int' | 'choice' | 'list' | 'text'} type
 * @property {string} unit
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} initial
 * @property {boolean} fixed
 * @property {string[]} [choices]
 * @property {number} [fewest]
 * @property {number} [most]
 * @property {number[]} [initialValues]
 * @property {boolean} [curve]
 */

/**
 * A filter. It reads \`framesBefore\` and \`framesAfter\` neighbours in time; \`models\` and \`secondModels\` are those of
 * the formats that its inputs may have; a second input may be absent where \`inputs\` is 1. Where no setting
 * gives its output another shape than its input's it \`keepsShape\`, and takes a region and times. An analysis has \`results\`.
 *
 * @typedef {object} FilterDescriptor
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {'color' | 'spatial' | 'temporal' | 'geometry' | 'compose' | 'analysis'} group
 * @property {string} [example] settings that show what it does, as the command line takes them
 * @property {number} inputs
 * @property {string[]} models
 * @property {string[]} secondModels
 * @property {number} framesBefore
 * @property {number} framesAfter
 * @property {string} order
 * @property {boolean} keepsShape
 * @property {ParamDescriptor[]} params
 * @property {{ key: string, help: string, type: string }[]} results
 */

/**
 * Every filter of the engine, in the engine's order: enough to draw controls and check values.
 *
 * @example
 * filters.find((filter) => filter.name === 'scale').params.map((param) => param.key);
 * @type {FilterDescriptor[]}
 */
export const filters = ${literal(data)};

/**
 * The numbers of a region, as parameters.
 *
 * @example
 * regionParams.map((param) => param.key); // ['x', 'y', 'width', 'height', 'feather']
 * @type {ParamDescriptor[]}
 */
export const regionParams = ${literal(region.map(paramData))};
`;
}

/** @param {any} describe */
function formatsText({ formats, packings, sideMost, inputsDeep }) {
  const rows = formats.map((/** @type {any} */ f) => [
    f.name,
    { model: f.model.toLowerCase(), planes: f.planes, depth: f.depth, chromaX: f.chromaX, chromaY: f.chromaY, alpha: f.alpha },
  ]);
  return `${head}
/**
 * A pixel format. Samples deeper than 8 bits are 16-bit little-endian words; \`chromaX\` and \`chromaY\` are log2
 * of the chroma subsampling; the planes of model 'rgb' are G, B, R; with \`alpha\` the last plane is that, of full
 * size, from 0 (clear) to the largest code (opaque), and the others are not multiplied by it.
 *
 * @typedef {object} FormatDescriptor
 * @property {'gray' | 'yuv' | 'rgb' | 'rgba'} model
 * @property {number} planes
 * @property {number} depth bits
 * @property {number} chromaX
 * @property {number} chromaY
 * @property {boolean} alpha
 */

/**
 * The pixel formats by name.
 *
 * @example
 * formats.I420P10.depth; // 10
 * @type {Record<string, FormatDescriptor>}
 */
export const formats = ${literal(Object.fromEntries(rows))};

/** Names in the engine's order; the engine's number of a format is its index plus 1. */
export const formatNames = ${literal(rows.map((/** @type {any} */ row) => row[0]))};

/** Interleaved samples that frames can be made of, in the engine's order, and the formats that they become. */
export const packings = ${literal(packings)};

/** Most pixels of a picture's width and height. */
export const sideMost = ${sideMost};

/** How many chains of second inputs may lie within each other. */
export const inputsDeep = ${inputsDeep};
`;
}

/** @param {any} describe */
function errorsText({ errors }) {
  const names = [...errors.map((/** @type {any} */ error) => error.name), 'CRASHED'];
  const help = errors.map((/** @type {any} */ error) => ` * - ${error.name}: ${error.help}`);
  return `${head}
/**
 * What \`EtalonError.code\` can be.
 *
${help.join('\n')}
 * - CRASHED: The engine's worker ended; the next call starts it again.
 *
 * @typedef {${names.map(quote).join(' | ')}} ErrorCode
 */

/**
 * The engine's numbers of the codes.
 *
 * @example
 * errorNumbers.IO; // what a host function returns to the engine when a read fails
 */
export const errorNumbers = ${literal(Object.fromEntries(errors.map((/** @type {any} */ e) => [e.name, e.code])))};
`;
}

const [input, ...flags] = argv.slice(2);
if (!input || flags.some((flag) => flag !== '--check')) {
  stderr.write('usage: node web/generate.js DESCRIBE.json|- [--check]\n');
  exit(2);
}
const describe = JSON.parse(input === '-' ? await text(stdin) : readFileSync(input, 'utf8'));
const root = dirname(dirname(fileURLToPath(import.meta.url)));
mkdirSync(join(root, 'web/src/generated'), { recursive: true });
const texts = {
  'web/src/generated/filters.js': filtersText(describe),
  'web/src/generated/formats.js': formatsText(describe),
  'web/src/generated/errors.js': errorsText(describe),
  'core/filters/README.md': filtersReadme(describe),
};
const stale = [];
for (const [name, content] of Object.entries(texts)) {
  const file = join(root, name);
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // A file that is not there yet differs.
  }
  if (before === content) continue;
  stale.push(name);
  if (!flags.length) writeFileSync(file, content);
}
if (stale.length) stderr.write(`${flags.length ? 'out of date' : 'wrote'}: ${stale.join(', ')}\n`);
if (stale.length && flags.length) {
  stderr.write('run `npm run build` and commit the result\n');
  exit(1);
}
