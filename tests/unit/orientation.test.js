// SPDX-License-Identifier: MIT
/** The eight display matrices that turn and mirror by quarters give the pixels that native ffmpeg gives. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Etalon, EtalonError } from '../../web/dist/node.js';
import { fixture } from './media.js';
import { output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('orientation');
const one = 0x10000; // 16.16

/** Matrices a, b, c, d of ISO/IEC 14496-12, 8.3.2; what they do stands before them. */
const matrices = [
  ['nothing', 1, 0, 0, 1],
  ['a quarter turn', 0, 1, -1, 0],
  ['a half turn', -1, 0, 0, -1],
  ['three quarters of a turn', 0, -1, 1, 0],
  ['left to right', -1, 0, 0, 1],
  ['top to bottom', 1, 0, 0, -1],
  ['one diagonal', 0, 1, 1, 0],
  ['the other diagonal', 0, -1, -1, 0],
];

/** A copy of a clip whose video track has another display matrix. */
function withMatrix([a, b, c, d]) {
  const bytes = Buffer.from(readFileSync(fixture('peer/sar_2x1.mp4')));
  for (let type = bytes.indexOf('tkhd'); type >= 0; type = bytes.indexOf('tkhd', type + 4)) {
    const matrix = type + (bytes[type + 4] === 1 ? 56 : 44);
    if (bytes.readUInt32BE(matrix + 36) === 0) continue; // no width: a track of sound
    [a * one, b * one, 0, c * one, d * one, 0].forEach((value, index) => bytes.writeInt32BE(value, matrix + 4 * index));
  }
  const path = join(folder, `${[a, b, c, d]}.mp4`);
  writeFileSync(path, bytes);
  return path;
}

describe('display matrices', () => {
  it.each(matrices)('%s', async (_, ...values) => {
    const path = withMatrix(values);
    const etalon = await Etalon.create({ threads: 0 });
    const clip = await etalon.open(path);
    const hash = createHash('md5');
    for await (const frame of clip.frames({ to: 0.2 })) {
      const pixels = new Uint8Array(frame.allocationSize());
      frame.copyToSync(pixels);
      hash.update(pixels);
      expect([frame.width, frame.height]).toEqual([clip.video.width, clip.video.height]);
      frame.close();
    }
    await etalon.close();
    const native = await output('ffmpeg', ['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-frames:v', '6', '-f', 'md5', '-']);
    expect(`MD5=${hash.digest('hex')}`).toBe(native.trim());
    expect(clip.video.mirrored).toBe(values[0] * values[3] - values[1] * values[2] < 0);
  });

  it('an angle between the quarters is refused, and opens as coded', async () => {
    const path = withMatrix([0.8, 0.6, -0.6, 0.8]);
    const etalon = await Etalon.create({ threads: 0 });
    const error = await etalon.open(path).catch((reason) => reason);
    expect(error).toBeInstanceOf(EtalonError);
    expect(error.code).toBe('UNSUPPORTED');
    const clip = await etalon.open(path, { rotate: false });
    expect([clip.video.width, clip.video.height]).toEqual([640, 360]);
    await etalon.close();
  });
});
