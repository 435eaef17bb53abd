// SPDX-License-Identifier: MIT
/** Where frames lie in the engine's memory. */
import { formatNames } from '../generated/formats.js';
/** @import { Engine } from './engine.js' */

/** Where a plane is, in bytes. @typedef {{ offset: number, stride: number, width: number, rows: number }} Plane */
/** Where a frame of the engine is. @typedef {{ frame: number, format: string, width: number, height: number, planes: Plane[] }} Place */

/**
 * The planes that `frame_info` tells of.
 *
 * @param {Float64Array} info
 * @returns {Plane[]}
 */
export function planesOf(info) {
  return Array.from({ length: info[3] }, (_, index) => {
    const [offset, stride, width, rows] = info.subarray(20 + 4 * index, 24 + 4 * index);
    return { offset, stride, width, rows };
  });
}

/** @param {Engine} engine @param {number} frame @returns {Place} */
export function placeOf(engine, frame) {
  const info = engine.doubles('frame_info', frame, 40);
  return { frame, format: formatNames[info[0] - 1], width: info[1], height: info[2], planes: planesOf(info) };
}

/**
 * Copies straight into shared memory. Memory of one thread may grow, which takes buffers away from a copy that is under
 * way: there it goes by a buffer of its own.
 *
 * @param {Engine} engine
 * @param {Plane[]} planes
 * @param {VideoFrame} video
 */
export async function copyInto({ heap }, planes, video) {
  if (heap.shared) {
    const start = Math.min(...planes.map(({ offset }) => offset));
    const size = Math.max(...planes.map(({ offset, stride, rows }) => offset + stride * rows)) - start;
    await video.copyTo(heap.lend(start, size), { layout: planes.map(({ offset, stride }) => ({ offset: offset - start, stride })) });
    return;
  }
  let size = 0;
  const layout = planes.map(({ stride, rows }) => ({ offset: (size += stride * rows) - stride * rows, stride }));
  const own = new Uint8Array(size);
  await video.copyTo(own, { layout });
  planes.forEach(({ offset, stride, rows }, index) => heap.write(offset, own.subarray(layout[index].offset, layout[index].offset + stride * rows)));
}
