// SPDX-License-Identifier: MIT
import { defineConfig } from 'vitest/config';

/** Two test files at a time: the budget of tests/README.md is for two cores. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../build/vitest',
  test: {
    include: ['unit/**/*.test.js'],
    globalSetup: ['unit/closing_line.js'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
