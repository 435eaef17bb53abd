// SPDX-License-Identifier: MIT
/**
 * The engine's linear memory; nothing else touches it. It can grow in any call of the engine, so views are
 * made at use and never kept.
 */
export class Heap {
  #memory;
  /** Buffers of frames and pictures that the page gave back. @type {ArrayBuffer[]} */
  #spare = [];

  /** @param {WebAssembly.Memory} memory */
  constructor(memory) {
    this.#memory = memory;
  }

  /** The memory, for planes that the page reads in place (threads build). */
  get buffer() {
    return /** @type {ArrayBuffer | SharedArrayBuffer} */ (this.#memory.buffer);
  }

  /** True when other threads can see it. */
  get shared() {
    return !(this.#memory.buffer instanceof ArrayBuffer);
  }

  /**
   * A view for a callee that takes shared memory and returns before the engine runs on.
   *
   * @param {number} pointer
   * @param {number} size bytes
   * @returns {Uint8Array}
   */
  lend(pointer, size) {
    return new Uint8Array(this.#memory.buffer, pointer >>> 0, size);
  }

  /**
   * A copy in memory of its own.
   *
   * @param {number} pointer
   * @param {number} size bytes
   * @returns {Uint8Array<ArrayBuffer>}
   */
  copyOut(pointer, size) {
    const copy = new Uint8Array(this.#take(size), 0, size);
    copy.set(this.lend(pointer, size));
    return copy;
  }

  /**
   * Copies rows one after another, without padding.
   *
   * @param {{ offset: number, stride: number, width: number, rows: number }[]} planes
   * @returns {ArrayBuffer} exactly as long as the rows are
   */
  copyPlanes(planes) {
    const size = planes.reduce((sum, { width, rows }) => sum + width * rows, 0);
    const buffer = this.#take(size);
    const target = new Uint8Array(buffer);
    let to = 0;
    for (const { offset, stride, width, rows } of planes) {
      if (stride === width) target.set(this.lend(offset, width * rows), to);
      else for (let row = 0; row < rows; row++) target.set(this.lend(offset + row * stride, width), to + row * width);
      to += width * rows;
    }
    return buffer;
  }

  /** Takes back a buffer that the page is done with; two are kept. @param {ArrayBuffer} buffer */
  recycle(buffer) {
    if (buffer.byteLength < 65536) return;
    this.#spare.push(buffer);
    if (this.#spare.length > 2) this.#spare.shift();
  }

  /** @param {number} pointer @param {Uint8Array} bytes */
  write(pointer, bytes) {
    this.lend(pointer, bytes.length).set(bytes);
  }

  /**
   * Writes the rows of a plane.
   *
   * @param {{ offset: number, stride: number, width: number, rows: number }} plane
   * @param {{ data: Uint8Array, stride: number }} from
   */
  writeRows({ offset, stride, width, rows }, { data, stride: step }) {
    if (stride === step) return this.write(offset, data.subarray(0, stride * (rows - 1) + width));
    for (let row = 0; row < rows; row++) this.write(offset + row * stride, data.subarray(row * step, row * step + width));
    return undefined;
  }

  /** @param {number} pointer @param {number} count @returns {Float64Array<ArrayBuffer>} a copy */
  doubles(pointer, count) {
    return new Float64Array(this.#memory.buffer, pointer >>> 0, count).slice();
  }

  /** @param {number} pointer @param {readonly number[]} values */
  writeDoubles(pointer, values) {
    new Float64Array(this.#memory.buffer, pointer >>> 0, values.length).set(values);
  }

  /** A string of C. TextDecoder refuses shared memory, so the bytes are copied. @param {number} pointer */
  string(pointer) {
    const bytes = new Uint8Array(this.#memory.buffer, pointer >>> 0);
    return new TextDecoder().decode(bytes.slice(0, Math.max(0, bytes.indexOf(0))));
  }

  /** @param {number} size @returns {ArrayBuffer} */
  #take(size) {
    const index = this.#spare.findIndex(({ byteLength }) => byteLength === size);
    return index < 0 ? new ArrayBuffer(size) : this.#spare.splice(index, 1)[0];
  }
}
