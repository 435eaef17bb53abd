// SPDX-License-Identifier: MIT
/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Etalon for web pages: `import { Etalon } from 'etalon'`. Node.js takes `node.js` instead, with the
 * same names. Importing starts nothing; `Etalon.create()` does.
 *
 * @module etalon
 */
import { Etalon as Base } from './etalon.js';
import { browser } from './platform/browser.js';

export { Clip } from './clip.js';
export { EtalonError } from './error.js';
export { Frame } from './frame.js';
export { View } from './view.js';
export { filters } from './generated/filters.js';
export { formats } from './generated/formats.js';
/** @import * as Types from './types.js' */

/**
 * The engine, in a worker of this page.
 *
 * @example
 * const etalon = await Etalon.create();
 * const clip = await etalon.open(file);
 * const frame = await clip.frameAt(1.5);
 */
export class Etalon extends Base {
  /** @internal @override */
  static platform = browser;
}

/** @typedef {Types.EngineOptions} EngineOptions */
/** @typedef {Types.OpenOptions} OpenOptions */
/** @typedef {Types.Source} Source */
/** @typedef {Types.ReadableSource} ReadableSource */
/** @typedef {Types.VideoInfo} VideoInfo */
/** @typedef {Types.AudioInfo} AudioInfo */
/** @typedef {Types.ColorSpace} ColorSpace */
/** @typedef {Types.Light} Light */
/** @typedef {Types.Moment} Moment */
/** @typedef {Types.FrameOptions} FrameOptions */
/** @typedef {Types.RangeOptions} RangeOptions */
/** @typedef {Types.SizeOptions} SizeOptions */
/** @typedef {Types.Rendered} Rendered */
/** @typedef {Types.ThumbnailOptions} ThumbnailOptions */
/** @typedef {Types.Thumbnail} Thumbnail */
/** @typedef {Types.SampleOptions} SampleOptions */
/** @typedef {Types.Samples} Samples */
/** @typedef {Types.ExportOptions} ExportOptions */
/** @typedef {Types.VideoEncoding} VideoEncoding */
/** @typedef {Types.Output} Output */
/** @typedef {Types.WritableSink} WritableSink */
/** @typedef {Types.PositionedWrite} PositionedWrite */
/** @typedef {Types.Progress} Progress */
/** @typedef {Types.ExportResult} ExportResult */
/** @typedef {Types.Capabilities} Capabilities */
/** @typedef {Types.Shape} Shape */
/** @typedef {Types.Plan} Plan */
/** @typedef {Types.PlannedStage} PlannedStage */
/** @typedef {Types.PlannedGroup} PlannedGroup */
/** @typedef {Types.SecondInput} SecondInput */
/** @typedef {Types.EntrySettings} EntrySettings */
/** @typedef {Types.Region} Region */
/** @typedef {Types.Ease} Ease */
/**
 * @template T
 * @typedef {Types.Keyframes<T>} Keyframes
 */
/** @typedef {import('./frame.js').Plane} Plane */
/** @typedef {import('./frame.js').PlaneLayout} PlaneLayout */
/** @typedef {import('./frames.js').FrameStream} FrameStream */
/** @typedef {import('./frame_source.js').FrameSource} FrameSource */
/** @typedef {import('./frame_source.js').FrameFacts} FrameFacts */
/** @typedef {import('./frame_source.js').RawPicture} RawPicture */
/** @typedef {import('./view.js').ViewOptions} ViewOptions */
/** @typedef {import('./playback.js').Preview} Preview */
/** @typedef {import('./playback.js').DecoderChoice} DecoderChoice */
/** @typedef {import('./painter.js').Shown} Shown */
/** @typedef {import('./player.js').PlayCounts} PlayCounts */
/** @typedef {import('./generated/filters.js').FilterEntry} FilterEntry */
/** @typedef {import('./generated/filters.js').Chain} Chain */
/** @typedef {import('./generated/filters.js').FilterDescriptor} FilterDescriptor */
/** @typedef {import('./generated/filters.js').ParamDescriptor} ParamDescriptor */
/** @typedef {import('./generated/filters.js').FrameResults} FrameResults */
/** @typedef {import('./generated/errors.js').ErrorCode} ErrorCode */
