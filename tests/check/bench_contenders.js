// SPDX-License-Identifier: MIT
/**
 * Each contender's time of a frame: our program says its own, ffmpeg's is that of 60 frames less
 * that of 12, whole processes, over 48.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../tools/paths.js';
import { StepError } from '../../tools/step.js';
import { FIRST, LAST } from './bench_player.js';

/** Our program as WebAssembly and natively, where tools/build.js puts them. */
export const programs = {
  wasm: [process.execPath, join(process.env.ETALON_BENCH_WASM ?? join(root, 'build/wasm'), 'bench.js')],
  native: [join(process.env.ETALON_BENCH_NATIVE ?? join(root, 'build/native'), 'bench')],
  js: [process.execPath, join(root, 'tests/check/bench_js.js')],
  play: [process.execPath, join(root, 'tests/check/bench_play.js')],
  threads: [process.execPath, join(root, 'tests/check/bench_threads.js')],
  browser: [process.execPath, join(root, 'tests/check/bench_browser.js')],
  ffmpegWasm: [process.execPath, join(root, 'tests/check/bench_ffmpeg_wasm.js')],
};

/**
 * Runs one of our programs.
 * @param {string[]} program the command, of `programs`
 * @param {string[]} args
 * @returns {string} what it printed
 */
export function output([command, ...first], args) {
  const run = spawnSync(command, [...first, ...args], { encoding: 'utf8', maxBuffer: 16 << 20 });
  if (run.status !== 0) {
    throw new StepError(`${[command, ...first, ...args].join(' ')}: ${run.error?.message ?? run.stderr.slice(-2000)}`, 'Is the program built? "npm run bench" builds it.');
  }
  return run.stdout;
}

/** A row that cannot be measured here. */
export class Absent extends Error {}

/**
 * The time of a frame in ms: CPU of all threads together, and by the clock; NaN where that is not measured.
 * @typedef {{ cpu: number, wall: number }} Time
 */

/** The least of several rounds, each of the two by itself. @param {Time} a @param {Time} b @returns {Time} */
export const leastTime = (a, b) => ({ cpu: Math.min(a.cpu, b.cpu), wall: Math.min(a.wall, b.wall) });

/** More than any. @type {Time} */
export const noTime = { cpu: Infinity, wall: Infinity };

/**
 * One measurement of one of our programs.
 * @param {string[]} program
 * @param {string[]} args group, name, file; those of the programs in JavaScript are theirs
 * @returns {Time}
 * @throws {Absent}
 */
export function ourTime(program, args) {
  const { usPerFrame, wallUsPerFrame = NaN, absent } = JSON.parse(output(program, args));
  if (absent) throw new Absent(absent);
  return { cpu: usPerFrame / 1000, wall: wallUsPerFrame / 1000 };
}

/** One ffmpeg. @param {string[]} args @param {number} threads of decoders and filters @returns {Time} of the whole process */
function ffmpegTime(args, threads) {
  const run = spawnSync('ffmpeg', [
    '-hide_banner', '-nostdin', '-nostats', '-benchmark', '-filter_threads', String(threads), '-threads', String(threads), ...args,
  ], { encoding: 'utf8', cwd: root });
  const times = /utime=([\d.]+)s stime=([\d.]+)s rtime=([\d.]+)s/.exec(run.stderr ?? '');
  if (run.status !== 0 || !times) throw new StepError(`ffmpeg ${args.join(' ')}: ${run.error?.message ?? run.stderr.slice(-2000)}`, 'Is this the ffmpeg of Debian 12?');
  const [user, system, wall] = times.slice(1).map((seconds) => Number(seconds) * 1000);
  return { cpu: user + system, wall };
}

/**
 * The time of ffmpeg's frame over several rounds: the least of each process counts, so that one
 * disturbed run does not turn a difference upside down.
 */
export class FfmpegRow {
  /** @type {Time[]} */ #least;
  #commands;
  #threads;

  /**
   * @param {string[]} input arguments up to the input
   * @param {string[]} work arguments between input and output
   * @param {object} [options]
   * @param {string[]} [options.idle] such arguments whose cost is taken off
   * @param {number} [options.threads] default: 1
   */
  constructor(input, work, { idle, threads = 1 } = {}) {
    const command = (/** @type {string[]} */ args, /** @type {number} */ frames) => [...input, ...args, '-an', '-frames:v', String(frames), '-f', 'null', '-'];
    this.#commands = [work, ...(idle ? [idle] : [])].flatMap((args) => [command(args, LAST), command(args, FIRST)]);
    this.#least = this.#commands.map(() => noTime);
    this.#threads = threads;
  }

  /** Runs every command once. */
  measure() {
    this.#least = this.#commands.map((args, i) => leastTime(this.#least[i], ffmpegTime(args, this.#threads)));
  }

  /** @returns {Time} of a frame */
  get time() {
    const of = (/** @type {'cpu' | 'wall'} */ key) => {
      const [last, first, idleLast = 0, idleFirst = 0] = this.#least.map((time) => time[key]);
      return (last - first - (idleLast - idleFirst)) / (LAST - FIRST);
    };
    return { cpu: of('cpu'), wall: of('wall') };
  }
}

/** "ffmpeg 5.1.9". */
export function ffmpegName() {
  const version = /version ([\d.]+)/.exec(spawnSync('ffmpeg', ['-version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  return `ffmpeg ${version ?? '(unknown version)'}`;
}
