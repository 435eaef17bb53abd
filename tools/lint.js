// SPDX-License-Identifier: MIT
/** Style and types: clang-format and doc comments of C, tsc on JavaScript's JSDoc types, eslint. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt } from './apt.js';
import { undocumented } from './c_doc_comments.js';
import { ask, which } from './find.js';
import { needPrograms } from './native.js';
import { foreground, installDevelopmentTools, tool } from './packages.js';
import { root } from './paths.js';
import { warn } from './step.js';

/** Another major version lays out differently, so that only this one's opinion counts. */
const CLANG_FORMAT = 14;

/** Each has a tsconfig.json. */
const typedFolders = ['tools', 'web', 'web/ui', 'e2e'];

/**
 * Runs every linter.
 * @param {{ fix?: boolean }} [options] fix: rewrite what can be rewritten
 * @returns {Promise<import('./suites.js').Counts>} each linter counts as one test
 */
export async function runLint({ fix = false } = {}) {
  await installDevelopmentTools();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const runs = [
    ['clang-format', () => formatC(fix)],
    ['comments of C headers', documentedC],
    ...typedFolders.map((name) =>
      /** @type {const} */ ([`tsc, ${name}`, () => foreground(tool('tsc'), ['--noEmit', '-p', join(name, 'tsconfig.json')])])),
    ['eslint', () => foreground(tool('eslint'), ['--max-warnings', '0', ...(fix ? ['--fix'] : []), '.'])],
  ];
  for (const [title, run] of /** @type {[string, () => Promise<number | undefined>][]} */ (runs)) {
    const code = await run();
    console.log(`- ${title}: ${code === undefined ? 'skipped' : code === 0 ? 'good' : 'FAILED'}`);
    if (code && !fix) console.log('  ("npm run lint -- --fix" mends what can be mended by itself)');
    counts[code === undefined ? 'skipped' : code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

/** @param {boolean} fix @returns {Promise<number | undefined>} undefined where there is no such clang-format */
async function formatC(fix) {
  const name = `clang-format-${CLANG_FORMAT}`;
  if (!which(name) && hasApt()) await needPrograms('Format of C files', [name]).catch(() => undefined);
  const program = which(name, 'clang-format');
  const version = program && /version (\d+)/.exec(ask(program, ['--version']) ?? '')?.[1];
  if (!program || Number(version) !== CLANG_FORMAT) {
    warn(`clang-format ${CLANG_FORMAT} is not here (found: ${version ?? 'none'}): the format of C files is not checked.`);
    return undefined;
  }
  const files = ['core', 'tests'].flatMap(cFiles);
  if (files.length === 0) return 0;
  return foreground(program, [...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...files]);
}

/** Names each function of a header that no comment speaks of. */
async function documentedC() {
  const bare = ['core', 'tests'].flatMap(cFiles).filter((file) => file.endsWith('.h')).flatMap((file) =>
    undocumented(readFileSync(join(root, file), 'utf8')).map(({ line, name }) => `${file}:${line}: ${name}() has no comment directly above it`));
  for (const words of bare) console.error(words);
  return Number(bare.length > 0);
}

/** @param {string} folder */
function cFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => /\.[ch]$/.test(name)).map((name) => join(folder, name)).sort();
}
