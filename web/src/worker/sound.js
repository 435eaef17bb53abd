// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { soundRing } from '../sound_ring.js';
import { packSamples } from './pictures.js';
import { priorities, steps } from './scheduler.js';
/** @import { Requests } from '../protocol.js' */
/** @import { SoundRing } from '../sound_ring.js' */
/** @import { Clips } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Scheduler } from './scheduler.js' */
/** @import { Stops } from './stops.js' */

/** Sound that is decoded ahead of what was played, seconds. */
const ahead = 1;

/** Samples of silence that are sent at a time. */
const mostSilence = 8192;

/** @typedef {{ engine: Engine, scheduler: Scheduler, clips: Clips, jobs: Jobs, stops: Stops }} Parts */

/** The sounds that are being played. */
export class Sounds {
  #parts;
  /** @type {Map<number, { closing: AbortController, work: Promise<unknown> }>} */
  #sounds = new Map();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Begins to decode ahead.
   *
   * @param {Requests['sound-open']['args']} args
   * @param {{ id: number, signal: AbortSignal }} request which its reads are for as long as it plays
   * @returns {Promise<number>} its id, that of the request, once a second of sound is ready, or all that is left
   */
  open(args, { id, signal }) {
    return new Promise((resolve, reject) => {
      const closing = new AbortController();
      this.#parts.stops.name(closing.signal, id);
      signal.addEventListener('abort', () => closing.abort(signal.reason), { signal: closing.signal });
      const work = this.#parts.clips
        .use(args.clip, [closing.signal], async (_, either) => new Sound(this.#parts, args).run(either, () => resolve(id)))
        .catch((error) => {
          this.#sounds.delete(id);
          reject(error); // does nothing once it is resolved: sound that breaks off is silence
        });
      this.#sounds.set(id, { closing, work });
    });
  }

  /** @param {number} id */
  async close(id) {
    const sound = this.#sounds.get(id);
    this.#sounds.delete(id);
    sound?.closing.abort(new EtalonError('ABORTED', 'the sound was closed'));
    await sound?.work;
  }
}

/**
 * Decodes sound ahead of an audio worklet: into a shared ring, or into buffers that are sent to it. What the
 * worklet gets has no gaps: where the clip has none, silence stands for sound.
 */
class Sound {
  #parts;
  #args;
  #job;
  /** @type {SoundRing | undefined} */
  #ring;
  /** Samples since `from` that were sent, and that the worklet has played. */
  #sent = 0;
  #played = 0;
  #wake = () => {};

  /** @param {Parts} parts @param {Requests['sound-open']['args']} args */
  constructor(parts, args) {
    this.#parts = parts;
    this.#args = args;
    const { clip, from, ring, port } = args;
    this.#job = parts.engine.call('job_samples', parts.clips.get(clip).id, -1, from, Infinity, 1);
    if (ring) this.#ring = soundRing(ring);
    port.onmessage = ({ data }) => {
      this.#played = data;
      this.#wake();
    };
  }

  /**
   * Decodes until the signal aborts or the sound ends; `onAhead` is called when a second of it is ready, or all.
   *
   * @param {AbortSignal} signal
   * @param {() => void} onAhead
   */
  async run(signal, onAhead) {
    const { engine, scheduler, jobs } = this.#parts;
    const { port } = this.#args;
    try {
      for (;;) {
        if (!this.#hasRoom()) onAhead();
        await this.#room(signal);
        const step = await scheduler.run({ priority: priorities.AUDIO, step: () => jobs.step(this.#job) }, signal);
        if (step !== steps.FRAME) break;
        await this.#send(packSamples(engine, this.#job), signal, onAhead);
      }
      if (this.#ring) this.#ring.end();
      else port.postMessage({ end: true });
      onAhead();
    } finally {
      engine.call('job_close', this.#job);
      port.close();
    }
  }

  #hasRoom() {
    return this.#sent - this.#played < ahead * this.#args.rate;
  }

  /** Waits until less than the time ahead is unplayed. @param {AbortSignal} signal */
  async #room(signal) {
    while (!this.#hasRoom()) {
      await new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason);
        this.#wake = () => {
          signal.removeEventListener('abort', onAbort);
          resolve(undefined);
        };
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort, { once: true });
      });
    }
  }

  /** @param {ReturnType<typeof packSamples>} block @param {AbortSignal} signal @param {() => void} onAhead */
  async #send({ position, buffer }, signal, onAhead) {
    const { from, rate } = this.#args;
    const count = buffer.byteLength / 8;
    const place = position - Math.round(from * rate);
    while (place > this.#sent) {
      if (!this.#hasRoom()) onAhead();
      await this.#room(signal);
      const zeros = new Float32Array(2 * Math.min(place - this.#sent, mostSilence));
      this.#write(zeros.subarray(0, zeros.length / 2), zeros.subarray(zeros.length / 2), zeros.buffer);
    }
    const repeated = Math.min(this.#sent - place, count);
    this.#write(new Float32Array(buffer, 4 * repeated, count - repeated), new Float32Array(buffer, 4 * (count + repeated), count - repeated), buffer);
  }

  /** @param {Float32Array} left @param {Float32Array} right @param {ArrayBuffer} buffer of both */
  #write(left, right, buffer) {
    this.#sent += left.length;
    if (this.#ring) this.#ring.write(left, right);
    else this.#args.port.postMessage({ left, right }, [buffer]);
  }
}
