// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { priorities, steps } from './scheduler.js';
/** @import { PackedChain } from '../chain.js' */
/** @import { Requests } from '../protocol.js' */
/** @import { Clips, OpenClip } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Scheduler } from './scheduler.js' */

const stepBudgetUs = 8000;

/** Frames or sound, asked for one by one. @typedef {{ job: number, clips: OpenClip[], priority: number, turn: Promise<unknown>, ended: boolean, closing: AbortController, onClose: () => void }} Stream */

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
    return this.#open([clip, ...secondClips(chain)], signal, priorities.BULK, () => this.#engine.call('job_frames', clip, this.#engine.chain(chain), from, to));
  }

  /** @param {Requests['thumbnails-open']['args']} args @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openThumbnails({ clip, chain, times }, signal) {
    return this.#open([clip, ...secondClips(chain)], signal, priorities.THUMBNAIL, () =>
      this.#engine.withList('job_thumbnails', () => [clip, this.#engine.chain(chain)], times));
  }

  /**
   * Frames for a playback, beginning with the one shown at a pts.
   *
   * @param {{ clip: number, chain: PackedChain, from: number }} args
   * @param {AbortSignal} signal
   * @returns {Promise<number>} id of the stream
   */
  openPlay({ clip, chain, from }, signal) {
    return this.#open([clip, ...secondClips(chain)], signal, priorities.SEEK, () => this.#engine.call('job_play', clip, this.#engine.chain(chain), from));
  }

  /** The engine's job of a stream. @param {number} id */
  jobOf(id) {
    const stream = this.#streams.get(id);
    if (!stream || stream.ended) throw new EtalonError('STATE', 'the stream has ended');
    return stream.job;
  }

  /** @param {Requests['samples-open']['args']} args @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openSamples({ clip, track, from, to, stereo }, signal) {
    return this.#open([clip], signal, priorities.BULK, () => this.#engine.call('job_samples', clip, track, from, to, Number(stereo)));
  }

  /** Frames that push() gives, filtered. @param {PackedChain} chain @param {AbortSignal} signal @returns {Promise<number>} id of the stream */
  openTransform(chain, signal) {
    return this.#open(secondClips(chain), signal, priorities.BULK, () => this.#engine.call('job_stream', this.#engine.chain(chain)));
  }

  /**
   * Filters one frame, which stays open, and hands what comes of it to `take`, which has to close it.
   *
   * @template T
   * @param {number} frame
   * @param {PackedChain} chain
   * @param {AbortSignal} signal
   * @param {(frame: number) => T} take
   * @returns {Promise<T>}
   */
  apply(frame, chain, signal, take) {
    return this.#clips.useAll(secondClips(chain), [signal], async (_, either) => {
      const job = this.#engine.call('job_stream', this.#engine.chain(chain));
      try {
        this.#engine.call('job_stream_push', job, frame);
        const wanting = await this.#scheduler.run({ priority: priorities.SEEK, step: () => this.step(job) }, either);
        if (wanting === steps.WANT_FRAME) {
          this.#engine.call('job_stream_finish', job);
          await this.#scheduler.run({ priority: priorities.SEEK, step: () => this.step(job) }, either);
        }
        return take(this.#engine.call('job_take_frame', job));
      } finally {
        this.close(job);
      }
    });
  }

  /**
   * Opens a stream of a job, which may read at once.
   *
   * @param {number[]} ids of the clips that it reads
   * @param {AbortSignal} signal
   * @param {number} priority
   * @param {() => number} makeJob
   */
  #open(ids, signal, priority, makeJob) {
    return this.#clips.useAll(ids, [signal], async (clips) => {
      const job = makeJob();
      const stream = ++this.#lastStream;
      const onClose = () => this.#endStream(stream);
      this.#streams.set(stream, { job, clips, priority, turn: Promise.resolve(), ended: false, closing: new AbortController(), onClose });
      for (const each of clips) each.onClose.add(onClose);
      return stream;
    });
  }

  /**
   * Steps a stream's job until something waits in it, and has `take` take that.
   *
   * @template T
   * @param {number} id
   * @param {AbortSignal} signal
   * @param {(job: number) => T} take
   * @returns {Promise<T | null>} null: no more, or, of what openTransform() opened, not without another frame
   */
  nextOf(id, signal, take) {
    return this.#inTurn(id, signal, async (stream, either) => {
      if (stream.ended) return null;
      const step = await this.#scheduler.run({ priority: stream.priority, step: () => this.step(stream.job) }, either);
      if (step === steps.FRAME) return take(stream.job);
      if (step === steps.WANT_FRAME) return null;
      this.#stop(stream);
      this.#clips.checkReads(either);
      return null;
    });
  }

  /**
   * Has `give` give something to the job of a stream, which has nothing else to do.
   *
   * @param {number} id
   * @param {AbortSignal} signal
   * @param {(job: number, signal: AbortSignal) => Promise<void>} give
   * @returns {Promise<void>}
   */
  push(id, signal, give) {
    return this.#inTurn(id, signal, async (stream, either) => {
      if (stream.ended) throw new EtalonError('STATE', 'the stream has ended');
      await give(stream.job, either);
    });
  }

  /** Works on a stream when what was asked of it before is done. @template T @param {number} id @param {AbortSignal} signal @param {(stream: Stream, signal: AbortSignal) => Promise<T>} work @returns {Promise<T>} */
  #inTurn(id, signal, work) {
    const stream = this.#streams.get(id);
    if (!stream) throw new EtalonError('STATE', 'the iterator is closed');
    const turn = stream.turn.then(() =>
      this.#clips.useAll(stream.clips.map((clip) => clip.id), [signal, stream.closing.signal], (_, either) => work(stream, either)));
    stream.turn = turn.catch(() => {});
    return turn;
  }

  /** Ends all streams. */
  async closeAll() {
    await Promise.allSettled([...this.#streams.keys()].map((id) => this.closeStream(id)));
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

/** Clips that a chain reads as second inputs, and the chains of these. @param {PackedChain} chain @returns {number[]} */
export const secondClips = (chain) => chain.flatMap(({ input }) => [...(input?.kind === 'clip' ? [input.clip] : []), ...secondClips(input?.chain ?? [])]);
