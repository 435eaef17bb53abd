// SPDX-License-Identifier: MIT
/** What the linters of this repository's own find. */
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { undocumented } from '../../tools/c_doc_comments.js';
import { docComment } from '../../tools/eslint_doc_comment.js';

describe('functions of C headers', () => {
  it.each([
    ['a comment above', '/* Counts. */\nint count(void);\n'],
    ['a comment of several lines', '/*\n * Counts.\n */\nstruct et_x *count(int a,\n                    int b);\n'],
    ['one of a run', '/* Begin and end. */\nvoid begin(void);\nvoid end(void);\n'],
    ['a comment behind', 'int count(void); /* how many */\n'],
    ['an implementation', 'static inline int twice(int a)\n{\n    return 2 * a;\n}\n'],
    ['a template', 'static void VARIANT(run)(int a)\n{\n    use(a);\n}\n'],
    ['a member, a type, a macro', 'struct x {\n    int (*run)(int a);\n};\n\ntypedef int run(int a);\n\n#define COUNT(x) count(x)\n'],
  ])('%s is enough', (_, text) => expect(undocumented(text)).toEqual([]));

  it.each([
    ['none', 'int count(void);\n', 1],
    ['one that belongs to what is before', '/* How many. */\nstruct x {\n    int a;\n};\n\nconst struct x *count(void);\n', 6],
  ])('%s is too little', (_, text, line) => expect(undocumented(text)).toEqual([{ line, name: 'count' }]));
});

describe('exports of JavaScript', () => {
  const linter = new Linter();
  const found = (text) => linter.verify(text, { plugins: { own: { rules: { docComment } } }, rules: { 'own/docComment': 'error' } }).map(({ messageId }) => messageId);

  it.each([
    ['/** Counts. @param {number} a @returns {number} */\nexport const count = (a) => a;'],
    ['/** Counts. @param {number} a */\nexport function count(a) { [1].map((x) => { return x; }); return; }'],
    ['/** Counts. @type {(a: number) => number} */\nexport const count = (a) => a;'],
    ['/** A number. */\nexport const count = 1;'],
    ['export { count } from "./count.js";'],
  ])('%s', (text) => expect(found(text)).toEqual([]));

  it.each([
    ['export const count = 1;', 'missing'],
    ['/* Counts. */\nexport function count() {}', 'missing'],
    ['/** Counts. @param {number} a */\nexport function count(a, b) {}', 'param'],
    ['/** Counts. @param {number} a */\nexport function count(a) { if (a) return 1; }', 'returns'],
    ['/** Counts. */\nexport const count = () => 1;', 'returns'],
  ])('%s: %s', (text, messageId) => expect(found(text)).toEqual([messageId]));
});
