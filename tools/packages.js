// SPDX-License-Identifier: MIT
/** The development tools of package-lock.json, installed when it changes. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.js';
import { hash, step, StepError } from './step.js';

/** Makes sure that node_modules/ is what package-lock.json says. */
export async function installDevelopmentTools() {
  const modules = join(root, 'node_modules');
  const key = hash(readFileSync(join(root, 'package-lock.json')), process.version);
  const stamp = join(modules, '.etalon-stamp');
  await step('Development tools (npm ci)', {
    stamp, key, hint: 'Check that the npm registry can be reached, then run the same command again.',
  }, (log) => log.run('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root, doing: 'npm ci',
    // Browsers are tools/browsers.js's business.
    env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  }));
}

/**
 * The path of a development tool's program.
 * @param {string} name for example "vite"
 * @returns {string}
 */
export function tool(name) {
  const file = join(root, 'node_modules/.bin', name);
  if (!existsSync(file)) throw new StepError(`${name} is not installed`, 'Delete node_modules and run the same command again.');
  return file;
}

/**
 * Runs a program in the foreground, with this terminal's input and output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} its exit code
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', cwd: options.cwd ?? root, env: { ...process.env, ...options.env } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
