// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { builtin } from './port.js';
/** @import { Sink } from './sinks.js' */

/**
 * Writes a file in Node.js: under a temporary name beside it, renamed at the end, removed on failure.
 * What is there and no regular file (a device, a pipe) is written to directly, and never removed.
 *
 * @param {string} path
 * @returns {Sink}
 * @throws {EtalonError} IO when it cannot be created
 */
export function fileSink(path) {
  const fs = builtin('fs');
  const { basename, dirname, join } = builtin('path');
  const facts = fs.statSync(path, { throwIfNoEntry: false });
  const direct = facts !== undefined && !facts.isFile();
  const target = facts?.isFile() ? fs.realpathSync(path) : path;
  const part = direct ? path : join(dirname(target), `.${basename(target)}.${process.pid}-${Date.now().toString(36)}.part`);
  let file = -1;
  try {
    if (facts?.isDirectory()) throw new Error('it is a folder');
    file = fs.openSync(part, direct ? 'w' : 'wx');
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be written`, { cause });
  }
  const close = () => {
    if (file < 0) return;
    const open = file;
    file = -1;
    fs.closeSync(open);
  };
  return {
    appendOnly: direct,
    name: path,
    error: undefined,
    write(position, bytes) {
      for (let done = 0; done < bytes.length; ) {
        done += fs.writeSync(file, bytes, done, bytes.length - done, direct ? null : position + done);
      }
    },
    pending: () => 0,
    drain: async () => {},
    async finish() {
      close();
      if (facts?.isFile()) fs.chmodSync(part, facts.mode);
      if (!direct) fs.renameSync(part, target);
      return undefined;
    },
    async abort() {
      close();
      if (!direct) fs.rmSync(part, { force: true });
    },
  };
}
