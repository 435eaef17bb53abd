// SPDX-License-Identifier: MIT
/** What differs between a page and Node.js; browser.js and node.js implement it. */
/** @import { Build, ForIo, FromWorker, Notice, PackedSource, Request } from '../protocol.js' */
/** @import { OpenOutput } from '../output.js' */
/** @import { OpenOptions, Output, Source } from '../types.js' */

/**
 * @typedef {object} WorkerHandle
 * @property {(message: Request | Notice | ForIo, transfer?: Transferable[]) => void} post
 * @property {(listener: (message: FromWorker) => void) => void} onMessage
 * @property {(listener: (error: unknown) => void) => void} onError the worker did not load, or ended by itself
 * @property {(on: boolean) => void} keepAlive whether the worker keeps the process alive (Node.js)
 * @property {() => void} terminate
 */

/** A source that the worker can read; `release` removes what was put aside for it. @typedef {{ source: PackedSource, release?: () => unknown }} Prepared */

/** @typedef {OpenOptions & { readTimeout: number }} SourceOptions */

/**
 * Takes the bytes of a source that cannot be read in place.
 *
 * @typedef {object} Spool
 * @property {(bytes: Uint8Array) => unknown} write
 * @property {() => Promise<Prepared>} finish
 * @property {() => unknown} abort removes it
 */

/** A spool whose bytes can be read while more come. @typedef {Spool & { read: (start: number, end: number) => Promise<ArrayBuffer | Uint8Array> }} ReadableSpool */

/**
 * @typedef {object} Platform
 * @property {() => { isolated: boolean, reason: string, cores: number }} threading
 * @property {(workerURL: string | undefined) => WorkerHandle} startWorker
 * @property {(workerURL: string | undefined, port: MessagePort, onError: (error: unknown) => void) => WorkerHandle} [startIo]
 *   starts the worker that fetches ranges of URLs, whose other end of `port` the engine has; where it is missing,
 *   the engine's thread starts one itself
 * @property {(url: string | URL) => string} resolve
 * @property {(build: Build, override: string | URL | undefined) => string} wasmURL
 * @property {(workerURL: string | undefined) => string} scriptURL what thread workers start from; '': the running worker's own
 * @property {() => string} [soundURL] the audio worklet's file
 * @property {(source: Source, options: SourceOptions) => Promise<Prepared>} prepareSource
 * @property {(output: Output) => string | undefined} outputPath
 * @property {() => Promise<OpenOutput>} openDownload a file for the result, where no output was given
 * @property {(path: string) => Promise<OpenOutput>} openPath
 * @property {(handle: FileSystemFileHandle) => Promise<OpenOutput>} openHandle
 * @property {string} outputKinds
 */

export {};
