// SPDX-License-Identifier: MIT
/** When the browser's decoder may be taken: only where every sample is that of our own. */
import { describe, expect, it } from 'vitest';
import { sameSamples } from '../../web/src/worker/planes.js';

describe('the samples of two frames', () => {
  const memory = new Uint8Array(4000);
  for (let at = 0; at < 1000; at++) memory[at] = memory[2000 + at] = at % 251;
  const heap = { lend: (pointer, size) => memory.subarray(pointer, pointer + size) };
  const planes = (start) => [{ offset: start, stride: 40, width: 33, rows: 9 }, { offset: start + 500, stride: 24, width: 17, rows: 5 }];
  const same = () => sameSamples(heap, planes(0), planes(2000));

  it('are the same, whatever lies between the rows', () => {
    expect(same()).toBe(true);
    memory[2000 + 35] ^= 1;
    expect(same()).toBe(true);
  });

  it.each([['first', 0], ['last of the first plane', 8 * 40 + 32], ['last of all', 500 + 4 * 24 + 16]])('differ by one bit of the %s', (_, at) => {
    memory[2000 + at] ^= 1;
    expect(same()).toBe(false);
    memory[2000 + at] ^= 1;
    expect(same()).toBe(true);
  });
});
