// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { builtin } from './port.js';
/** @import { Sink } from './sinks.js' */

/**
 * Writes a file in Node.js. The page's side puts it in its place, or removes it. What is no regular file (a
 * device, a pipe) is written to directly, in order.
 *
 * @param {string} path for messages
 * @param {string | null} part the file to create; null: `path` is no regular file
 * @returns {Sink}
 * @throws {EtalonError} IO when it cannot be created
 */
export function fileSink(path, part) {
  const fs = builtin('fs');
  let file = -1;
  try {
    file = fs.openSync(part ?? path, part === null ? 'w' : 'wx+');
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be written`, { cause });
  }
  const close = async () => {
    if (file < 0) return;
    const open = file;
    file = -1;
    fs.closeSync(open);
  };
  /** @type {Sink} */
  const sink = {
    appendOnly: part === null,
    name: path,
    error: undefined,
    write(position, bytes) {
      for (let done = 0; done < bytes.length; ) {
        done += fs.writeSync(file, bytes, done, bytes.length - done, part === null ? null : position + done);
      }
    },
    pending: () => 0,
    drain: async () => {},
    finish: async () => void (await close()),
    abort: close,
  };
  if (part !== null) {
    sink.readBack = (position, view) => {
      for (let done = 0; done < view.length; ) {
        const count = fs.readSync(file, view, done, view.length - done, position + done);
        if (!count) throw new Error(`the file ends at ${position + done}`);
        done += count;
      }
    };
  }
  return sink;
}
