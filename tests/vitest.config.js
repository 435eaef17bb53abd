// SPDX-License-Identifier: MIT
import { defineConfig } from 'vitest/config';

/** A file more at a time than the two cores that the budget of tests/README.md is for: some sleep, to see what others do meanwhile. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../build/vitest',
  test: {
    include: ['unit/**/*.test.js'],
    globalSetup: ['unit/closing_line.js'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});
