#!/usr/bin/env node
// SPDX-License-Identifier: MIT
/** The command line: `npx etalon`. */
import { argv, exit, stderr } from 'node:process';
import { hashCommand } from './cli/hash.js';
import { exportCommand } from './cli/export.js';
import { filtersCommand, probeCommand } from './cli/show.js';
import { UsageError, usage } from './cli/usage.js';

const interrupted = 130;

/** @type {Record<string, (args: string[], signal: AbortSignal) => Promise<void>>} */
const commands = { probe: probeCommand, hash: hashCommand, filters: filtersCommand };

const controller = new AbortController();
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(name, () => {
    // A second Ctrl-C does not wait for the worker.
    if (controller.signal.aborted) exit(interrupted);
    controller.abort(new Error('interrupted'));
  });
}

process.stdout.on('error', (error) => {
  // The reader of a pipe has gone: nobody is left to tell.
  if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE') exit(0);
});

const args = argv.slice(2);
const command = Object.hasOwn(commands, args[0]) ? commands[args[0]] : undefined;
try {
  if (args[0] === '--version') {
    process.stdout.write(`${__ETALON_VERSION__}\n`);
    exit(0);
  }
  if (!args.length || args.includes('--help') || args.includes('-h')) {
    (args.length ? process.stdout : stderr).write(usage);
    exit(args.length ? 0 : 2);
  }
  await (command ? command(args.slice(1), controller.signal) : exportCommand(args, controller.signal));
  exit(0);
} catch (error) {
  exit(report(error));
}

/** @param {unknown} error @returns {number} exit code */
function report(error) {
  if (controller.signal.aborted) {
    stderr.write('etalon: ABORTED: interrupted, nothing was kept\n');
    return interrupted;
  }
  if (error instanceof UsageError) {
    stderr.write(`etalon: ${error.message}\n\n${usage}`);
    return 2;
  }
  const { code = 'STATE', message, cause } = /** @type {any} */ (error);
  const reason = cause instanceof Error && !message.includes(cause.message) ? ` (${cause.message})` : '';
  stderr.write(`etalon: ${code}: ${`${message}${reason}`.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  return 1;
}
