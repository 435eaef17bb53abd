// SPDX-License-Identifier: MIT
/**
 * Temporary files in the origin's private file system. Each page has a folder of its own there and holds a
 * lock of its name as long as it lives; a page that needs one removes those whose lock nobody holds.
 */
import { EtalonError } from '../error.js';
import { plainOutput } from '../output.js';
/** @import { OpenOutput } from '../output.js' */
/** @import { Spool } from './platform.js' */

const top = '.etalon';
/** @param {string} name */
const lockOf = (name) => `etalon ${name}`;

/** @type {Promise<FileSystemDirectoryHandle | undefined> | undefined} */
let folder;
let lastFile = 0;

/** This page's folder; undefined where there is no such file system. */
function ownFolder() {
  folder ??= makeFolder().catch(() => undefined);
  return folder;
}

async function makeFolder() {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle(top, { create: true });
  const name = crypto.randomUUID();
  await new Promise((resolve, reject) => {
    navigator.locks.request(lockOf(name), () => (resolve(undefined), new Promise(() => {}))).catch(reject);
  });
  const own = await all.getDirectoryHandle(name, { create: true });
  const { held = [] } = await navigator.locks.query();
  for await (const other of /** @type {AsyncIterable<string>} */ (/** @type {any} */ (all).keys())) {
    if (held.some((lock) => lock.name === lockOf(other))) continue;
    await all.removeEntry(other, { recursive: true }).catch(() => {});
  }
  return own;
}

/** A new file; undefined where there can be none. @param {string} extension */
async function temporaryFile(extension) {
  const own = await ownFolder();
  if (!own) return undefined;
  const name = `${++lastFile}${extension}`;
  const handle = await own.getFileHandle(name, { create: true }).catch(() => undefined);
  return handle && { handle, remove: () => own.removeEntry(name).catch(() => {}) };
}

/**
 * Where an export goes that was given no output: a temporary file, or memory where there is none.
 *
 * @returns {Promise<OpenOutput>}
 * @example
 * const { packed, finish } = await openDownload();
 */
export async function openDownload() {
  const file = await temporaryFile('.mp4');
  if (!file) return plainOutput({ kind: 'memory' });
  return {
    packed: { kind: 'opfs', handle: file.handle, name: 'the temporary file' },
    finish: () => file.handle.getFile(),
    discard: file.remove,
  };
}

/**
 * Where an export to a file handle goes: one of the private file system is written as a temporary file that
 * takes its place at the end; to another the worker opens a writable, which does the same.
 *
 * @param {FileSystemFileHandle} handle
 * @returns {Promise<OpenOutput>}
 * @example
 * const { packed } = await openHandle(handle);
 */
export async function openHandle(handle) {
  const plain = plainOutput({ kind: 'handle', handle });
  const root = await navigator.storage?.getDirectory().catch(() => undefined);
  const path = await root?.resolve(handle).catch(() => null);
  const file = path && (await temporaryFile('.mp4'));
  if (!root || !path || !file) return plain;
  const name = `the file "${handle.name}"`;
  return {
    packed: { kind: 'opfs', handle: file.handle, name },
    async finish() {
      try {
        await putInPlace(file.handle, root, path, handle);
        await file.remove();
      } catch (cause) {
        throw new EtalonError('IO', `${name} cannot be put in its place`, { cause });
      }
      return undefined;
    },
    discard: file.remove,
  };
}

/** Moves a file, or copies it where nothing can be moved. @param {FileSystemFileHandle} file @param {FileSystemDirectoryHandle} root @param {string[]} path @param {FileSystemFileHandle} target */
async function putInPlace(file, root, path, target) {
  let parent = root;
  for (const name of path.slice(0, -1)) parent = await parent.getDirectoryHandle(name);
  const { move } = /** @type {any} */ (file);
  if (move) await move.call(file, parent, target.name);
  else await (await file.getFile()).stream().pipeTo(await target.createWritable());
}

/**
 * Collects a source into a temporary file, or where `other` does where there is none.
 *
 * @param {() => Spool} other
 * @returns {Spool}
 * @example
 * await copyStream(stream, opfsSpool(blobSpool), options);
 */
export function opfsSpool(other) {
  /** @type {Promise<Spool> | undefined} */
  let opened;
  const spool = () => (opened ??= openSpool(other));
  return {
    write: async (bytes) => (await spool()).write(bytes),
    finish: async () => (await spool()).finish(),
    abort: async () => (await opened)?.abort(),
  };
}

/** @param {() => Spool} other @returns {Promise<Spool>} */
async function openSpool(other) {
  const file = await temporaryFile('');
  const writable = await file?.handle.createWritable?.().catch(() => undefined);
  if (!file || !writable) return other();
  return {
    write: (bytes) => writable.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes)),
    async finish() {
      await writable.close();
      return { source: { kind: 'blob', blob: await file.handle.getFile() }, release: file.remove };
    },
    async abort() {
      await writable.abort().catch(() => {});
      await file.remove();
    },
  };
}
