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
 * A `moov` box whose chunks are elsewhere, with 64-bit `co64` tables.
 *
 * @param {Buffer} body of a moov, trak, mdia, minf or stbl box
 * @param {(offset: number) => number} place where the chunk of an offset is now
 * @returns {Buffer} the new body
 */
export function movedChunks(body, place) {
  return Buffer.concat(boxesOf(body).map((child) => {
    if (CONTAINERS.has(child.type)) return box(child.type, movedChunks(child.body, place));
    if (child.type === 'stco') return box('co64', longOffsets(child.body, place));
    return body.subarray(child.start, child.end);
  }));
}

/** @param {Buffer} body of stco @param {(offset: number) => number} place */
function longOffsets(body, place) {
  const count = body.readUInt32BE(4);
  const out = Buffer.alloc(8 + 8 * count);
  body.copy(out, 0, 0, 8);
  for (let chunk = 0; chunk < count; chunk++) {
    out.writeBigUInt64BE(BigInt(place(body.readUInt32BE(8 + 4 * chunk))), 8 + 8 * chunk);
  }
  return out;
}

/**
 * An MP4 file whose chunks lie far apart in its media data.
 *
 * @param {Buffer} file with the boxes ftyp, mdat and moov and 32-bit offsets
 * @param {number} gap bytes of nothing behind each chunk
 * @param {boolean} [indexFirst] the index in front of the media data; default behind it
 */
export function stretched(file, gap, indexFirst = false) {
  const boxes = boxesOf(file);
  const [ftyp, mdat, moov] = ['ftyp', 'mdat', 'moov'].map((type) => boxes.find((each) => each.type === type));
  /** @type {number[]} */
  const offsets = [];
  movedChunks(moov.body, (offset) => offsets.push(offset));
  offsets.sort((a, b) => a - b);
  const data = offsets.flatMap((offset, chunk) => [file.subarray(offset, offsets[chunk + 1] ?? mdat.end), Buffer.alloc(gap)]);
  const index = (start) => box('moov', movedChunks(moov.body, (offset) => start + offset - offsets[0] + offsets.indexOf(offset) * gap));
  const head = file.subarray(ftyp.start, ftyp.end);
  if (!indexFirst) return Buffer.concat([head, box('mdat', Buffer.concat(data)), index(head.length + 8)]);
  return Buffer.concat([head, index(head.length + index(0).length + 8), box('mdat', Buffer.concat(data))]);
}
