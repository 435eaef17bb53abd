// SPDX-License-Identifier: MIT
/** Where things are: the repository, its build folder, and the cache that clones share. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What this clone builds; git ignores it. */
export const buildDir = join(root, 'build');

/** Logs of every step, one file a step. */
export const logDir = join(buildDir, 'log');

/** Third-party builds and the toolchain, outside the clone, so that clones share them. */
export const cacheDir =
  process.env.ETALON_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'etalon');
