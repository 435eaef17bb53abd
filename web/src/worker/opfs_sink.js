// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
/** @import { Sink } from './sinks.js' */

/**
 * Writes a file of the origin's private file system in place. The page's side moves or removes it.
 *
 * @param {FileSystemFileHandle} handle
 * @param {string} name for messages
 * @returns {Promise<Sink>}
 * @throws {EtalonError} IO when it cannot be opened, for example because another has it open
 */
export async function opfsSink(handle, name) {
  /** The DOM's types have no synchronous handles. @type {any} */
  let file;
  try {
    file = await /** @type {any} */ (handle).createSyncAccessHandle();
    file.truncate(0);
  } catch (cause) {
    file?.close();
    throw new EtalonError('IO', `${name} cannot be written`, { cause });
  }
  return {
    appendOnly: false,
    name,
    error: undefined,
    write(position, bytes) {
      for (let done = 0; done < bytes.length; ) {
        const count = file.write(bytes.subarray(done), { at: position + done });
        if (!count) throw new DOMException('there is no room for more', 'QuotaExceededError');
        done += count;
      }
    },
    readBack(position, view) {
      for (let done = 0; done < view.length; ) {
        const count = file.read(view.subarray(done), { at: position + done });
        if (!count) throw new Error(`the file ends at ${position + done}`);
        done += count;
      }
    },
    pending: () => 0,
    drain: async () => {},
    async finish() {
      file.flush();
      file.close();
      return undefined;
    },
    abort: async () => file.close(),
  };
}
