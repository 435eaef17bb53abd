// SPDX-License-Identifier: MIT
/**
 * The one list of messages between the page's side and the engine's worker. Requests get exactly one
 * reply; notices get none. Ids cross, not objects; a request's id also names it for `abort`, `progress` and writes.
 */
/** @import { PackedChain } from './chain.js' */
/** @import { RawColor } from './color.js' */
/** @import { PackedCurve } from './curve.js' */
/** @import { PackedError } from './error.js' */
/** @import { PackedSource as PackedPixels } from './frame_source.js' */
/** @import { RingRequest } from './ring.js' */
/** @import { Progress } from './types.js' */
/** @import { RemoteFile } from './worker/ranges.js' */

/** @typedef {'single' | 'threads'} Build */

/** Makes a worker that a page started the IO worker: what it is to fetch comes on the line. @typedef {{ io: MessagePort }} ForIo */

/**
 * Bytes that the worker can read synchronously; what `open()` makes of any source. A `feed` is with the
 * page, which is asked for it through a ring; its size is null when it is not known before its end.
 *
 * @typedef {{ kind: 'blob', blob: Blob } | { kind: 'buffer', buffer: ArrayBuffer } | { kind: 'path', path: string }
 *   | ({ kind: 'url' } & RemoteFile) | { kind: 'feed', feed: number, size: number | null, name: string }} PackedSource
 */

/**
 * Where the worker writes: into memory; to a file of Node.js (`part`, which becomes `path`; null: `path` is a
 * device or pipe); to one of the origin's private file system; to a file handle; or back to the page, which
 * answers each `write` with `written`. Page sinks that are not `positional` get bytes in order.
 *
 * @typedef {{ kind: 'memory' } | { kind: 'path', path: string, part: string | null }
 *   | { kind: 'opfs', handle: FileSystemFileHandle, name: string } | { kind: 'handle', handle: FileSystemFileHandle }
 *   | { kind: 'page', positional: boolean }} PackedSink
 */

/**
 * @typedef {object} PackedPlane
 * @property {number} offset of the first sample in the buffer
 * @property {number} stride bytes from row to row
 * @property {number} width bytes of a row
 * @property {number} rows
 */

/** What analyses found, in the chain's order: filter, arrays by name. @typedef {[string, Record<string, Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>][]} PackedResults */

/**
 * A frame: `frame` is the engine's id, held until a `frame-close` notice. `buffer` is the engine's shared
 * memory, or a copy that the notice gives back.
 *
 * @typedef {object} PackedFrame
 * @property {number} frame
 * @property {string} format
 * @property {number} width
 * @property {number} height
 * @property {number} pts
 * @property {number} duration in ticks
 * @property {[number, number]} timeBase
 * @property {[number, number]} sampleAspect
 * @property {boolean} key
 * @property {boolean} interlaced
 * @property {boolean} topFieldFirst
 * @property {RawColor} color
 * @property {boolean} colorChanged
 * @property {PackedPlane[]} planes
 * @property {ArrayBuffer | SharedArrayBuffer} buffer
 * @property {PackedResults} results
 */

/** A frame that is the page's to close, and no one else's. @typedef {{ video: VideoFrame }} PackedVideo */

/** The engine's JSON about a clip, see core/api/api.h. @typedef {Record<string, any>} PackedInfo */

/**
 * @typedef {{ width: number, height: number, buffer: ArrayBuffer, pts: number, duration: number,
 *   timeBase: [number, number], frameWidth: number, frameHeight: number, sampleAspect: [number, number], conversions: number,
 *   colorChanged: boolean, results: PackedResults }} PackedPicture
 */

/**
 * Sound: 32-bit floats, one channel after another, from `position` on in samples of `rate` on the clip's clock.
 *
 * @typedef {{ position: number, rate: number, channels: number, buffer: ArrayBuffer }} PackedSamples
 */

/**
 * A decoded frame of a playback, which stays in the worker: it is rendered or closed. `decoder` gave it.
 *
 * @typedef {{ frame: number, pts: number, duration: number, timeBase: [number, number], key: boolean,
 *   decoder: 'wasm' | 'browser', why: string }} PackedDecoded
 */

/**
 * @typedef {object} PackedExport
 * @property {number} clip
 * @property {PackedChain} chain
 * @property {PackedSink} sink
 * @property {number} from pts
 * @property {number} to pts
 * @property {number} rateControl 0 quantizer, 1 bitrate
 * @property {number} quantizer
 * @property {number} bitrate bits per second
 * @property {number} keyInterval seconds
 * @property {boolean} copyAudio
 * @property {boolean} strict
 */

/**
 * @typedef {{ frames: number, bytes: number, audioPackets: number, width: number, height: number,
 *   conversions: number, fragmented: boolean, faststart: boolean, damaged: number, output: Blob | ArrayBuffer | undefined }} PackedResult
 */

/**
 * Requests: what goes with each, and what comes back.
 *
 * @typedef {object} Requests
 * @property {{ args: { build: Build, threads: number, simd: boolean, cacheBytes: number, memoryMax: number, wasmURL: string,
 *   scriptURL: string, readTimeout: number, loadTimeout: number, control?: SharedArrayBuffer, io?: MessagePort }, result: { describe: Record<string, any> } }} create
 * @property {{ args: { source: PackedSource, rotate: boolean }, result: { clip: number, info: PackedInfo } }} open
 * @property {{ args: { clip: number }, result: void }} close-clip
 * @property {{ args: { clip: number, chain: PackedChain, pts: number }, result: PackedFrame }} frame-at
 * @property {{ args: { clip: number, chain: PackedChain, pts: number, width?: number, height?: number },
 *   result: PackedPicture }} render
 * @property {{ args: { frame: number, width?: number, height?: number }, result: PackedPicture }} frame-render
 * @property {{ args: { clip: number, chain: PackedChain, from: number, to: number }, result: number }} frames-open
 * @property {{ args: { job: number }, result: PackedFrame | null }} frames-next null: no more frames
 * @property {{ args: { source: PackedPixels }, result: PackedFrame }} frame-from
 * @property {{ args: { frame: number, chain: PackedChain, video: boolean }, result: PackedFrame | PackedVideo }} apply video: as a VideoFrame
 * @property {{ args: { chain: PackedChain }, result: number }} transform-open
 * @property {{ args: { job: number, source?: PackedPixels | { frame: number }, finish?: boolean, video: boolean }, result: PackedFrame | PackedVideo | null }} transform-next
 *   source: the next frame, finish: none follows; then, and without both, the next one that comes out, null: it wants another
 * @property {{ args: { job: number }, result: void }} transform-close
 * @property {{ args: { clip: number, chain: PackedChain, times: number[] }, result: number }} thumbnails-open pts, rising
 * @property {{ args: { job: number, width?: number, height?: number }, result: PackedPicture | null }} thumbnails-next
 * @property {{ args: { job: number }, result: void }} frames-close also of thumbnails
 * @property {{ args: { clip: number, track: number, from: number, to: number, stereo: boolean }, result: number }} samples-open
 *   from and to in seconds; track -1: the clip's
 * @property {{ args: { job: number }, result: PackedSamples | null }} samples-next null: no more sound
 * @property {{ args: { job: number }, result: void }} samples-close
 * @property {{ args: { clip: number, chain: PackedChain }, result: { width: number, height: number, neighbours: number,
 *   outputs: number } }} chain-shape what the chain makes of the clip's frames, and what it reads of others
 * @property {{ args: { clip: number, from: number, sequence: PackedChain, decoder: 'wasm' | 'browser' | 'auto' },
 *   result: { play: number, decoder: 'wasm' | 'browser', why: string } }} play-open from a pts; a sequence runs where
 *   frames are decoded, one after another
 * @property {{ args: { play: number }, result: PackedDecoded | null }} play-next null: no more frames
 * @property {{ args: { play: number, on: boolean }, result: void }} play-skip
 * @property {{ args: { play: number, pts: number }, result: boolean }} play-jump
 * @property {{ args: { play: number, chain: PackedChain, fast: boolean }, result: { tables: number } }} play-chain fast:
 *   its colour programs may run as tables; tables: so many do
 * @property {{ args: { play: number, frame: number, width?: number, height?: number, spare?: ArrayBuffer },
 *   result: PackedPicture }} play-render closes the frame; `spare` is memory of a picture that was shown
 * @property {{ args: { id: number }, result: void }} play-close
 * @property {{ args: { clip: number, from: number, rate: number, ring?: SharedArrayBuffer, port: MessagePort }, result: number }} sound-open
 *   from in seconds; resolves when a second is decoded
 * @property {{ args: { id: number }, result: void }} sound-close
 * @property {{ args: PackedExport, result: PackedResult }} export
 * @property {{ args: { chain: PackedChain, shape: number[], fast: boolean }, result: Record<string, any> }} plan shape: see core/api/api.h
 * @property {{ args: PackedCurve, result: Float64Array<ArrayBuffer> }} curve
 * @property {{ args: {}, result: Record<string, number> }} counters
 * @property {{ args: {}, result: void }} close
 */

/** @typedef {{ id: number, type: keyof Requests, args: any }} Request */

/**
 * Notices to the worker. `written` carries why a write failed; `ping` is answered by `pong`.
 *
 * @typedef {{ notice: 'abort', id: number } | { notice: 'frame-close', frame: number, buffer?: ArrayBuffer }
 *   | { notice: 'written', id: number, error?: PackedError } | { notice: 'ping' }} Notice
 */

/**
 * Messages to the page. `sink-end` asks the page's sink to close or abort, and is answered by `written`;
 * `outside` says that the worker waits for bytes, where no memory is shared to say it.
 *
 * @typedef {{ reply: number, value?: any, error?: PackedError } | { event: 'progress', id: number, progress: Progress }
 *   | { event: 'write', id: number, position: number, data: Uint8Array<ArrayBuffer> }
 *   | { event: 'sink-end', id: number, error?: PackedError } | { event: 'crashed', error: PackedError }
 *   | { event: 'threads' } | { event: 'pong' } | { event: 'outside', on: boolean }
 *   | ({ event: 'read', feed: number } & RingRequest)} FromWorker
 */

export {};
