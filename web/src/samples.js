// SPDX-License-Identifier: MIT
/** @import { Client } from './client.js' */
/** @import { PackedSamples, Requests } from './protocol.js' */
/** @import { Samples } from './types.js' */

/**
 * Reads a sound track block by block; its decoder is freed when the iteration ends.
 *
 * @param {Client} client
 * @param {() => Promise<Requests['samples-open']['args']>} open arguments, once the clip is ready
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<Samples, void, void>}
 * @example
 * for await (const block of streamSamples(client, open)) play(block.planes);
 */
export async function* streamSamples(client, open, signal) {
  signal?.throwIfAborted();
  const args = await open();
  const { generation } = client;
  const job = await client.request('samples-open', args, { signal, generation });
  try {
    for (;;) {
      const packed = await client.request('samples-next', { job }, { signal, generation });
      if (!packed) return;
      yield nameSamples(packed);
    }
  } finally {
    if (!client.closed && generation === client.generation) await client.request('samples-close', { job }, { generation });
  }
}

/** @param {PackedSamples} packed @returns {Samples} */
function nameSamples({ position, rate, channels, buffer }) {
  const frames = buffer.byteLength / 4 / channels;
  const planes = Array.from({ length: channels }, (_, channel) => new Float32Array(buffer, channel * frames * 4, frames));
  return { timestamp: position / rate, position, sampleRate: rate, channels, frames, planes };
}
