// SPDX-License-Identifier: MIT
import { EtalonError, unpackError } from '../error.js';
import { Ring, slotBytes, slotCount, slotStates } from '../ring.js';
/** @import { Control } from '../control.js' */
/** @import { Reader } from './readers.js' */

/**
 * Whoever has the bytes: `ask` begins to fill a slot, `cancel` ends it early, where that can be done.
 *
 * @typedef {object} RingLine
 * @property {(ring: SharedArrayBuffer, slot: number, position: number, size: number) => void} ask
 * @property {(ring: SharedArrayBuffer, slot: number) => void} cancel
 * @property {() => void} close
 */

/** Blocks in a row after which the next are fetched before they are asked for, and how many. */
const rowBeforeAhead = 3;
const mostAhead = slotCount - 1;
/** Blocks that are known to have been read: as many as the engine caches (core/media/source.c). */
const remembered = 32;

/**
 * A source that is read through a ring: the engine's thread sleeps until the bytes are there. Reading in
 * order is told from jumping about, so that a jump costs its own blocks only.
 *
 * @implements {Reader}
 */
export class RingReader {
  clip = 0;
  #ring = new Ring();
  #line;
  #control;
  #timeoutMs;
  #stopped;
  /** What each slot was asked for; -1: nothing. */
  #positions = Array(slotCount).fill(-1);
  /** Of each block that was read lately, how many in a row ended with it. @type {Map<number, number>} */
  #rows = new Map();

  /**
   * @param {{ size: number, name: string, line: RingLine, control: Control, timeoutMs: number,
   *   stopped: (clip: number) => boolean }} options size Infinity: not known
   */
  constructor({ size, name, line, control, timeoutMs, stopped }) {
    this.size = size;
    this.name = name;
    this.#line = line;
    this.#control = control;
    this.#timeoutMs = timeoutMs;
    this.#stopped = stopped;
  }

  /** @param {number} position @param {Uint8Array} view at most 1 MiB */
  into(position, view) {
    const slot = this.#slotOf(position, view.length);
    this.#readAhead(position);
    this.#await(() => this.#ring.state(slot) !== slotStates.PENDING, () => this.#line.cancel(this.#ring.buffer, slot));
    this.#positions[slot] = -1;
    if (this.#ring.state(slot) === slotStates.FAILED) throw unpackError(this.#ring.error(slot));
    const bytes = this.#ring.bytes(slot);
    view.set(bytes);
    if (bytes.length < view.length) this.size = position + bytes.length;
    return bytes.length;
  }

  close() {
    this.#line.close();
  }

  /** The slot that has a piece or gets it. @param {number} position @param {number} size */
  #slotOf(position, size) {
    const ahead = this.#positions.indexOf(position);
    if (ahead >= 0 && this.#ring.state(ahead) !== slotStates.FAILED) return ahead;
    if (this.#free(position) < 0) {
      for (let slot = 0; slot < slotCount; slot++) this.#line.cancel(this.#ring.buffer, slot);
      this.#await(() => this.#free(position) >= 0, () => {});
    }
    return this.#ask(this.#free(position), position, size);
  }

  /** A slot that nobody writes to and that holds none of the pieces from `position` on; -1: none. @param {number} position */
  #free(position) {
    return this.#positions.findIndex((held, slot) => this.#ring.state(slot) !== slotStates.PENDING &&
      !(held >= position && held <= position + mostAhead * slotBytes && this.#ring.state(slot) === slotStates.READY));
  }

  /** @param {number} slot @param {number} position @param {number} size */
  #ask(slot, position, size) {
    this.#positions[slot] = position;
    this.#ring.set(slot, slotStates.PENDING);
    this.#line.ask(this.#ring.buffer, slot, position, size);
    return slot;
  }

  /** Asks for what comes next when the source is read in order. @param {number} position */
  #readAhead(position) {
    const row = (this.#rows.get(position - slotBytes) ?? 0) + 1;
    this.#rows.delete(position);
    this.#rows.set(position, row);
    if (this.#rows.size > remembered) this.#rows.delete(/** @type {number} */ (this.#rows.keys().next().value));
    const blocks = Math.min(mostAhead, row - rowBeforeAhead + 1);
    for (let block = 1; block <= blocks; block++) {
      const next = position + block * slotBytes;
      if (next >= this.size || this.#rows.has(next) || this.#positions.includes(next)) continue;
      const slot = this.#free(position);
      if (slot < 0) return;
      this.#ask(slot, next, Math.min(slotBytes, this.size - next));
    }
  }

  /** @param {() => boolean} ready @param {() => void} giveUp */
  #await(ready, giveUp) {
    try {
      const inTime = this.#control.waitFor(this.#timeoutMs, () => {
        if (this.#stopped(this.clip)) throw new EtalonError('ABORTED', 'the read was stopped');
        return ready();
      });
      if (!inTime) throw new EtalonError('IO', `no bytes came for ${this.#timeoutMs / 1000} s (readTimeout)`);
    } catch (error) {
      giveUp();
      throw error;
    }
  }
}
