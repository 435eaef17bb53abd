// SPDX-License-Identifier: MIT
/** Small PNG files: a palette of at most 256 colours, chosen by median cut (Heckbert, 1982). */
import { deflateSync, crc32 } from 'node:zlib';

const COLORS = 256;

/** @typedef {{ color: number, count: number }} Counted color: 0xRRGGBB */

/**
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array | Uint8ClampedArray} rgba opaque pixels, rows without gaps
 * @returns {Buffer} a PNG file
 */
export function encodePng(width, height, rgba) {
  const pixels = Uint32Array.from({ length: width * height }, (_, i) => (rgba[4 * i] ?? 0) << 16 | (rgba[4 * i + 1] ?? 0) << 8 | (rgba[4 * i + 2] ?? 0));
  const boxes = medianCut(pixels);
  const index = new Map(boxes.flatMap((box, i) => box.map(({ color }) => /** @type {const} */ ([color, i]))));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((color, i) => {
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index.get(color) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('PLTE', Buffer.from(boxes.flatMap(mean))), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Node.js has crc32() from 20.15 on, its types do not yet. @param {Buffer} data */
const crc = (data) => /** @type {(data: Buffer) => number} */ (crc32)(data);

/** @param {number} color @param {number} channel 0: red */
const channelOf = (color, channel) => color >> (16 - 8 * channel) & 255;

/** Splits the colours until there are enough boxes or none can be split. @param {Uint32Array} pixels */
function medianCut(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const boxes = [measured([...counts].map(([color, count]) => ({ color, count })))];
  while (boxes.length < COLORS) {
    const widest = boxes.reduce((best, box) => (box.weight > best.weight ? box : best));
    if (widest.weight === 0) break;
    boxes.splice(boxes.indexOf(widest), 1, ...split(widest));
  }
  return boxes.map(({ colors }) => colors);
}

/** Its longest side, and how much splitting it there gains. @param {Counted[]} colors */
function measured(colors) {
  const ranges = [0, 1, 2].map((channel) => {
    let low = 255;
    let high = 0;
    for (const { color } of colors) {
      low = Math.min(low, channelOf(color, channel));
      high = Math.max(high, channelOf(color, channel));
    }
    return high - low;
  });
  const longest = Math.max(...ranges);
  const count = colors.reduce((all, each) => all + each.count, 0);
  return { colors, count, channel: ranges.indexOf(longest), weight: longest * longest * Math.sqrt(count) };
}

/** At the median of its longest side; both parts have a colour. @param {ReturnType<typeof measured>} box */
function split({ colors, count, channel }) {
  colors.sort((a, b) => channelOf(a.color, channel) - channelOf(b.color, channel) || a.color - b.color);
  let before = 0;
  let at = 0;
  while (at < colors.length - 1 && (at === 0 || before < count / 2)) before += colors[at++]?.count ?? 0;
  return [measured(colors.slice(0, at)), measured(colors.slice(at))];
}

/** @param {Counted[]} box */
function mean(box) {
  const count = box.reduce((all, each) => all + each.count, 0);
  return [0, 1, 2].map((channel) => Math.round(box.reduce((all, each) => all + channelOf(each.color, channel) * each.count, 0) / count));
}
