// SPDX-License-Identifier: MIT
import { SoundClock } from './sound_clock.js';
import { makeSoundRing } from './sound_ring.js';

/** Time for a context to begin: autoplay policies leave it suspended, milliseconds. */
const startMs = 500;
/** A context whose time stands still for longer has no device, milliseconds. */
const deadMs = 500;

/** What the worker's `sound-open` needs. @typedef {{ ring: SharedArrayBuffer | undefined, port: MessagePort, rate: number }} SoundFeed */

/**
 * The page's end of the sound: an audio context with one worklet node, of which a view has one. Its clock is the
 * time that is heard.
 */
export class SoundOut {
  #context;
  #rate;
  #url;
  /** @type {Promise<void> | undefined} */
  #loaded;
  /** @type {AudioWorkletNode | undefined} */
  #node;
  /** @type {SoundClock} */
  #clock;
  /** Where the clock stood, and when it moved last. */
  #before = 0;
  #moved = 0;

  /**
   * To be called in the task of a click or key: only there may sound begin.
   *
   * @param {number} rate samples a second of the clip; a context that cannot have it gets another, and the worklet interpolates
   * @param {string} url of audio.js
   */
  constructor(rate, url) {
    this.#rate = rate;
    this.#url = url;
    this.#clock = new SoundClock(rate);
    this.#context = contextOf(rate);
  }

  /** Asks for sound. To be called in the task of a click or key. */
  resume() {
    this.#context.resume().catch(() => {});
  }

  /**
   * Makes a node for another sound.
   *
   * @returns {Promise<SoundFeed>}
   */
  async open() {
    this.close();
    this.#loaded ??= this.#context.audioWorklet.addModule(this.#url);
    // What could not be fetched once may come the next time.
    await this.#loaded.catch((error) => {
      this.#loaded = undefined;
      throw error;
    });
    const node = new AudioWorkletNode(this.#context, 'etalon-sound', { numberOfInputs: 0, outputChannelCount: [2] });
    const clock = new SoundClock(this.#rate);
    const { port1, port2 } = new MessageChannel();
    const ring = globalThis.crossOriginIsolated ? makeSoundRing(this.#rate) : undefined;
    node.port.onmessage = ({ data }) => clock.add(data);
    node.port.postMessage({ port: port2, ring, rate: this.#rate }, [port2]);
    node.connect(this.#context.destination);
    this.#node = node;
    this.#clock = clock;
    return { ring, port: port1, rate: this.#rate };
  }

  /**
   * Begins to play what the worker has sent.
   *
   * @returns {Promise<string>} '' when sound is heard, else why not
   */
  async play() {
    const { promise, resolve } = withResolvers();
    const listen = () => this.#context.state === 'running' && resolve();
    this.#context.addEventListener('statechange', listen);
    listen();
    this.resume();
    const timer = setTimeout(resolve, startMs);
    await promise;
    clearTimeout(timer);
    this.#context.removeEventListener('statechange', listen);
    if (this.#context.state !== 'running') {
      return `the browser keeps the audio context ${this.#context.state}: play() has to be called by a click or a key`;
    }
    this.#moved = performance.now();
    this.#before = 0;
    this.#node?.port.postMessage({ play: true });
    return '';
  }

  /** Seconds of sound that have been heard; undefined when the context does not run on. @returns {number | undefined} */
  now() {
    const heard = this.#heard();
    const now = performance.now();
    if (heard > this.#before || this.#context.state === 'suspended') this.#moved = now;
    this.#before = heard;
    return now - this.#moved > deadMs ? undefined : this.#clock.at(heard);
  }

  /** The context's time that is heard at this moment. */
  #heard() {
    const { currentTime } = this.#context;
    const { contextTime = 0, performanceTime = 0 } = this.#context.getOutputTimestamp?.() ?? {};
    if (!contextTime || !performanceTime) return currentTime - (this.#context.outputLatency || this.#context.baseLatency || 0);
    return Math.min(currentTime, contextTime + (performance.now() - performanceTime) / 1000);
  }

  /** Stops the sound; the context is kept for the next one. */
  close() {
    if (!this.#node) return;
    this.#node.port.postMessage({ play: false });
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    this.#node = undefined;
    if (this.#context.state === 'running') this.#context.suspend().catch(() => {});
  }

  /** Gives the context back. */
  destroy() {
    this.close();
    this.#context.close().catch(() => {});
  }
}

/** A context of the clip's rate where the browser takes it. @param {number} rate @returns {AudioContext} */
function contextOf(rate) {
  try {
    return new AudioContext({ sampleRate: rate, latencyHint: 'playback' });
  } catch {
    return new AudioContext({ latencyHint: 'playback' });
  }
}

/** @returns {{ promise: Promise<void>, resolve: () => void }} */
function withResolvers() {
  let resolve = () => {};
  const promise = new Promise((/** @type {(value: void) => void} */ done) => (resolve = () => done()));
  return { promise, resolve };
}
