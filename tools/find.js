// SPDX-License-Identifier: MIT
/** Looking for programs on this machine, and asking them short questions. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The first of the names that is a program on PATH.
 * @param {...string} names program names or absolute paths
 * @returns {string | undefined} its full path
 */
export function which(...names) {
  for (const name of names) {
    const places = name.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
    for (const place of places) {
      const file = place ? join(place, name) : name;
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // not here: the next place
      }
    }
  }
  return undefined;
}

/**
 * What a short command prints.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} its trimmed output; undefined when it failed
 */
export function ask(command, args, env) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 << 20,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Compares dotted versions. @param {string} a @param {string} b @returns {number} < 0, 0 or > 0 */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
