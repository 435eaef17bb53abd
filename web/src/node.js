// SPDX-License-Identifier: MIT
/**
 * Etalon for Node.js 20.16 and newer: the same names as index.js, the same engine, in a worker thread.
 *
 * @module etalon
 */
import { Etalon as Base } from './etalon.js';
import { node } from './platform/node.js';

export { Clip } from './clip.js';
export { EtalonError } from './error.js';
export { Frame } from './frame.js';
export { View } from './view.js';
export { filters } from './generated/filters.js';
export { formats } from './generated/formats.js';

/**
 * The engine, in a worker thread. An idle one does not keep the process alive.
 *
 * @example
 * const etalon = await Etalon.create({ threads: 2 });
 * const clip = await etalon.open('in.mp4');
 * await clip.export({ output: 'out.mp4', chain: [{ filter: 'adjust', contrast: 1.2 }] });
 */
export class Etalon extends Base {
  /** @internal @override */
  static platform = node;
}
