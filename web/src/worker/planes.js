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
 * way: there it goes by a buffer of its own, as do odd sizes, of which Firefox leaves the last samples of chroma out.
 *
 * @param {Engine} engine
 * @param {Plane[]} planes
 * @param {VideoFrame} video
 */
export async function copyInto({ heap }, planes, video) {
  const rect = wholeRect(video);
  if (heap.shared && !rect) {
    const start = Math.min(...planes.map(({ offset }) => offset));
    const size = Math.max(...planes.map(({ offset, stride, rows }) => offset + stride * rows)) - start;
    await video.copyTo(heap.lend(start, size), { layout: planes.map(({ offset, stride }) => ({ offset: offset - start, stride })) });
    return;
  }
  // Of an odd size one sample more is copied of each row, and one row.
  const own = { row: 0, rows: 0, ...(rect && { row: 4, rows: 1 }) };
  let size = 0;
  const layout = planes.map(({ stride, rows }) => {
    const place = { offset: size, stride: stride + own.row };
    size += place.stride * (rows + own.rows);
    return place;
  });
  const bytes = new Uint8Array(size);
  await video.copyTo(bytes, { layout, ...(rect && { rect }) });
  planes.forEach((plane, index) => heap.writeRows(plane, { data: bytes.subarray(layout[index].offset), stride: layout[index].stride }));
}

/** The visible part of a frame out to even sizes, where they are not, its chroma is subsampled and it has samples there. @param {VideoFrame} video */
function wholeRect({ format, visibleRect, codedWidth, codedHeight }) {
  if (!visibleRect || !/^(I42|NV12)/.test(format ?? '')) return undefined;
  const { x, y, width, height } = visibleRect;
  const [wide, tall] = [width + (width % 2), height + (height % 2)];
  const fits = x + wide <= codedWidth && y + tall <= codedHeight;
  return fits && (wide > width || tall > height) ? { x, y, width: wide, height: tall } : undefined;
}
