// SPDX-License-Identifier: MIT
/** The shapes of what goes in and out of the public classes. Times are in seconds. */

/** @import { Clip } from './clip.js' */
/** @import { Frame } from './frame.js' */
/** @import { Chain, FrameResults } from './generated/filters.js' */

/**
 * @typedef {object} EngineOptions
 * @property {number | 'auto'} [threads] pool threads beside the engine's own, for each of which four workers are started, as
 *   codecs borrow some; 'auto' (default): one a core, at most 4; 0: the build without threads, which needs no headers
 * @property {string | URL} [wasmURL] where `etalon.wasm` is; `etalon-threads.wasm` is expected beside it
 * @property {string | URL} [workerURL] where `worker.js` is
 * @property {number} [cacheBytes] decoded frames kept for stepping; default 256 MB with threads, else 96 MB
 * @property {{ max?: number }} [memory] max: bytes that the engine's memory may grow to, 64 MiB to 4 GiB (default);
 *   what does not fit fails with MEMORY
 * @property {boolean} [simd] false: the plain C kernels, for tests; default true
 * @property {number} [readTimeout] seconds that one read of a URL, stream or `{ size, read }` source may
 *   take before it fails with IO, default 30
 * @property {number} [stepTimeout] seconds that the engine may compute without a sign of life before it is
 *   ended with CRASHED and started anew, default 10; reads do not count; Infinity: never
 * @property {number} [loadTimeout] seconds that the package's own files may keep silent while they load, before
 *   `create()` fails with IO: all of `worker.js`, each piece of `etalon.wasm`; default 120; Infinity: as long as the
 *   browser waits
 */

/**
 * A caller's own source. `read` gives bytes `start` to `end` - 1; when it gives fewer, it is asked for the rest.
 *
 * @typedef {object} ReadableSource
 * @property {number} size bytes
 * @property {(start: number, end: number) => Uint8Array | ArrayBuffer | Promise<Uint8Array | ArrayBuffer>} read
 */

/**
 * What `open()` takes. In a page a string is a URL; in Node.js it is a path, or a URL when it begins
 * with `file:`, `http:`, `https:`, `data:` or `blob:`.
 *
 * @typedef {Blob | ArrayBuffer | ArrayBufferView | URL | string | FileSystemFileHandle
 *   | ReadableStream<Uint8Array> | ReadableSource} Source
 */

/**
 * @typedef {object} OpenOptions
 * @property {boolean} [rotate] apply the display rotation to the pixels, default true
 * @property {boolean} [download] fetch a URL as a whole when its server does not answer ranges, default false
 * @property {number} [maxDownload] most bytes that a download, a stream, or a `{ size, read }` source that
 *   has to be copied aside may take before it fails with IO; default 4 GiB
 * @property {(progress: { bytes: number, size: number | undefined }) => void} [onProgress] of a download
 * @property {AbortSignal} [signal]
 */

/**
 * Colours, named as WebCodecs names them; `null` where it has no name (`cicp` has H.273's numbers).
 *
 * @typedef {object} ColorSpace
 * @property {string | null} matrix
 * @property {string | null} primaries
 * @property {string | null} transfer
 * @property {boolean} fullRange
 * @property {'unspecified' | 'left' | 'center' | 'top-left' | 'top' | 'bottom-left' | 'bottom'} siting where the
 *   first chroma sample sits; 'unspecified' where chroma is not subsampled
 * @property {{ matrix: number, primaries: number, transfer: number }} cicp
 * @property {('matrix' | 'primaries' | 'transfer' | 'range' | 'siting')[]} guessed what the file does not say
 */

/**
 * How bright an HDR source is, in cd/m2; 0 where the file does not say.
 *
 * @typedef {object} Light
 * @property {number} mastering peak of the display that it was mastered on (SMPTE ST 2086)
 * @property {number} content its brightest pixel (MaxCLL)
 * @property {number} average the brightest mean of a frame (MaxFALL)
 */

/**
 * @typedef {object} VideoInfo
 * @property {string} codec FFmpeg's name: "h264"
 * @property {string} profile "" when unknown
 * @property {string} format pixel format, WebCodecs' names: "I420", "I420P10"
 * @property {number} width pixels as handed out: upright, cropped
 * @property {number} height
 * @property {number} codedWidth pixels before rotation
 * @property {number} codedHeight
 * @property {0 | 90 | 180 | 270} rotation degrees clockwise that were applied
 * @property {boolean} mirrored true when the picture was mirrored after it
 * @property {number} displayWidth width with square pixels
 * @property {number} displayHeight
 * @property {[number, number]} sampleAspect width to height of a pixel; [1, 1] when unknown
 * @property {number} frameRate frames per second on average; 0 when unknown
 * @property {[number, number]} frameRateFraction
 * @property {[number, number]} timeBase seconds of one unit of `pts`
 * @property {number} start timestamp of the first frame, seconds
 * @property {number} duration seconds; 0 when unknown
 * @property {number} frameCount 0 when the container does not say
 * @property {boolean} indexed the container knows its key frames
 * @property {ColorSpace} colorSpace
 * @property {Light} light
 */

/**
 * @typedef {object} AudioInfo
 * @property {string} codec
 * @property {number} sampleRate Hz
 * @property {number} channels
 * @property {number} start seconds
 * @property {number} duration seconds; 0 when unknown
 * @property {number} track its number among the file's sound tracks, from 0 on
 * @property {number} tracks how many the file has
 */

/**
 * @typedef {object} SampleOptions
 * @property {number} [track] number among the file's sound tracks, default `audio.track`
 * @property {number} [from] seconds, rounded to the nearest sample; default the start
 * @property {number} [to] seconds, samples before it; default the end
 * @property {boolean} [stereo] mixed to two channels as playback does (ITU-R BS.775: centre and surround
 *   count sqrt(1/2), low frequencies nothing, divided so that nothing clips); default false, all channels
 * @property {AbortSignal} [signal]
 */

/**
 * A stretch of sound.
 *
 * @typedef {object} Samples
 * @property {number} timestamp seconds, of the first sample
 * @property {number} position the same in samples since time 0; exact
 * @property {number} sampleRate Hz
 * @property {number} channels
 * @property {number} frames samples of each channel
 * @property {Float32Array<ArrayBuffer>[]} planes one array per channel, nominally -1 to 1
 */

/**
 * A moment: seconds (the last frame at or before it), or `{ pts }` in units of `video.timeBase`.
 * @typedef {number | { pts: number }} Moment
 */

/**
 * How a value goes on to that of the next keyframe: not at all, evenly, or as CSS's
 * `cubic-bezier(x1, y1, x2, y2)` with x1 and x2 in 0 to 1.
 * @typedef {'hold' | 'linear' | [number, number, number, number]} Ease
 */

/**
 * Values that change with time: keyframes in the order of their times, in seconds. `ease` leads to the next one;
 * default 'linear', for choices 'hold', which is the only one that they take. Lists go on number by number,
 * in the order in which they are given, and have as many numbers at each keyframe.
 *
 * @template T
 * @typedef {{ time: number, value: T, ease?: Ease }[]} Keyframes
 */

/**
 * A rectangle in pixels of a filter's input, into which its effect rises over `feather` pixels, default 0. Each
 * number may follow keyframes; between them it is rounded. What lies outside the picture counts for nothing.
 *
 * @typedef {object} Region
 * @property {number | Keyframes<number>} x
 * @property {number | Keyframes<number>} y
 * @property {number | Keyframes<number>} width
 * @property {number | Keyframes<number>} height
 * @property {number | Keyframes<number>} [feather]
 */

/**
 * What every entry of a chain may carry. `region` limits a filter to a rectangle, `enable` to times in seconds,
 * from <= t < to. Both are for filters whose output has the shape of their input.
 *
 * @typedef {object} EntrySettings
 * @property {Region} [region]
 * @property {{ from?: number, to?: number }} [enable]
 */

/**
 * A picture as a second input: it shows at all times. It is copied, and may be closed once the call has returned its
 * promise's value.
 *
 * @typedef {Frame | ImageData | ImageBitmap | { width: number, height: number, data: Uint8ClampedArray | Uint8Array }} SecondPicture
 */

/**
 * A second input. A clip shows its frame at the same time plus `offset` seconds (default 0); before its first
 * frame and after its last it holds that (default) or shows nothing.
 *
 * With a `chain` it goes through filters of its own before: keyed, scaled, placed, graded. Its frames are those that
 * `clip.frameAt()` gives with that chain, whose times are this clip's; of a picture they are those of the frame that is
 * filtered. The chain may have second inputs with chains, 4 deep, and no analyses; it stays exact in previews.
 *
 * @typedef {Clip | SecondPicture | { clip: Clip, offset?: number, ends?: 'hold' | 'nothing', chain?: Chain }
 *   | { picture: SecondPicture, chain?: Chain }} SecondInput
 */

/** @typedef {{ format: string, width: number, height: number }} Shape */

/**
 * One filter as it runs. Bytes are those that it reads and writes for one frame of its input.
 *
 * @typedef {object} PlannedStage
 * @property {number} entry place in the chain, from 0 on
 * @property {string} filter
 * @property {{ entry: number, filter: string }[]} fused colour filters that run as one, this first
 * @property {number} fastTable 33 where they run as one table of 33^3 colours, which a fast preview may; else 0
 * @property {('affine' | 'curves' | 'table' | 'points')[]} operations what is left of their steps for each pixel
 * @property {Shape} input
 * @property {Shape} output
 * @property {'any' | 'topDown' | 'wholeFrame'} order in which its bands run: any at once, one after another, or one
 * @property {number} bands parts into which a frame is cut
 * @property {number} outputs frames made of each
 * @property {number} framesBefore neighbours in time that it reads
 * @property {number} framesAfter
 * @property {number} inputs 1 or 2
 * @property {Plan | null} second the plan of the second input's own chain; null: it has none
 * @property {string[]} keyframes parameters that change with time, and numbers of the region as 'region.x'
 * @property {{ x: number, y: number, width: number, height: number, feather: number } | null} region at first
 * @property {{ from: number | null, to: number | null } | null} enable null: open
 * @property {number} bytesRead
 * @property {number} bytesWritten 0 for an analysis, which passes its frames without a copy, and for a crop that hands on a part of them
 */

/**
 * Stages that hand rows to each other in place of frames.
 *
 * @typedef {object} PlannedGroup
 * @property {number[]} stages their places in the list of stages
 * @property {number} bandRows rows of the last one's output that are made at a time
 * @property {number} strips parts of a frame that are made side by side, one for each thread
 * @property {number} tiles parts across that are made one after another, 1: rows are made as a whole
 * @property {number[]} bandBytes memory of a strip behind each stage but the last; of its largest plane where
 *     planes are made one after another
 */

/**
 * How a chain runs on frames of a shape.
 *
 * @typedef {object} Plan
 * @property {Shape} input
 * @property {Shape} output
 * @property {number} outputs frames made of each
 * @property {number} framesBefore frames that are decoded before a frame that is asked for
 * @property {number} framesAfter
 * @property {PlannedStage[]} stages in order
 * @property {PlannedGroup[]} groups stages that follow each other and work band by band, so that no frame lies between them
 * @property {number} bytesRead of whole frames, the sum over the stages
 * @property {number} bytesWritten
 * @property {{ entry: number, filter: string }[]} removed left out, because their parameters change nothing
 */

/**
 * @typedef {object} FrameOptions
 * @property {Chain} [chain] filters, default none
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} RangeOptions
 * @property {number} [from] seconds, first frame with a timestamp at or after it; default the start
 * @property {number} [to] seconds, frames before it; default the end
 */

/**
 * @typedef {object} SizeOptions
 * @property {number} [width] pixels; left out: by the picture's aspect, or its own size
 * @property {number} [height] pixels
 */

/**
 * @typedef {object} ThumbnailExtras
 * @property {number[]} [times] seconds, in any order; thumbnails come in rising order
 * @property {number} [count] instead of `times`: so many, evenly spread, each in the middle of its part
 */

/** @typedef {ThumbnailExtras & FrameOptions & SizeOptions} ThumbnailOptions */

/**
 * A picture as a canvas takes it: rows of R, G, B, A bytes, A = 255.
 *
 * @typedef {object} Rendered
 * @property {number} width
 * @property {number} height
 * @property {Uint8ClampedArray<ArrayBuffer>} data
 * @property {number} timestamp seconds, of the frame that is shown
 * @property {number} pts
 * @property {number} duration seconds; 0 when unknown
 * @property {number} displayWidth pixels of the filtered frame with square pixels
 * @property {number} displayHeight
 * @property {('depth' | 'tone')[]} conversions depth: more than 8 bits, tone: HDR shown as SDR, or light and
 *   primaries of another standard brought to sRGB's
 * @property {boolean} colorChanged the stream gives the frame other colours than `clip.video.colorSpace` says; it is shown by its own
 * @property {FrameResults} results what the chain's analyses found in the filtered frame, as `frame.results`
 */

/**
 * A thumbnail: a key frame near a time. `exact` is false: `clip.render()` gives the frame shown at a time.
 *
 * @typedef {Rendered & { exact: false }} Thumbnail
 */

/**
 * One write, as `FileSystemWritableFileStream` takes it.
 * @typedef {{ type: 'write', position: number, data: Uint8Array<ArrayBuffer> }} PositionedWrite
 */

/**
 * A caller's own sink. Each write is awaited. Positions may go back, to complete a header.
 *
 * @typedef {object} WritableSink
 * @property {(chunk: PositionedWrite) => unknown} write
 * @property {() => unknown} [close] all is written
 * @property {(reason: unknown) => unknown} [abort] the file is not wanted any more
 */

/**
 * Where an export goes: a file handle (of the disk or OPFS), its writable, a stream of bytes (the file
 * is then written as fragments), `{ writable }` for a stream of positioned writes, a caller's sink, in Node.js
 * a path. Left out: the result carries the file.
 *
 * @typedef {FileSystemFileHandle | WritableStream<any> | { writable: WritableStream<PositionedWrite> }
 *   | WritableSink | string | URL} Output
 */

/**
 * @typedef {object} Progress
 * @property {number} progress 0 to 1, never falling
 * @property {number} framesDone
 * @property {number} fps frames a second so far
 * @property {number} secondsLeft Infinity at the start
 */

/**
 * @typedef {object} VideoEncoding
 * @property {'h264'} [codec]
 * @property {number} [quality] H.264 quantizer, 12 (best) to 51, default 23
 * @property {number} [bitrate] bits per second, instead of `quality`: the quantizer of each frame, 12 to 51, is chosen so
 *   that 10 s take this much to 10 percent; pictures that need less at 12 stay below it
 * @property {number} [keyInterval] longest distance between key frames in seconds, 0.1 to 60, default 2
 */

/**
 * @typedef {object} ExportExtras
 * @property {Output} [output]
 * @property {VideoEncoding} [video]
 * @property {'copy' | 'none'} [audio] copy the audio packets (default), or leave the sound out
 * @property {boolean} [strict] fail with UNSUPPORTED instead of converting pixels, default false
 * @property {(progress: Progress) => void} [onProgress] at most ten times a second; ends with 1
 */

/** @typedef {RangeOptions & FrameOptions & ExportExtras} ExportOptions */

/**
 * @typedef {object} ExportResult
 * @property {number} frames
 * @property {number} bytes
 * @property {number} audioPackets
 * @property {number} width
 * @property {number} height
 * @property {('depth' | 'chroma' | 'padding' | 'alpha' | 'matrix' | 'tone')[]} conversions depth: to 8 bits
 *   with dither; chroma: to 4:2:0; padding: an odd width or height by its last column or row; alpha: the
 *   picture lies on black; matrix: RGB to Y'CbCr of limited range; tone: PQ, HLG and other transfers that H.264
 *   players do not know to SDR, exactly as a view shows them
 * @property {boolean} fragmented the file is a row of fragments, as a stream needs it
 * @property {boolean} faststart its index is in front of the media data, so that it plays while it loads. False
 *   for fragments, and where a file handle or `write` was given and the clip had more frames than it says
 * @property {number} damaged packets that the decoder refused
 * @property {Blob | ArrayBuffer | undefined} output the file, where no output was given: in a page a File of the
 *   origin's private file system, or, without one, a Blob in memory; in Node.js an ArrayBuffer. In memory it may
 *   have 2 GiB at most
 * @property {() => Promise<void>} discard removes that file from the disk; else it goes when the page does. The
 *   Blob cannot be read afterwards
 */

/**
 * @typedef {object} Capabilities
 * @property {number} threads pool threads
 * @property {boolean} simd
 * @property {boolean} isolated SharedArrayBuffer can be used
 * @property {'single' | 'threads'} build
 * @property {string} why the reason for the build, one sentence
 * @property {string} codecs what the module was built with: "all", "free" (of patents), or names
 * @property {string[]} decoders of pictures
 * @property {string[]} audioDecoders
 * @property {string[]} encoders
 * @property {string[]} containers that can be read
 * @property {string[]} filters
 */

export {};
