// SPDX-License-Identifier: MIT
/** MP4 files changed box by box (ISO/IEC 14496-12), for inputs that no encoder writes. */

/** Boxes that hold boxes and nothing else, on the way to the chunk offsets. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);

/**
 * The boxes of a buffer, one level deep.
 *
 * @param {Buffer} bytes
 * @returns {{ type: string, start: number, end: number, body: Buffer }[]}
 */
export function boxesOf(bytes) {
  const list = [];
  for (let start = 0; start + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(start);
    const header = size === 1 ? 16 : 8;
    const end = size === 1 ? start + Number(bytes.readBigUInt64BE(start + 8)) : size === 0 ? bytes.length : start + size;
    list.push({ type: bytes.toString('latin1', start + 4, start + 8), start, end, body: bytes.subarray(start + header, end) });
    start = end;
  }
  return list;
}

/**
 * @param {string} type
 * @param {Buffer} body
 */
export function box(type, body) {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/**
 * The header of a box larger than 4 GiB.
 *
 * @param {string} type
 * @param {number} size of the whole box
 */
export function largeBoxHeader(type, size) {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}

/**
 * A `moov` box whose chunk offsets are `distance` further on, as 64-bit `co64` tables.
 *
 * @param {Buffer} body of a moov, trak, mdia, minf or stbl box
 * @param {number} distance
 * @returns {Buffer} the new body
 */
export function movedChunks(body, distance) {
  return Buffer.concat(boxesOf(body).map((child) => {
    if (CONTAINERS.has(child.type)) return box(child.type, movedChunks(child.body, distance));
    if (child.type === 'stco') return box('co64', longOffsets(child.body, distance));
    return body.subarray(child.start, child.end);
  }));
}

/** @param {Buffer} body of stco @param {number} distance */
function longOffsets(body, distance) {
  const count = body.readUInt32BE(4);
  const out = Buffer.alloc(8 + 8 * count);
  body.copy(out, 0, 0, 8);
  for (let chunk = 0; chunk < count; chunk++) {
    out.writeBigUInt64BE(BigInt(body.readUInt32BE(8 + 4 * chunk) + distance), 8 + 8 * chunk);
  }
  return out;
}
