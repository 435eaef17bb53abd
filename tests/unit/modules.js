// SPDX-License-Identifier: MIT
/** The shipped WebAssembly modules with one function replaced, so that the engine itself traps or hangs. */
import { readFileSync } from 'node:fs';

/** Bodies of a function: no locals, then its code. */
const bodies = {
  /** unreachable */
  trap: [0x00, 0x00, 0x0b],
  /** loop br 0 end unreachable */
  loop: [0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00, 0x0b],
};

const sections = { EXPORT: 7, CODE: 10 };
const FUNCTION = 0;

/**
 * A module of the package in which a function of core/api/api.h traps or computes for ever.
 *
 * @param {'etalon' | 'etalon-threads'} name
 * @param {string} entry "job_step"
 * @param {'trap' | 'loop'} fault
 * @returns {Buffer}
 */
export function faultyModule(name, entry, fault) {
  const dist = new URL('../../web/dist/', import.meta.url);
  const bytes = readFileSync(new URL(`${name}.wasm`, dist));
  const index = exportedFunction(bytes, exportName(readFileSync(new URL('worker.js', dist), 'utf8'), name, entry, bytes));
  return replaceBody(bytes, index - importedFunctions(bytes), bodies[fault]);
}

/**
 * The name under which Emscripten's glue, which may shorten it, finds a function. The worker holds the glue
 * of both modules, that of the one with threads last; the same short names mean other functions there.
 *
 * @param {string} glue
 * @param {string} name of the module
 * @param {string} entry
 * @param {Buffer} bytes
 */
function exportName(glue, name, entry, bytes) {
  const names = [...glue.matchAll(new RegExp(`_et_api_${entry}\\b[^;,]*?=\\s*\\w+\\[?["'.]([\\w$]+)["']?`, 'g'))].map(([, name]) => name);
  const own = name === 'etalon' ? names : names.reverse();
  const exported = [`et_api_${entry}`, ...own].find((each) => exportedFunction(bytes, each) >= 0);
  if (exported === undefined) throw new Error(`et_api_${entry} is not found; the glue says ${names.join(', ') || 'nothing'}`);
  return exported;
}

/** An unsigned LEB128 number, and what follows it. @param {Buffer} bytes @param {number} at @returns {[number, number]} */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** @param {number} value */
function encode(value) {
  const out = [];
  do {
    out.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value = Math.floor(value / 128);
  } while (value);
  return Buffer.from(out);
}

/** @param {Buffer} bytes @returns {{ id: number, start: number, body: number, end: number }[]} */
function sectionsOf(bytes) {
  const list = [];
  for (let at = 8; at < bytes.length; ) {
    const [size, body] = number(bytes, at + 1);
    list.push({ id: bytes[at], start: at, body, end: body + size });
    at = body + size;
  }
  return list;
}

/** @param {Buffer} bytes @param {number} id */
function sectionOf(bytes, id) {
  const section = sectionsOf(bytes).find((each) => each.id === id);
  if (!section) throw new Error(`the module has no section ${id}`);
  return section;
}

/** @param {Buffer} bytes */
function importedFunctions(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.from(bytes))).filter(({ kind }) => kind === 'function').length;
}

/** The index of an exported function, -1 when there is none. @param {Buffer} bytes @param {string} wanted */
function exportedFunction(bytes, wanted) {
  let [count, at] = number(bytes, sectionOf(bytes, sections.EXPORT).body);
  for (; count > 0; count--) {
    const [length, start] = number(bytes, at);
    const name = bytes.toString('utf8', start, start + length);
    const [index, next] = number(bytes, start + length + 1);
    if (name === wanted && bytes[start + length] === FUNCTION) return index;
    at = next;
  }
  return -1;
}

/** The module with another body for the function that is defined as the `index`-th. @param {Buffer} bytes @param {number} index @param {number[]} body */
function replaceBody(bytes, index, body) {
  const section = sectionOf(bytes, sections.CODE);
  let [, at] = number(bytes, section.body);
  for (; index > 0; index--) {
    const [size, start] = number(bytes, at);
    at = start + size;
  }
  const [size, start] = number(bytes, at);
  const code = Buffer.concat([bytes.subarray(section.body, at), encode(body.length), Buffer.from(body), bytes.subarray(start + size, section.end)]);
  return Buffer.concat([bytes.subarray(0, section.start), Buffer.from([sections.CODE]), encode(code.length), code, bytes.subarray(section.end)]);
}
