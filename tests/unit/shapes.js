// SPDX-License-Identifier: MIT
/**
 * What must give the same bytes everywhere: one chain for each shape of filter, on small clips of 8 and
 * 10 bits. determinism.test.js runs it in Node.js and natively, e2e/shapes.spec.js and e2e/webkit.spec.js in browsers.
 */

/** Frames of each clip that go through each chain. */
export const FRAMES = 5;

/** Below tests/fixtures. */
export const shapeClips = ['conf/cros-codecs/bear.h265', 'conf/cros-codecs/test-25fps-interlaced.h264', 'conf/av1/10-bit/data/00000671.ivf'];

/** @type {{ shape: string, chain: any[] }[]} */
export const shapes = [
  { shape: 'nothing', chain: [] },
  { shape: 'point', chain: [{ filter: 'adjust', brightness: 0.05, contrast: 1.3, saturation: 0.7, gamma: 1.4, hue: 25 }] },
  { shape: 'halo', chain: [{ filter: 'gaussian_blur', sigma: 1.7 }] },
  { shape: 'wide halo', chain: [{ filter: 'gaussian_blur', sigma: 23 }] },
  { shape: 'resize', chain: [{ filter: 'scale', width: 213, height: 119, kernel: 'lanczos' }] },
  { shape: 'enlarge', chain: [{ filter: 'scale', width: 641, height: 367, kernel: 'bicubic' }] },
  { shape: 'geometry', chain: [{ filter: 'rotate', turn: '90' }, { filter: 'flip', direction: 'vertical' }] },
  { shape: 'whole frame', chain: [{ filter: 'transform', rotation: 13.7, scale_x: 0.9, scale_y: 1.2, x: 5, edge: 'clamp' }] },
  { shape: 'neighbours in time, two frames of one', chain: [{ filter: 'deinterlace', mode: 'bwdif', rate: 'field' }] },
  { shape: 'neighbours in time', chain: [{ filter: 'deinterlace', mode: 'yadif' }] },
  { shape: 'from top to bottom', chain: [{ filter: 'depth', bits: '12', dither: 'none' }, { filter: 'adjust', gamma: 0.7 }, { filter: 'depth', bits: '8', dither: 'error_diffusion' }] },
  { shape: 'analysis', chain: [{ filter: 'adjust', brightness: -0.1 }, { filter: 'histogram' }] },
  { shape: 'alpha that was not there', chain: [{ filter: 'chroma_key', red: 0.3, green: 0.5, blue: 0.2, similarity: 0.05, blend: 0.2, despill: 0.7 }] },
  { shape: 'a fade', chain: [{ filter: 'fade', type: 'level', level: 0.6, red: 0.1, green: 0.4, blue: 0.9 }] },
  { shape: 'several', chain: [{ filter: 'scale', width: 300 }, { filter: 'adjust', contrast: 0.8 }, { filter: 'gaussian_blur', sigma: 3 }, { filter: 'rotate', turn: '270' }] },
];

/** Seconds by which the second input of `pairs` is ahead. */
export const PAIR_OFFSET = 0.12;

/**
 * Filters of two inputs; the second one is the same clip, PAIR_OFFSET ahead, through `inner`. Browsers run those that have such
 * a chain.
 *
 * @type {{ shape: string, chain: any[], inner?: any[] }[]}
 */
export const pairs = [
  { shape: 'overlay', chain: [{ filter: 'overlay', x: 13, y: -9, opacity: 0.7 }] },
  { shape: 'overlay, on the grid', chain: [{ filter: 'overlay', x: -20, y: 14 }] },
  { shape: 'overlay, blended', chain: [{ filter: 'overlay', x: 4, y: 3, blend: 'soft_light' }] },
  { shape: 'mask', chain: [{ filter: 'mask', x: 6, y: -2 }] },
  { shape: 'crossfade', chain: [{ filter: 'crossfade', by: 'progress', progress: 0.35 }] },
  { shape: 'wipe', chain: [{ filter: 'wipe', by: 'progress', progress: 0.45, shape: 'iris_open', softness: 0.2 }] },
  { shape: 'a keyed clip over another', chain: [{ filter: 'overlay', x: 13, y: -9 }], inner: [{ filter: 'scale', width: 150 }, { filter: 'chroma_key', red: 0.3, green: 0.5, blue: 0.2, similarity: 0.05, blend: 0.2, despill: 0.7 }] },
  { shape: 'neighbours in time of a second input', chain: [{ filter: 'crossfade', by: 'progress', progress: 0.35 }], inner: [{ filter: 'denoise' }, { filter: 'deinterlace', rate: 'field' }] },
];
