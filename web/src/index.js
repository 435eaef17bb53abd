// SPDX-License-Identifier: MIT
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
/** @typedef {Types.VideoInfo} VideoInfo */
/** @typedef {Types.AudioInfo} AudioInfo */
/** @typedef {Types.ColorSpace} ColorSpace */
/** @typedef {Types.ExportOptions} ExportOptions */
/** @typedef {Types.ExportResult} ExportResult */
/** @typedef {Types.Progress} Progress */
/** @typedef {Types.Output} Output */
/** @typedef {Types.Capabilities} Capabilities */
/** @typedef {Types.Rendered} Rendered */
/** @typedef {Types.Plan} Plan */
/** @typedef {Types.SecondInput} SecondInput */
/**
 * @template T
 * @typedef {Types.Keyframes<T>} Keyframes
 */
/** @typedef {Types.Thumbnail} Thumbnail */
/** @typedef {Types.Samples} Samples */
/** @typedef {Types.SampleOptions} SampleOptions */
/** @typedef {import('./generated/filters.js').FilterEntry} FilterEntry */
/** @typedef {import('./generated/filters.js').Chain} Chain */
/** @typedef {import('./generated/errors.js').ErrorCode} ErrorCode */
