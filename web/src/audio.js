// SPDX-License-Identifier: MIT
/**
 * The audio worklet of playback, a file of its own: `web/dist/audio.js`. It plays stereo samples from a shared ring
 * (isolated pages) or from buffers that are sent to it, and tells at which time of the audio context it plays which
 * sample: the page's clock. Where the context has another rate than the clip, samples are interpolated
 * linearly; what cannot be had in time is silence, during which the clip's time stands still. Behind the
 * end of the sound, silence is played and time runs on.
 *
 * It is kept above 4096 bytes, comments included: bundlers turn smaller assets into data: URLs, which a content
 * security policy refuses.
 */
import { soundRing } from './sound_ring.js';
/** @import { SoundRing } from './sound_ring.js' */

/**
 * Messages from the page: `{ port, ring, rate }` once, then `{ play: true }`, `{ play: false }` for good.
 * To the page: anchors, see Anchor. To the worker, on `port`: samples played so far.
 *
 * @typedef {{ port: MessagePort, ring: SharedArrayBuffer | undefined, rate: number }} SoundSource
 */

/**
 * From `time` on (seconds of the context) sample `position` and those behind it are played, one after the other, until
 * the next anchor; with `stalled` nothing is played from then on.
 *
 * @typedef {{ time: number, position: number, stalled: boolean }} Anchor
 */

/** How often the worker is told what was played, samples. */
const tellEvery = 2048;

/** What the ring is for isolated pages: a queue of the buffers that were sent. @returns {SoundRing} */
function soundQueue() {
  /** @type {{ left: Float32Array, right: Float32Array }[]} */
  const blocks = [];
  let length = 0;
  let start = 0;
  let ended = false;
  const at = (/** @type {number} */ index) => {
    let place = start + index;
    let block = 0;
    while (place >= blocks[block].left.length) place -= blocks[block++].left.length;
    return { block: blocks[block], place };
  };
  return {
    available: () => length,
    write(left, right) {
      if (!left.length) return;
      blocks.push({ left, right });
      length += left.length;
    },
    left(index) {
      const { block, place } = at(index);
      return block.left[place];
    },
    right(index) {
      const { block, place } = at(index);
      return block.right[place];
    },
    read(count) {
      start += count;
      length -= count;
      while (blocks.length && start >= blocks[0].left.length) start -= /** @type {any} */ (blocks.shift()).left.length;
    },
    end: () => void (ended = true),
    ended: () => ended,
  };
}

/** Plays one sound; the page makes a new node for the next. */
class SoundPlayer extends AudioWorkletProcessor {
  /** @type {SoundRing | undefined} */
  #sound;
  /** @type {MessagePort | undefined} */
  #worker;
  #playing = false;
  #over = false;
  #stalled = true;
  /** Samples of the clip for each of the context. */
  #step = 1;
  /** How far between two samples of the clip the next of the context lies. */
  #phase = 0;
  /** Samples of the clip that were played, and that the worker knows of. */
  #played = 0;
  #told = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if ('port' in data) this.#open(data);
      else if (data.play) this.#playing = true;
      else this.#over = true;
    };
  }

  /** @param {SoundSource} source */
  #open({ port, ring, rate }) {
    const sound = ring ? soundRing(ring) : soundQueue();
    this.#sound = sound;
    this.#worker = port;
    this.#step = rate / sampleRate;
    port.onmessage = ({ data }) => {
      if (data.end) sound.end();
      else sound.write(data.left, data.right);
    };
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs @returns {boolean} false: the node is not needed any more */
  process(_inputs, [[left, right]]) {
    if (this.#over) {
      this.#worker?.close();
      return false;
    }
    if (this.#sound && this.#playing) this.#play(this.#sound, left, right);
    return true;
  }

  /** @param {SoundRing} sound @param {Float32Array} left @param {Float32Array} right */
  #play(sound, left, right) {
    const ended = sound.ended(); // asked first: what was written before the end counts
    const available = sound.available();
    const begun = this.#played + this.#phase;
    let index = 0; // of the sample of the clip that is played, behind the place of reading
    let filled = 0;
    for (; filled < left.length; filled++) {
      const next = this.#phase > 0 ? index + 1 : index;
      if (next >= available && !ended) break;
      if (index < available) {
        left[filled] = this.#between(sound.left, index, next < available ? next : index);
        right[filled] = this.#between(sound.right, index, next < available ? next : index);
      }
      this.#phase += this.#step;
      const whole = Math.floor(this.#phase);
      this.#phase -= whole;
      index += whole;
    }
    sound.read(Math.min(index, available));
    this.#played += index;
    this.#tell(begun, filled, left.length);
  }

  /** @param {(index: number) => number} sample @param {number} index @param {number} next */
  #between(sample, index, next) {
    const here = sample(index);
    return next === index ? here : here + (sample(next) - here) * this.#phase;
  }

  /** @param {number} begun @param {number} filled @param {number} wanted */
  #tell(begun, filled, wanted) {
    if (this.#stalled && filled > 0) this.port.postMessage({ time: currentTime, position: begun, stalled: false });
    this.#stalled = filled < wanted;
    if (this.#stalled && filled > 0) {
      this.port.postMessage({ time: currentTime + filled / sampleRate, position: this.#played + this.#phase, stalled: true });
    }
    if (this.#played - this.#told < tellEvery) return;
    this.#told = this.#played;
    this.#worker?.postMessage(this.#played);
  }
}

registerProcessor('etalon-sound', SoundPlayer);
