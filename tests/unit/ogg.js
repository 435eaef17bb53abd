// SPDX-License-Identifier: MIT
/** Ogg files changed page by page (RFC 3533), for inputs that no encoder writes. */

/** The checksum of a page: CRC-32 of 0x04c11db7, its bits as they come, from 0 on. @param {Buffer} page */
function checksum(page) {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/**
 * A file of one Theora stream with some packets made empty, which says that the picture stays. Every page must hold one
 * packet: ffmpeg's `-page_duration 1`.
 *
 * @param {Buffer} bytes
 * @param {number[]} pictures which, counted from 0
 * @returns {Buffer}
 */
export function withEmptyPackets(bytes, pictures) {
  const pages = [];
  let picture = 0;
  for (let start = 0; start < bytes.length; ) {
    const body = start + 27 + bytes[start + 26];
    const end = body + bytes.subarray(start + 27, body).reduce((sum, size) => sum + size, 0);
    // A header packet begins with a byte of 0x80 or more.
    const isPicture = bytes[body] < 0x80;
    if (isPicture && pictures.includes(picture)) {
      const page = Buffer.concat([bytes.subarray(start, start + 26), Buffer.from([1, 0])]);
      page.writeUInt32LE(0, 22);
      page.writeUInt32LE(checksum(page), 22);
      pages.push(page);
    } else pages.push(bytes.subarray(start, end));
    picture += Number(isPicture);
    start = end;
  }
  return Buffer.concat(pages);
}
