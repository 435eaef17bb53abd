// SPDX-License-Identifier: MIT
/**
 * Each contender's CPU time of a frame: our program says its own, ffmpeg's is that of 60 frames less
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
 * One measurement of one of our programs, in ms CPU a frame.
 * @param {string[]} program
 * @param {string[]} args group, name, file; those of bench_play.js and bench_browser.js are theirs
 * @throws {Absent}
 */
export function ourCpu(program, args) {
  const { usPerFrame, absent } = JSON.parse(output(program, args));
  if (absent) throw new Absent(absent);
  return usPerFrame / 1000;
}

/** User and system time of one ffmpeg, in ms. @param {string[]} args */
function ffmpegCpu(args) {
  const run = spawnSync('ffmpeg', ['-hide_banner', '-nostdin', '-nostats', '-benchmark', '-filter_threads', '1', '-threads', '1', ...args], { encoding: 'utf8', cwd: root });
  const times = /utime=([\d.]+)s stime=([\d.]+)s/.exec(run.stderr ?? '');
  if (run.status !== 0 || !times) throw new StepError(`ffmpeg ${args.join(' ')}: ${run.error?.message ?? run.stderr.slice(-2000)}`, 'Is this the ffmpeg of Debian 12?');
  return (Number(times[1]) + Number(times[2])) * 1000;
}

/**
 * The CPU time of ffmpeg's frame over several rounds: the least of each process counts, so that one
 * disturbed run does not turn a difference upside down.
 */
export class FfmpegRow {
  /** @type {number[]} */ #least;
  #commands;

  /**
   * @param {string[]} input arguments up to the input
   * @param {string[]} work arguments between input and output
   * @param {string[]} [idle] such arguments whose cost is taken off
   */
  constructor(input, work, idle) {
    const command = (/** @type {string[]} */ args, /** @type {number} */ frames) => [...input, ...args, '-an', '-frames:v', String(frames), '-f', 'null', '-'];
    this.#commands = [work, ...(idle ? [idle] : [])].flatMap((args) => [command(args, LAST), command(args, FIRST)]);
    this.#least = this.#commands.map(() => Infinity);
  }

  /** Runs every command once. */
  measure() {
    this.#commands.forEach((args, i) => {
      this.#least[i] = Math.min(this.#least[i], ffmpegCpu(args));
    });
  }

  /** ms CPU a frame. */
  get cpu() {
    const [last, first, idleLast = 0, idleFirst = 0] = this.#least;
    return (last - first - (idleLast - idleFirst)) / (LAST - FIRST);
  }
}

/** "ffmpeg 5.1.9". */
export function ffmpegName() {
  const version = /version ([\d.]+)/.exec(spawnSync('ffmpeg', ['-version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  return `ffmpeg ${version ?? '(unknown version)'}`;
}
