// SPDX-License-Identifier: MIT
import js from '@eslint/js';
import globals from 'globals';
import { docComment } from './tools/eslint_doc_comment.js';

const node = { ...globals.node };
const page = { ...globals.browser, ...globals.worker };

export default [
  { ignores: ['build/', 'web/dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'e2e/results/', 'web/src/generated/', 'core/**/*.js'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { etalon: { rules: { 'doc-comment': docComment } } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-implicit-coercion': ['error', { boolean: false }],
      'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none' }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'max-lines': ['error', { max: 450, skipBlankLines: true }],
    },
  },
  { files: ['web/**/*.js', 'e2e/**/*.js'], languageOptions: { globals: { ...node, ...page, __ETALON_THREADS__: 'readonly', __ETALON_DEBUG__: 'readonly', __ETALON_VERSION__: 'readonly' } } },
  { files: ['web/src/audio.js'], languageOptions: { globals: globals.audioWorklet } },
  { files: ['web/src/**/*.js', 'tools/**/*.js'], rules: { 'etalon/doc-comment': 'error' } },
];
