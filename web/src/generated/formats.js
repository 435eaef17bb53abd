// SPDX-License-Identifier: MIT
// Made by web/generate.js from the engine's own tables: change those, then run it again.

/**
 * A pixel format. Samples deeper than 8 bits are 16-bit little-endian words; `chromaX` and `chromaY` are log2
 * of the chroma subsampling; the planes of model 'rgb' are G, B, R.
 *
 * @typedef {object} FormatDescriptor
 * @property {'gray' | 'yuv' | 'rgb' | 'rgba'} model
 * @property {number} planes
 * @property {number} depth bits
 * @property {number} chromaX
 * @property {number} chromaY
 */

/**
 * The pixel formats by name.
 *
 * @example
 * formats.I420P10.depth; // 10
 * @type {Record<string, FormatDescriptor>}
 */
export const formats = {
  GRAY8: { model: 'gray', planes: 1, depth: 8, chromaX: 0, chromaY: 0 },
  GRAY10: { model: 'gray', planes: 1, depth: 10, chromaX: 0, chromaY: 0 },
  GRAY12: { model: 'gray', planes: 1, depth: 12, chromaX: 0, chromaY: 0 },
  I420: { model: 'yuv', planes: 3, depth: 8, chromaX: 1, chromaY: 1 },
  I422: { model: 'yuv', planes: 3, depth: 8, chromaX: 1, chromaY: 0 },
  I440: { model: 'yuv', planes: 3, depth: 8, chromaX: 0, chromaY: 1 },
  I444: { model: 'yuv', planes: 3, depth: 8, chromaX: 0, chromaY: 0 },
  I420P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 1, chromaY: 1 },
  I422P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 1, chromaY: 0 },
  I440P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 0, chromaY: 1 },
  I444P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 0, chromaY: 0 },
  I420P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 1, chromaY: 1 },
  I422P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 1, chromaY: 0 },
  I440P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 0, chromaY: 1 },
  I444P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 0, chromaY: 0 },
  GBR8: { model: 'rgb', planes: 3, depth: 8, chromaX: 0, chromaY: 0 },
  GBR10: { model: 'rgb', planes: 3, depth: 10, chromaX: 0, chromaY: 0 },
  GBR12: { model: 'rgb', planes: 3, depth: 12, chromaX: 0, chromaY: 0 },
  RGBA: { model: 'rgba', planes: 1, depth: 8, chromaX: 0, chromaY: 0 },
};

/** Names in the engine's order; the engine's number of a format is its index plus 1. */
export const formatNames = [
  'GRAY8',
  'GRAY10',
  'GRAY12',
  'I420',
  'I422',
  'I440',
  'I444',
  'I420P10',
  'I422P10',
  'I440P10',
  'I444P10',
  'I420P12',
  'I422P12',
  'I440P12',
  'I444P12',
  'GBR8',
  'GBR10',
  'GBR12',
  'RGBA',
];
