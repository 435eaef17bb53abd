// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { priorities, steps } from './scheduler.js';
/** @import { PackedChain } from '../chain.js' */
/** @import { Requests } from '../protocol.js' */
/** @import { Clips, OpenClip } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Scheduler } from './scheduler.js' */

const stepBudgetUs = 8000;

/** Frames or sound, asked for one by one. @typedef {{ job: number, clip: OpenClip, clips: OpenClip[], priority: number, turn: Promise<unknown>, ended: boolean, closing: AbortController, onClose: () => void }} Stream */

/** The jobs that give frames and sound: single frames, and streams. */
export class Jobs {
  #engine;
  #scheduler;
  #clips;
  /** @type {Map<number, Stream>} */
  #streams = new Map();
  #lastStream = 0;

  /** @param {Engine} engine @param {Scheduler} scheduler @param {Clips} clips */
  constructor(engine, scheduler, clips) {
    this.#engine = engine;
    this.#scheduler = scheduler;
    this.#clips = clips;
  }

  /**
   * Makes one frame and hands its id to `take`, which has to close it. Frames of one clip are made
   * one after another, because they share its decoder.
   *
   * @template T
   * @param {{ clip: number, chain: PackedChain, pts: number }} args
   * @param {AbortSignal} signal
   * @param {(frame: number) => T} take
   * @returns {Promise<T>}
   */
  frameAt({ clip: id, chain, pts }, signal, take) {
    return this.#clips.use(id, [signal], async (clip, either) => {
      const before = clip.turn;
      /** @type {(value?: unknown) => void} */
      let done = () => {};
      clip.turn = new Promise((resolve) => (done = resolve));
      try {
        await before;
        either.throwIfAborted();
        const job = this.#engine.call('job_frame_at', clip.id, this.#engine.chain(chain), pts);
        try {
          const step = await this.#scheduler.run({ priority: priorities.SEEK, step: () => this.step(job) }, either);
          if (step === steps.FRAME) return take(this.#engine.call('job_take_frame', job));
          this.#clips.checkReads(either);
          throw new EtalonError('DATA', 'the clip has no frame that can be decoded');
        } finally {
          this.close(job);
        }
      } finally {
        done();
      }
    }, secondClips(chain));
  }

  /** @param {Requests['frames-open']['args']} args @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openStream({ clip, chain, from, to }, signal) {
    return this.#open(clip, signal, priorities.BULK, () => this.#engine.call('job_frames', clip, this.#engine.chain(chain), from, to), chain);
  }

  /** @param {Requests['thumbnails-open']['args']} args @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openThumbnails({ clip, chain, times }, signal) {
    return this.#open(clip, signal, priorities.THUMBNAIL, () =>
      this.#engine.withList('job_thumbnails', () => [clip, this.#engine.chain(chain)], times), chain);
  }

  /**
   * Frames for a playback, beginning with the one shown at a pts.
   *
   * @param {{ clip: number, chain: PackedChain, from: number }} args
   * @param {AbortSignal} signal
   * @returns {Promise<number>} id of the stream
   */
  openPlay({ clip, chain, from }, signal) {
    return this.#open(clip, signal, priorities.SEEK, () => this.#engine.call('job_play', clip, this.#engine.chain(chain), from), chain);
  }

  /** The engine's job of a stream. @param {number} id */
  jobOf(id) {
    const stream = this.#streams.get(id);
    if (!stream || stream.ended) throw new EtalonError('STATE', 'the stream has ended');
    return stream.job;
  }

  /** @param {Requests['samples-open']['args']} args @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openSamples({ clip, track, from, to, stereo }, signal) {
    return this.#open(clip, signal, priorities.BULK, () => this.#engine.call('job_samples', clip, track, from, to, Number(stereo)));
  }

  /**
   * Opens a stream of a job, which may read at once.
   *
   * @param {number} id of the clip
   * @param {AbortSignal} signal
   * @param {number} priority
   * @param {() => number} makeJob
   * @param {PackedChain} [chain]
   */
  #open(id, signal, priority, makeJob, chain = []) {
    const others = secondClips(chain);
    return this.#clips.use(id, [signal], async (clip) => {
      const clips = [clip, ...others.map((other) => this.#clips.get(other))];
      const job = makeJob();
      const stream = ++this.#lastStream;
      const onClose = () => this.#endStream(stream);
      this.#streams.set(stream, { job, clip, clips, priority, turn: Promise.resolve(), ended: false, closing: new AbortController(), onClose });
      for (const each of clips) each.onClose.add(onClose);
      return stream;
    }, others);
  }

  /**
   * Steps a stream's job until something waits in it, and has `take` take that.
   *
   * @template T
   * @param {number} id
   * @param {AbortSignal} signal
   * @param {(job: number) => T} take
   * @returns {Promise<T | null>} null: no more
   */
  nextOf(id, signal, take) {
    const stream = this.#streams.get(id);
    if (!stream) throw new EtalonError('STATE', 'the iterator is closed');
    const turn = stream.turn.then(() =>
      this.#clips.use(stream.clip.id, [signal, stream.closing.signal], async (clip, either) => {
        if (stream.ended) return null;
        const step = await this.#scheduler.run({ priority: stream.priority, step: () => this.step(stream.job) }, either);
        if (step === steps.FRAME) return take(stream.job);
        this.#stop(stream);
        this.#clips.checkReads(either);
        return null;
      }, stream.clips.slice(1).map(({ id: other }) => other)),
    );
    stream.turn = turn.catch(() => {});
    return turn;
  }

  /** Ends a stream; the pull in progress is aborted. @param {number} id */
  async closeStream(id) {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.closing.abort(new EtalonError('ABORTED', 'the iterator was closed'));
    await stream.turn;
    if (this.#streams.delete(id)) this.#stop(stream); // else the clip was closed meanwhile, which stopped it
  }

  /** @param {number} job */
  step(job) {
    return this.#engine.call('job_step', job, stepBudgetUs);
  }

  /** @param {number} job */
  close(job) {
    this.#engine.call('job_close', job);
  }

  /** At the close of its clip: the pull in progress was aborted. @param {number} id */
  #endStream(id) {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    if (stream) this.#stop(stream);
  }

  /** @param {Stream} stream */
  #stop(stream) {
    if (stream.ended) return;
    stream.ended = true;
    for (const clip of stream.clips) clip.onClose.delete(stream.onClose);
    this.close(stream.job);
  }
}

/** Clips that a chain reads as second inputs. @param {PackedChain} chain @returns {number[]} */
export const secondClips = (chain) => chain.flatMap(({ input }) => (input?.kind === 'clip' ? [input.clip] : []));
