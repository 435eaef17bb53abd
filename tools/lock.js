// SPDX-License-Identifier: MIT
/**
 * One process at a time: locks in the cache, which clones share. They are the kernel's, taken by flock(1), and
 * go with the process that holds them, however it ends: none is left behind.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from './find.js';
import { cacheDir } from './paths.js';
import { say, StepError } from './step.js';

const FIRST_WORD_MS = 1000;
const NEXT_WORD_MS = 15_000;

/** Takes the lock, then holds it until its standard input ends. */
const holder = 'printf %s "$2" > "$1" && echo && exec cat';

/**
 * Does `work` while no other process of this machine does what has the same name. A process that has to wait
 * says for whom. Where there is no flock, as on macOS, nobody waits: what is made is right all the same, and made twice.
 * @template T
 * @param {string} name a file's name
 * @param {string} doing what others are told of it, for example "builds dav1d for wasm"
 * @param {() => Promise<T>} work has to look whether another process did it meanwhile
 * @returns {Promise<T>} what `work` gave
 */
export async function alone(name, doing, work) {
  const flock = which('flock');
  if (!flock) return work();
  const release = await take(flock, name, `process ${process.pid}, which ${doing}`);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** @param {string} flock @param {string} name @param {string} who @returns {Promise<() => Promise<void>>} lets it go */
async function take(flock, name, who) {
  const folder = join(cacheDir, 'locks');
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  const child = spawn(flock, [file, '/bin/sh', '-c', holder, 'holder', file, who], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  let words = setTimeout(function tell() {
    say(`waiting for ${readFileSync(file, 'utf8') || 'another process'}`);
    words = setTimeout(tell, NEXT_WORD_MS);
  }, FIRST_WORD_MS);
  try {
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.on('error', reject);
      child.on('close', () => reject(new StepError(`no lock could be had at ${file}`, `Delete ${folder} and run the same command again.`)));
    });
  } finally {
    clearTimeout(words);
  }
  return async () => {
    child.stdin.end();
    await ended;
  };
}
