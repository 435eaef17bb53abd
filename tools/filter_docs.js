// SPDX-License-Identifier: MIT
/**
 * The text of core/filters/README.md: made of the descriptors, of the comment at the head of each filter's file,
 * and of the pictures that tools/filter_pictures.js makes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.js';

/**
 * @typedef {object} Param
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {'float' | 'int' | 'choice' | 'list' | 'text'} type
 * @property {string} unit
 * @property {number} min
 * @property {number} max
 * @property {number} initial
 * @property {boolean} fixed
 * @property {string[]} [choices]
 * @property {number} [fewest]
 * @property {number} [most]
 * @property {number[]} [initialValues]
 */

/**
 * @typedef {object} Filter
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {string} group
 * @property {string} [example]
 * @property {number} inputs
 * @property {string[]} models
 * @property {string[]} [secondModels]
 * @property {number} framesBefore
 * @property {number} framesAfter
 * @property {Param[]} params
 * @property {{ key: string, help: string, type: string }[]} results
 */

const folder = join(root, 'core/filters');

/** Groups in the engine's order. @type {Record<string, string>} */
const groups = {
  color: 'Colour', spatial: 'Spatial', temporal: 'Temporal', geometry: 'Geometry', compose: 'Keying and compositing', analysis: 'Analysis',
};

/** @type {Record<string, string>} */
const units = { pixel: 'pixels', degree: 'degrees' };

/** Names of the clips that pictures are made of, by filter; all others: 'film'. @type {Record<string, string>} */
const sources = { deinterlace: 'fields', tone_map: 'hdr', depth: 'slopes' };

/** What there is to say of pictures of a clip. @type {Record<string, string>} */
const captions = { slopes: 'Soft slopes of 16 bits, and what the example makes of them; a tenth of the range is shown.' };

/**
 * Which clip shows what a filter does.
 * @param {string} name of the filter
 * @returns {string} a key of the clips in tools/filter_pictures.js
 */
export const pictureSource = (name) => sources[name] ?? 'film';

/** The filters of this repository: those of registry.def, not those of folders outside. @returns {string[]} */
export function ownFilters() {
  return [...readFileSync(join(folder, 'registry.def'), 'utf8').matchAll(/^ET_FILTER\((\w+)\)/gm)].map((match) => match[1] ?? '');
}

/**
 * The whole text.
 * @param {{ filters: Filter[] }} describe what the engine says of itself
 * @returns {string}
 */
export function filtersReadme({ filters }) {
  const own = ownFilters();
  const known = filters.filter(({ name }) => own.includes(name));
  const sections = Object.entries(groups).map(([group, title]) => ({ title, members: known.filter((filter) => filter.group === group) }))
    .filter(({ members }) => members.length);
  const contents = sections.map(({ title, members }) =>
    `- **${title}**: ${members.map(({ name }) => `[\`${name}\`](#${name})`).join(', ')}`);
  return `<!-- SPDX-License-Identifier: MIT -->
<!-- Made by web/generate.js of descriptors and of comments in core/filters/*.c: change those, then run \`npm run build\`. -->

# The filters

${known.length} filters. How to add one: [ADDING.md](ADDING.md).

Beside its parameters an entry of a chain may have \`region\` (with a feather), \`enable\` (a stretch of time), and
keyframes in place of a value: of a parameter, a list included, or of a number of the region. Parameters marked "fixed"
take none, as they decide on the shape of the output or are texts. A second input may have a chain of its own
(\`input: { clip, offset, ends, chain }\`, or \`{ picture, chain }\`): it is keyed, scaled, graded, or moved by parts of a pixel
(\`transform\`) before the filter gets it. In formulas a code is a sample's number, \`depth\`
its bits; formats are named in \`web/src/generated/formats.js\`. The pictures are made by
\`npm run build -- --pictures\` with the settings under "Example", of frames of 288 x 162.

${contents.join('\n')}

${sections.map(({ title, members }) => [`## ${title}`, ...members.map(filterText)].join('\n\n')).join('\n\n')}
`;
}

/** @param {Filter} filter */
function filterText(filter) {
  const { name, label, help, example, inputs, models, framesBefore, framesAfter, params, results } = filter;
  const facts = [
    `${list(models.map((model) => model.toUpperCase()))} of every depth`,
    ...(inputs === 2 ? [`a second input (${list((filter.secondModels ?? []).map((model) => model.toUpperCase()))})`] : []),
    ...(framesBefore || framesAfter ? [`reads ${framesBefore} frames before and ${framesAfter} after`] : []),
  ];
  return [
    `<a id="${name}"></a>\n### ${label}: \`${name}\``,
    `${escaped(help)} ${facts.join('; ')}.`,
    ...pictureText(name),
    ...(example ? [`Example: \`${name}=${example}\``] : []),
    ...(params.length ? [paramTable(params)] : []),
    ...(results.length ? [resultTable(results)] : []),
    headComment(name),
  ].join('\n\n');
}

/** @param {string} name */
function pictureText(name) {
  if (!existsSync(join(folder, 'pictures', `${name}.png`))) return [];
  const source = pictureSource(name);
  return [`![before](pictures/before_${source}.png) ![after](pictures/${name}.png)`, ...(captions[source] ? [captions[source]] : [])];
}

/** A table without a unit in it has no place for one. @param {Param[]} params */
function paramTable(params) {
  const withUnit = params.some(({ unit }) => unit in units);
  const row = (/** @type {string[]} */ [key, about, unit, ...rest]) => `| ${[key, about, ...(withUnit ? [unit] : []), ...rest].join(' | ')} |`;
  const rows = params.map((param) => {
    const about = `${escaped(param.label)}. ${escaped(param.help)}${param.fixed ? ' (fixed)' : ''}`;
    return row([`\`${param.key}\``, about.replaceAll('|', '\\|'), units[param.unit] ?? '', rangeOf(param), initialOf(param)]);
  });
  return [row(['Parameter', '', 'Unit', 'Range', 'Default']), `${'|---'.repeat(withUnit ? 5 : 4)}|`, ...rows].join('\n');
}

/** @param {Param} param */
function rangeOf({ type, choices, min, max, fewest, most }) {
  if (type === 'text') return 'a text';
  if (type === 'choice') return (choices ?? []).map((choice) => `\`${choice}\``).join(', ');
  const range = `${plain(min)} to ${plain(max)}`;
  return type === 'list' ? `${fewest} to ${most} numbers, ${range}` : range;
}

/** @param {Param} param */
function initialOf({ type, choices, initial, initialValues }) {
  if (type === 'text') return 'none';
  if (type === 'choice') return `\`${choices?.[initial]}\``;
  if (type !== 'list') return plain(initial);
  const values = (initialValues ?? []).map(plain);
  return values.length > 8 ? `${values.slice(0, 8).join(' ')} ...` : values.join(' ');
}

/** @param {Filter['results']} results */
function resultTable(results) {
  const kinds = /** @type {Record<string, string>} */ ({ u32: 'Uint32Array', f64: 'Float64Array' });
  return ['| Result | Type | |', '|---|---|---|', ...results.map(({ key, type, help }) => `| \`${key}\` | ${kinds[type] ?? type} | ${escaped(help)} |`)].join('\n');
}

/** Without binary noise. @param {number} value */
const plain = (value) => String(Number(value.toPrecision(12)));

/** "a, b and c". @param {string[]} words */
const list = (words) => [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');

/** Words that Markdown must not take for its own. @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('*', '\\*');

/**
 * The comment at the head of a filter's file as Markdown: what is indented is a formula.
 * @param {string} name
 */
function headComment(name) {
  const source = readFileSync(join(folder, `${name}.c`), 'utf8');
  const comment = /\/\*\n([^]*?)\n \*\//.exec(source)?.[1];
  if (!comment) throw new Error(`core/filters/${name}.c does not begin with a comment on what it computes`);
  /** @type {{ formula: boolean, lines: string[] }[]} */
  const blocks = [];
  let fresh = true;
  for (const line of comment.split('\n').map((each) => each.replace(/^ \* ?/, ''))) {
    const formula = line.startsWith('  ');
    const last = blocks.at(-1);
    if (!line.trim()) {
      // Formulas that an empty line parts stay one block.
      if (last?.formula) last.lines.push('');
      fresh = true;
      continue;
    }
    if (last?.formula === formula && (formula || !fresh)) last.lines.push(line);
    else blocks.push({ formula, lines: [line] });
    fresh = false;
  }
  return blocks.map(({ formula, lines }) => (formula ? formulaText(lines) : lines.map(proseLine).join('\n'))).join('\n\n');
}

/** A line that would begin a list or heading begins a word. @param {string} line */
const proseLine = (line) => escaped(line).replace(/^([-+#>]|\d+\.)(?= )/, '\\$1');

/** @param {string[]} lines */
const formulaText = (lines) => `\`\`\`text\n${lines.join('\n').trimEnd()}\n\`\`\``;
