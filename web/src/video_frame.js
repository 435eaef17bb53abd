// SPDX-License-Identifier: MIT
import { nameColor } from './color.js';
import { EtalonError } from './error.js';
import { formats } from './generated/formats.js';
/** @import { PackedFrame, PackedPlane } from './protocol.js' */

/**
 * A WebCodecs `VideoFrame` with a copy of a frame's pixels. In the page and in the worker.
 *
 * @param {PackedFrame} packed
 * @returns {VideoFrame}
 * @throws {EtalonError} UNSUPPORTED without WebCodecs, or for a format that it lacks
 * @example
 * const video = videoFrameOf(packFrame(engine, frame));
 */
export function videoFrameOf({ format, width, height, pts, duration, timeBase: [seconds, ticks], sampleAspect: [across, down], color, planes, buffer }) {
  if (typeof VideoFrame === 'undefined') throw new EtalonError('UNSUPPORTED', 'there is no VideoFrame here');
  const { matrix, primaries, transfer, fullRange } = nameColor(color);
  const { chromaX, chromaY } = formats[format] ?? { chromaX: 0, chromaY: 0 };
  const whole = (/** @type {number} */ side, /** @type {number} */ shift) => ((side + (1 << shift) - 1) >> shift) << shift;
  const shown = {
    format: /** @type {VideoPixelFormat} */ (format),
    displayWidth: across && down ? Math.max(1, Math.round((width * across) / down)) : width,
    displayHeight: height,
    timestamp: Math.round(((pts * seconds) / ticks) * 1e6),
    ...(duration ? { duration: Math.round(((duration * seconds) / ticks) * 1e6) } : {}),
    colorSpace: /** @type {VideoColorSpaceInit} */ ({ matrix, primaries, transfer, fullRange }),
  };
  const make = (/** @type {number} */ codedWidth, /** @type {number} */ codedHeight) => {
    const { bytes, layout } = tight(planes, buffer, codedWidth - width, codedHeight - height);
    return new VideoFrame(bytes, { ...shown, codedWidth, codedHeight, visibleRect: { x: 0, y: 0, width, height }, layout });
  };
  try {
    return make(width, height);
  } catch (cause) {
    // Firefox takes odd sizes of subsampled formats only as a part of whole chroma samples.
    const [wide, tall] = [whole(width, chromaX), whole(height, chromaY)];
    try {
      if (wide > width || tall > height) return make(wide, tall);
    } catch {
      // What it said at first is the reason.
    }
    throw new EtalonError('UNSUPPORTED', `this browser's VideoFrame does not take format ${format} of ${width} x ${height}`, { cause });
  }
}

/**
 * The planes without padding, since Firefox does not heed how far apart rows are; those of full size with so many zeros behind
 * each row, and so many rows of them.
 *
 * @param {PackedPlane[]} planes
 * @param {ArrayBuffer | SharedArrayBuffer} buffer
 * @param {number} across
 * @param {number} down
 */
function tight(planes, buffer, across, down) {
  let size = 0;
  const layout = planes.map(({ width, rows }, index) => {
    const [moreWidth, moreRows] = index === 1 || index === 2 ? [0, 0] : [across, down];
    const place = { offset: size, stride: width + moreWidth };
    size += place.stride * (rows + moreRows);
    return place;
  });
  const bytes = new Uint8Array(size);
  planes.forEach(({ offset, stride, width, rows }, index) => {
    for (let row = 0; row < rows; row++) bytes.set(new Uint8Array(buffer, offset + row * stride, width), layout[index].offset + row * layout[index].stride);
  });
  return { bytes, layout };
}
