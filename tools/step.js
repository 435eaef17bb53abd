// SPDX-License-Identifier: MIT
/**
 * The step runner: a step says what it does, shows progress while it runs, says what it took, is
 * skipped while its inputs are unchanged, and on failure shows the log's tail and what to do.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logDir } from './paths.js';

const HEARTBEAT_MS = 15_000;
const TAIL_LINES = 25;
const TAIL_COLUMNS = 400;

/** A failure whose message already says what to do; no stack trace is shown for it. */
export class StepError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} [hint] what the person at the keyboard can do
   */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** Starts an intermediate line of output, under the step's own. @param {string} text */
export function say(text) {
  process.stdout.write(`    ${text}\n`);
}

/** A warning that must not be missed. @param {string} text */
export function warn(text) {
  process.stdout.write(`\n  !! ${text.replaceAll('\n', '\n  !! ')}\n\n`);
}

/** SHA-256 of the parts, in hex. @param {...(string | Buffer)} parts @returns {string} */
export function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

/** "3.2 s" or "2 min 05 s". @param {number} milliseconds @returns {string} */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/**
 * @typedef {object} StepOptions
 * @property {string} [stamp] file that holds the key of the last good run; with `key`, lets the step be skipped
 * @property {string} [key] hash of all the step's inputs
 * @property {string} [hint] what to do when the step fails
 */

/**
 * Runs one step.
 * @template T
 * @param {string} title what the step does, for example "FFmpeg 9.0.2 for wasm"
 * @param {StepOptions} options
 * @param {(log: Log) => Promise<T>} work
 * @returns {Promise<T | undefined>} what `work` gave; undefined when the step was skipped
 */
export async function step(title, options, work) {
  if (options.stamp && options.key && readStamp(options.stamp) === options.key) {
    console.log(`- ${title}: unchanged`);
    return undefined;
  }
  console.log(`> ${title} ...`);
  const log = new Log(title);
  const begun = performance.now();
  try {
    const result = await work(log);
    if (options.stamp && options.key) {
      mkdirSync(dirname(options.stamp), { recursive: true });
      writeFileSync(options.stamp, options.key);
    }
    console.log(`- ${title}: done in ${duration(performance.now() - begun)}`);
    return result;
  } catch (error) {
    if (error instanceof StepError && error.hint !== undefined) throw error;
    const message = error instanceof StepError ? error.message : String(error instanceof Error ? error.stack : error);
    const tail = log.tail();
    throw new StepError(
      `${title}: ${message}${tail ? `\n\n--- the end of ${log.file} ---\n${tail}\n---` : ''}`,
      options.hint ?? 'Read the log named above.',
    );
  } finally {
    log.close();
  }
}

/** The log of one step, and the way its commands are run. */
export class Log {
  /** @param {string} title */
  constructor(title) {
    mkdirSync(logDir, { recursive: true });
    this.file = join(logDir, `${title.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/^-|-$/g, '').slice(0, 60)}.txt`);
    writeFileSync(this.file, '');
    this.stream = createWriteStream(this.file, { flags: 'a' });
    /** @type {string[]} */
    this.last = [];
    this.lineCount = 0;
  }

  /**
   * Runs a command; its output goes to the log, and a line of progress to the terminal now and then.
   * @param {string} command
   * @param {string[]} args
   * @param {object} [options]
   * @param {string} [options.cwd]
   * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment
   * @param {string} [options.doing] what the progress line calls it
   * @param {boolean} [options.show] also print the output as it comes
   * @param {boolean} [options.mayFail] give the exit code back instead of throwing
   * @returns {Promise<{ code: number, output: string }>} standard output only, at most its last 64 MB
   */
  run(command, args, options = {}) {
    this.add(`$ ${[command, ...args].join(' ')}`);
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const begun = performance.now();
      const heart = setInterval(() => {
        say(`${options.doing ?? command}, ${duration(performance.now() - begun)}: ${this.progress()}`);
      }, HEARTBEAT_MS);
      /** @type {string[]} */
      const output = [];
      child.stdout.setEncoding('utf8').on('data', (text) => {
        output.push(text);
        if (options.show) process.stdout.write(text);
        this.add(text.trimEnd());
      });
      child.stderr.setEncoding('utf8').on('data', (text) => {
        if (options.show) process.stderr.write(text);
        this.add(text.trimEnd());
      });
      child.on('error', (error) => {
        clearInterval(heart);
        reject(new StepError(`cannot start ${command}: ${error.message}`));
      });
      child.on('close', (code, signal) => {
        clearInterval(heart);
        if (code === 0 || options.mayFail) resolve({ code: code ?? 1, output: output.join('') });
        else reject(new StepError(`${command} ${args[0] ?? ''} ended with ${signal ?? `exit code ${code}`}`));
      });
    });
  }

  /** Adds lines to the log. @param {string} text */
  add(text) {
    this.stream.write(`${text}\n`);
    const lines = text.split('\n');
    this.lineCount += lines.length;
    this.last.push(...lines);
    if (this.last.length > 200) this.last = this.last.slice(-100);
  }

  /** The newest "[n/m]" where the tool prints one, else how many lines came and the newest. */
  progress() {
    for (let i = this.last.length - 1; i >= 0; i--) {
      const counted = /^\[(\d+)\/(\d+)\]/.exec(this.last[i] ?? '');
      if (counted) return `${counted[1]} of ${counted[2]}`;
    }
    const newest = (this.last.at(-1) ?? '').trim();
    return newest.startsWith('$ ') ? 'at work' : `${this.lineCount} lines, now: ${newest.slice(0, 80)}`;
  }

  /** The last lines, for a failure's message. */
  tail() {
    return this.last.slice(-TAIL_LINES).map((line) => line.slice(0, TAIL_COLUMNS)).join('\n').trim();
  }

  /** Ends the log file. */
  close() {
    this.stream.end();
  }
}

/** @param {string} file */
function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
