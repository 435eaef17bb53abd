// SPDX-License-Identifier: MIT
/**
 * What instructions the shipped modules are made of. Safari and Node.js 20 reject a whole module for one
 * relaxed-SIMD opcode, which also gives other pixels on other machines: there must be none.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { moduleFiles } from './build.js';
import { which } from './find.js';
import { hash, say, step, StepError } from './step.js';
import { emscripten } from './toolchain.js';

/** By wasm-dis's name, of today and of before the standard, or by the bytes that llvm-objdump does not know. */
const relaxed = /\b[if]\d+x\d+\.(?:relaxed_\w+|laneselect|dot_i8x16_i7x16\w*)|\bfd [89][0-9a-f] 02\b(?=.*<unknown>)/;
const simd = /\b(?:v128|[if]\d+x\d+)\.\w+/;

/** Both modules have tens of thousands; with fewer it is the disassembler that is wrong. */
const FEWEST_SIMD = 1000;
const SHOWN = 10;

/** Fails where a release module holds a relaxed-SIMD opcode. */
export async function checkOpcodes() {
  const { command, args } = await disassembler();
  for (const file of moduleFiles()) {
    await step(`No relaxed-SIMD opcode in ${file}`, {
      stamp: `${file}.opcodes.stamp`, key: hash(readFileSync(file), command, relaxed.source),
      hint: 'Find what is compiled with -mrelaxed-simd (a recipe in codecs/, CMakeLists.txt) or calls wasm_*_relaxed_*, and change that.',
    }, async () => {
      const { found, count } = await simdOf(command, [...args, file]);
      if (found.length) throw new StepError(`${found.length} relaxed-SIMD opcodes, the first: ${found.slice(0, SHOWN).join(', ')}`);
      if (count < FEWEST_SIMD) throw new StepError(`${command} shows ${count} SIMD instructions, of at least ${FEWEST_SIMD}: it does not read this module`);
      say(`${count} SIMD instructions, none relaxed`);
    });
  }
}

/** The disassembler beside emcc; binaryen's is there wherever emcc can link. */
async function disassembler() {
  const { binaryen, llvm } = await emscripten();
  const wasmDis = which(join(binaryen, 'wasm-dis'), 'wasm-dis');
  if (wasmDis) return { command: wasmDis, args: ['--all-features'] };
  const objdump = which(join(llvm, 'llvm-objdump'), 'llvm-objdump');
  if (objdump) return { command: objdump, args: ['-d'] };
  throw new StepError('Neither wasm-dis nor llvm-objdump is beside emcc', 'Install binaryen or LLVM, so that one of them is on PATH.');
}

/**
 * Reads a disassembly as it comes; it has a hundred megabytes.
 * @param {string} command @param {string[]} args
 * @returns {Promise<{ found: string[], count: number }>} relaxed opcodes, and how many SIMD instructions there are
 */
async function simdOf(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  /** @type {string[]} */
  const found = [];
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (simd.test(line)) count++;
    const opcode = relaxed.exec(line)?.[0];
    if (opcode) found.push(opcode);
  }
  const code = await ended;
  if (code !== 0) throw new StepError(`${command} ended with ${code}`);
  return { found, count };
}
