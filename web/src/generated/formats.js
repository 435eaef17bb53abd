// SPDX-License-Identifier: MIT
// Made by web/generate.js from the engine's own tables: change those, then run it again.

/**
 * A pixel format. Samples deeper than 8 bits are 16-bit little-endian words; `chromaX` and `chromaY` are log2
 * of the chroma subsampling; the planes of model 'rgb' are G, B, R; with `alpha` the last plane is that, of full
 * size, from 0 (clear) to the largest code (opaque), and the others are not multiplied by it.
 *
 * @typedef {object} FormatDescriptor
 * @property {'gray' | 'yuv' | 'rgb' | 'rgba'} model
 * @property {number} planes
 * @property {number} depth bits
 * @property {number} chromaX
 * @property {number} chromaY
 * @property {boolean} alpha
 */

/**
 * The pixel formats by name.
 *
 * @example
 * formats.I420P10.depth; // 10
 * @type {Record<string, FormatDescriptor>}
 */
export const formats = {
  GRAY8: { model: 'gray', planes: 1, depth: 8, chromaX: 0, chromaY: 0, alpha: false },
  GRAY9: { model: 'gray', planes: 1, depth: 9, chromaX: 0, chromaY: 0, alpha: false },
  GRAY10: { model: 'gray', planes: 1, depth: 10, chromaX: 0, chromaY: 0, alpha: false },
  GRAY12: { model: 'gray', planes: 1, depth: 12, chromaX: 0, chromaY: 0, alpha: false },
  GRAY14: { model: 'gray', planes: 1, depth: 14, chromaX: 0, chromaY: 0, alpha: false },
  GRAY16: { model: 'gray', planes: 1, depth: 16, chromaX: 0, chromaY: 0, alpha: false },
  GRAYA8: { model: 'gray', planes: 2, depth: 8, chromaX: 0, chromaY: 0, alpha: true },
  GRAYA10: { model: 'gray', planes: 2, depth: 10, chromaX: 0, chromaY: 0, alpha: true },
  GRAYA12: { model: 'gray', planes: 2, depth: 12, chromaX: 0, chromaY: 0, alpha: true },
  GRAYA16: { model: 'gray', planes: 2, depth: 16, chromaX: 0, chromaY: 0, alpha: true },
  I410: { model: 'yuv', planes: 3, depth: 8, chromaX: 2, chromaY: 2, alpha: false },
  I411: { model: 'yuv', planes: 3, depth: 8, chromaX: 2, chromaY: 0, alpha: false },
  I420: { model: 'yuv', planes: 3, depth: 8, chromaX: 1, chromaY: 1, alpha: false },
  I422: { model: 'yuv', planes: 3, depth: 8, chromaX: 1, chromaY: 0, alpha: false },
  I440: { model: 'yuv', planes: 3, depth: 8, chromaX: 0, chromaY: 1, alpha: false },
  I444: { model: 'yuv', planes: 3, depth: 8, chromaX: 0, chromaY: 0, alpha: false },
  I420P9: { model: 'yuv', planes: 3, depth: 9, chromaX: 1, chromaY: 1, alpha: false },
  I422P9: { model: 'yuv', planes: 3, depth: 9, chromaX: 1, chromaY: 0, alpha: false },
  I440P9: { model: 'yuv', planes: 3, depth: 9, chromaX: 0, chromaY: 1, alpha: false },
  I444P9: { model: 'yuv', planes: 3, depth: 9, chromaX: 0, chromaY: 0, alpha: false },
  I420P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 1, chromaY: 1, alpha: false },
  I422P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 1, chromaY: 0, alpha: false },
  I440P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 0, chromaY: 1, alpha: false },
  I444P10: { model: 'yuv', planes: 3, depth: 10, chromaX: 0, chromaY: 0, alpha: false },
  I420P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 1, chromaY: 1, alpha: false },
  I422P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 1, chromaY: 0, alpha: false },
  I440P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 0, chromaY: 1, alpha: false },
  I444P12: { model: 'yuv', planes: 3, depth: 12, chromaX: 0, chromaY: 0, alpha: false },
  I420P14: { model: 'yuv', planes: 3, depth: 14, chromaX: 1, chromaY: 1, alpha: false },
  I422P14: { model: 'yuv', planes: 3, depth: 14, chromaX: 1, chromaY: 0, alpha: false },
  I440P14: { model: 'yuv', planes: 3, depth: 14, chromaX: 0, chromaY: 1, alpha: false },
  I444P14: { model: 'yuv', planes: 3, depth: 14, chromaX: 0, chromaY: 0, alpha: false },
  I420P16: { model: 'yuv', planes: 3, depth: 16, chromaX: 1, chromaY: 1, alpha: false },
  I422P16: { model: 'yuv', planes: 3, depth: 16, chromaX: 1, chromaY: 0, alpha: false },
  I440P16: { model: 'yuv', planes: 3, depth: 16, chromaX: 0, chromaY: 1, alpha: false },
  I444P16: { model: 'yuv', planes: 3, depth: 16, chromaX: 0, chromaY: 0, alpha: false },
  I420A: { model: 'yuv', planes: 4, depth: 8, chromaX: 1, chromaY: 1, alpha: true },
  I422A: { model: 'yuv', planes: 4, depth: 8, chromaX: 1, chromaY: 0, alpha: true },
  I440A: { model: 'yuv', planes: 4, depth: 8, chromaX: 0, chromaY: 1, alpha: true },
  I444A: { model: 'yuv', planes: 4, depth: 8, chromaX: 0, chromaY: 0, alpha: true },
  I420AP9: { model: 'yuv', planes: 4, depth: 9, chromaX: 1, chromaY: 1, alpha: true },
  I422AP9: { model: 'yuv', planes: 4, depth: 9, chromaX: 1, chromaY: 0, alpha: true },
  I440AP9: { model: 'yuv', planes: 4, depth: 9, chromaX: 0, chromaY: 1, alpha: true },
  I444AP9: { model: 'yuv', planes: 4, depth: 9, chromaX: 0, chromaY: 0, alpha: true },
  I420AP10: { model: 'yuv', planes: 4, depth: 10, chromaX: 1, chromaY: 1, alpha: true },
  I422AP10: { model: 'yuv', planes: 4, depth: 10, chromaX: 1, chromaY: 0, alpha: true },
  I440AP10: { model: 'yuv', planes: 4, depth: 10, chromaX: 0, chromaY: 1, alpha: true },
  I444AP10: { model: 'yuv', planes: 4, depth: 10, chromaX: 0, chromaY: 0, alpha: true },
  I420AP12: { model: 'yuv', planes: 4, depth: 12, chromaX: 1, chromaY: 1, alpha: true },
  I422AP12: { model: 'yuv', planes: 4, depth: 12, chromaX: 1, chromaY: 0, alpha: true },
  I440AP12: { model: 'yuv', planes: 4, depth: 12, chromaX: 0, chromaY: 1, alpha: true },
  I444AP12: { model: 'yuv', planes: 4, depth: 12, chromaX: 0, chromaY: 0, alpha: true },
  I420AP16: { model: 'yuv', planes: 4, depth: 16, chromaX: 1, chromaY: 1, alpha: true },
  I422AP16: { model: 'yuv', planes: 4, depth: 16, chromaX: 1, chromaY: 0, alpha: true },
  I440AP16: { model: 'yuv', planes: 4, depth: 16, chromaX: 0, chromaY: 1, alpha: true },
  I444AP16: { model: 'yuv', planes: 4, depth: 16, chromaX: 0, chromaY: 0, alpha: true },
  GBR8: { model: 'rgb', planes: 3, depth: 8, chromaX: 0, chromaY: 0, alpha: false },
  GBR9: { model: 'rgb', planes: 3, depth: 9, chromaX: 0, chromaY: 0, alpha: false },
  GBR10: { model: 'rgb', planes: 3, depth: 10, chromaX: 0, chromaY: 0, alpha: false },
  GBR12: { model: 'rgb', planes: 3, depth: 12, chromaX: 0, chromaY: 0, alpha: false },
  GBR14: { model: 'rgb', planes: 3, depth: 14, chromaX: 0, chromaY: 0, alpha: false },
  GBR16: { model: 'rgb', planes: 3, depth: 16, chromaX: 0, chromaY: 0, alpha: false },
  GBRA8: { model: 'rgb', planes: 4, depth: 8, chromaX: 0, chromaY: 0, alpha: true },
  GBRA10: { model: 'rgb', planes: 4, depth: 10, chromaX: 0, chromaY: 0, alpha: true },
  GBRA12: { model: 'rgb', planes: 4, depth: 12, chromaX: 0, chromaY: 0, alpha: true },
  GBRA14: { model: 'rgb', planes: 4, depth: 14, chromaX: 0, chromaY: 0, alpha: true },
  GBRA16: { model: 'rgb', planes: 4, depth: 16, chromaX: 0, chromaY: 0, alpha: true },
  RGBA: { model: 'rgba', planes: 1, depth: 8, chromaX: 0, chromaY: 0, alpha: true },
};

/** Names in the engine's order; the engine's number of a format is its index plus 1. */
export const formatNames = [
  'GRAY8',
  'GRAY9',
  'GRAY10',
  'GRAY12',
  'GRAY14',
  'GRAY16',
  'GRAYA8',
  'GRAYA10',
  'GRAYA12',
  'GRAYA16',
  'I410',
  'I411',
  'I420',
  'I422',
  'I440',
  'I444',
  'I420P9',
  'I422P9',
  'I440P9',
  'I444P9',
  'I420P10',
  'I422P10',
  'I440P10',
  'I444P10',
  'I420P12',
  'I422P12',
  'I440P12',
  'I444P12',
  'I420P14',
  'I422P14',
  'I440P14',
  'I444P14',
  'I420P16',
  'I422P16',
  'I440P16',
  'I444P16',
  'I420A',
  'I422A',
  'I440A',
  'I444A',
  'I420AP9',
  'I422AP9',
  'I440AP9',
  'I444AP9',
  'I420AP10',
  'I422AP10',
  'I440AP10',
  'I444AP10',
  'I420AP12',
  'I422AP12',
  'I440AP12',
  'I444AP12',
  'I420AP16',
  'I422AP16',
  'I440AP16',
  'I444AP16',
  'GBR8',
  'GBR9',
  'GBR10',
  'GBR12',
  'GBR14',
  'GBR16',
  'GBRA8',
  'GBRA10',
  'GBRA12',
  'GBRA14',
  'GBRA16',
  'RGBA',
];

/** Interleaved samples that frames can be made of, in the engine's order, and the formats that they become. */
export const packings = [
  { name: 'NV12', format: 'I420' },
  { name: 'RGBA', format: 'GBRA8' },
  { name: 'RGBX', format: 'GBR8' },
  { name: 'BGRA', format: 'GBRA8' },
  { name: 'BGRX', format: 'GBR8' },
];

/** Most pixels of a picture's width and height. */
export const sideMost = 16384;

/** How many chains of second inputs may lie within each other. */
export const inputsDeep = 4;
