// SPDX-License-Identifier: MIT
/**
 * The ring: memory shared by the engine's thread, which asks for bytes of a source, and whoever has them
 * (the page or the IO worker), who writes them straight into a slot. Each open source has one.
 */
import { EtalonError, packError } from './error.js';
import { Control } from './control.js';
/** @import { PackedError } from './error.js' */

/** Requests of one source at a time: one that is waited for, and two read ahead. */
export const slotCount = 3;
/** Most bytes of one request. */
export const slotBytes = 2 ** 20;

/** What a slot is. FAILED: it holds the packed error as JSON. */
export const slotStates = Object.freeze({ IDLE: 0, PENDING: 1, READY: 2, FAILED: 3 });

const headerBytes = 64;

/**
 * What is asked of whoever has the bytes.
 *
 * @typedef {{ ring: SharedArrayBuffer, control: SharedArrayBuffer, slot: number, position: number, size: number }} RingRequest
 */

/**
 * The memory of one ring, seen from either side.
 *
 * @example
 * const ring = new Ring();
 * ring.state(0) === slotStates.IDLE;
 */
export class Ring {
  #words;

  /** @param {SharedArrayBuffer} [buffer] of the other side; left out: new */
  constructor(buffer = new SharedArrayBuffer(headerBytes + slotCount * slotBytes)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, headerBytes / 4);
  }

  /** @param {number} slot */
  state(slot) {
    return Atomics.load(this.#words, slot * 2);
  }

  /** Sets a slot's state, and first how many of its bytes count. @param {number} slot @param {number} state @param {number} [length] */
  set(slot, state, length = 0) {
    Atomics.store(this.#words, slot * 2 + 1, length);
    Atomics.store(this.#words, slot * 2, state);
  }

  /** The bytes of a slot that count. @param {number} slot */
  bytes(slot) {
    return this.room(slot, Atomics.load(this.#words, slot * 2 + 1));
  }

  /** The first bytes of a slot. @param {number} slot @param {number} size */
  room(slot, size) {
    return new Uint8Array(this.buffer, headerBytes + slot * slotBytes, size);
  }

  /** The error that a failed slot holds. @param {number} slot @returns {PackedError} */
  error(slot) {
    return JSON.parse(new TextDecoder().decode(this.bytes(slot).slice()));
  }
}

/**
 * Answers a request: `fill` writes into the slot; what it throws is the engine's to report.
 *
 * @param {RingRequest} request
 * @param {(target: Uint8Array) => Promise<number>} fill returns how many bytes it wrote
 * @returns {Promise<void>}
 * @example
 * await serve(request, async (target) => (target.set(bytes), bytes.length));
 */
export async function serve({ ring: buffer, control, slot, size }, fill) {
  const ring = new Ring(buffer);
  try {
    ring.set(slot, slotStates.READY, await fill(ring.room(slot, size)));
  } catch (error) {
    const text = new TextEncoder().encode(JSON.stringify(packError(error)));
    ring.room(slot, text.length).set(text);
    ring.set(slot, slotStates.FAILED, text.length);
  }
  new Control(control).ring();
}

/**
 * Fills `target` with what `read` gives, asking again for what is missing.
 *
 * @param {Uint8Array} target
 * @param {number} position of the first byte
 * @param {(start: number, end: number) => unknown} read bytes `start` to `end` - 1, or fewer
 * @param {boolean} [mayEnd] no bytes mean the end of the source, not a failure
 * @returns {Promise<number>} how many bytes came; fewer than asked for only with `mayEnd`
 * @throws {EtalonError} IO when `read` gives none, too many, or no bytes at all
 * @example
 * await fillFrom(target, 0, (start, end) => bytes.subarray(start, end));
 */
export async function fillFrom(target, position, read, mayEnd = false) {
  for (let done = 0; done < target.length; ) {
    const start = position + done;
    const wanted = target.length - done;
    const bytes = bytesOf(await read(start, start + wanted), start, wanted);
    if (!bytes.length && mayEnd) return done;
    if (!bytes.length) throw new EtalonError('IO', `read gave no bytes at ${start}`);
    target.set(bytes, done);
    done += bytes.length;
  }
  return target.length;
}

/**
 * What a caller's read() gave, as bytes.
 *
 * @param {unknown} value
 * @param {number} start
 * @param {number} wanted
 * @returns {Uint8Array}
 * @throws {EtalonError} IO
 * @example
 * bytesOf(new ArrayBuffer(4), 0, 8).length; // 4
 */
export function bytesOf(value, start, wanted) {
  if (!(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value)) {
    throw new EtalonError('IO', `read gave ${Object.prototype.toString.call(value)} at ${start}: it gives a Uint8Array or an ArrayBuffer`);
  }
  if (value.byteLength > wanted) {
    throw new EtalonError('IO', `read gave ${value.byteLength} bytes at ${start}, where ${wanted} were asked for`);
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
