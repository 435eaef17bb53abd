// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { isNode } from './port.js';
/** @import { Sink } from './sinks.js' */

const blockBytes = 2 ** 20;
const most = 2 ** 31 - blockBytes;

/**
 * Keeps the file in memory, at most 2 GiB: a Blob in a page, an ArrayBuffer in Node.js.
 *
 * @returns {Sink}
 */
export function memorySink() {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let blocks = [];
  let length = 0;
  return {
    appendOnly: false,
    name: 'memory',
    error: undefined,
    write(position, bytes) {
      const end = position + bytes.length;
      if (end > most) throw new EtalonError('IO', 'the result is longer than 2 GiB: give an output to write it to');
      while (blocks.length * blockBytes < end) blocks.push(new Uint8Array(blockBytes));
      for (let done = 0; done < bytes.length; ) {
        const offset = (position + done) % blockBytes;
        const count = Math.min(bytes.length - done, blockBytes - offset);
        blocks[Math.floor((position + done) / blockBytes)].set(bytes.subarray(done, done + count), offset);
        done += count;
      }
      length = Math.max(length, end);
    },
    readBack(position, view) {
      for (let done = 0; done < view.length; ) {
        const offset = (position + done) % blockBytes;
        const block = blocks[Math.floor((position + done) / blockBytes)];
        const count = Math.min(view.length - done, blockBytes - offset);
        view.set(block.subarray(offset, offset + count), done);
        done += count;
      }
    },
    pending: () => 0,
    drain: async () => {},
    async finish() {
      const used = blocks.map((block, index) => block.subarray(0, Math.min(blockBytes, length - index * blockBytes)));
      blocks = [];
      const blob = new Blob(used, { type: 'video/mp4' });
      return isNode ? blob.arrayBuffer() : blob;
    },
    async abort() {
      blocks = [];
    },
  };
}
