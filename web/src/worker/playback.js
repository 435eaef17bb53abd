// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { openBrowserDecoder } from './browser_probe.js';
import { secondClips } from './jobs.js';
import { decodedOf, memoryOf, paintAndClose } from './pictures.js';
import { priorities, steps } from './scheduler.js';
/** @import { PackedChain } from '../chain.js' */
/** @import { PackedDecoded, PackedPicture, Requests } from '../protocol.js' */
/** @import { Sounds } from './sound.js' */
/** @import { BrowserDecoder } from './browser_decoder.js' */
/** @import { Clips, OpenClip } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Scheduler } from './scheduler.js' */
/** @import { Context } from './worker.js' */

/**
 * One playback: a decoder, the browser's or ours, and the chain that its frames go through.
 *
 * @typedef {object} Play
 * @property {OpenClip} clip
 * @property {OpenClip[]} others clips that its chain reads as second inputs
 * @property {number} from pts where it began
 * @property {PackedChain} sequence what runs in the decoder's job, on each frame in turn
 * @property {number | undefined} stream of our decoder
 * @property {BrowserDecoder | undefined} browser
 * @property {string} why this decoder
 * @property {number} last pts of the frame that was handed out last
 * @property {boolean} skipping
 * @property {number} apply job that filters single frames
 * @property {Promise<unknown>} turn of that job
 * @property {AbortController} closing
 * @property {() => void} onClose
 */

/** What plays: frames for the page's player, decoded and filtered one by one. */
export class Playbacks {
  #engine;
  #scheduler;
  #clips;
  #jobs;
  /** @type {Map<number, Play>} */
  #plays = new Map();
  #last = 0;

  /** @param {{ engine: Engine, scheduler: Scheduler, clips: Clips, jobs: Jobs }} parts */
  constructor({ engine, scheduler, clips, jobs }) {
    this.#engine = engine;
    this.#scheduler = scheduler;
    this.#clips = clips;
    this.#jobs = jobs;
  }

  /** @param {Requests['play-open']['args']} args @param {AbortSignal} signal @returns {Promise<Requests['play-open']['result']>} */
  async open({ clip: id, from, sequence, decoder }, signal) {
    const clip = this.#clips.get(id);
    const number = ++this.#last;
    /** @type {Play} */
    const play = {
      clip, others: [], from, sequence, stream: undefined, browser: undefined, why: '', last: -Infinity, skipping: false,
      apply: 0, turn: Promise.resolve(), closing: new AbortController(), onClose: () => {
        const closed = this.close(number);
        for (const each of [clip, ...play.others]) each.work.add(closed);
      },
    };
    this.#plays.set(number, play);
    clip.onClose.add(play.onClose);
    try {
      if (decoder === 'wasm') play.why = 'it was asked for';
      else if (sequence.length) play.why = 'filters that read neighbours in time run in our decoder\'s job';
      else await this.#openBrowser(play, signal);
      signal.throwIfAborted();
      if (!play.browser) await this.#openOurs(play, from, signal);
      return { play: number, decoder: play.browser ? 'browser' : 'wasm', why: play.why };
    } catch (error) {
      await this.close(number);
      throw error;
    }
  }

  /** @param {Play} play @param {AbortSignal} signal */
  async #openBrowser(play, signal) {
    const { browser, why } = await this.#clips.use(play.clip.id, [signal, play.closing.signal], (_, either) =>
      openBrowserDecoder({ engine: this.#engine, scheduler: this.#scheduler, clips: this.#clips, jobs: this.#jobs, clip: play.clip, from: play.from }, either));
    play.why = why;
    if (play.closing.signal.aborted) await browser?.close();
    else play.browser = browser;
  }

  /** @param {Play} play @param {number} from @param {AbortSignal} signal */
  async #openOurs(play, from, signal) {
    const stream = await this.#jobs.openPlay({ clip: play.clip.id, chain: play.sequence, from }, signal);
    play.stream = stream;
    if (play.closing.signal.aborted) {
      await this.#jobs.closeStream(stream);
      throw play.closing.signal.reason;
    }
    if (play.skipping) this.#engine.call('job_play_skip', this.#jobs.jobOf(stream), 1);
  }

  /**
   * The next frame, which the caller closes or has rendered; null at the end. When the browser's decoder
   * stalls or fails, ours goes on behind the frame that was handed out last.
   *
   * @param {number} id
   * @param {AbortSignal} signal
   * @returns {Promise<PackedDecoded | null>}
   */
  async next(id, signal) {
    const play = this.#get(id);
    if (play.browser) {
      const browser = play.browser;
      try {
        const frame = await this.#clips.use(play.clip.id, [signal, play.closing.signal], (_, either) => browser.next(either));
        if (frame) play.last = frame.pts;
        return frame && { ...frame, decoder: 'browser', why: play.why };
      } catch (error) {
        if (signal.aborted || play.closing.signal.aborted) throw error;
        play.why = `the browser's decoder stopped: ${/** @type {Error} */ (error).message}`;
        await browser.close();
        play.browser = undefined;
        if (play.closing.signal.aborted) throw play.closing.signal.reason;
        await this.#openOurs(play, Math.max(play.last, play.from), signal);
      }
    }
    for (;;) {
      const stream = /** @type {number} */ (play.stream);
      const frame = await this.#jobs.nextOf(stream, signal, (job) => decodedOf(this.#engine, this.#engine.call('job_take_frame', job)));
      if (frame && frame.pts <= play.last) {
        this.#engine.call('frame_close', frame.frame);
        continue;
      }
      if (frame) play.last = frame.pts;
      return frame && { ...frame, decoder: 'wasm', why: play.why };
    }
  }

  /** @param {number} id @param {boolean} on */
  skip(id, on) {
    const play = this.#get(id);
    play.skipping = on;
    if (play.stream !== undefined) this.#engine.call('job_play_skip', this.#jobs.jobOf(play.stream), Number(on));
  }

  /** @param {number} id @param {number} pts @param {AbortSignal} signal @returns {Promise<boolean>} false: there is no key frame at or after it */
  async jump(id, pts, signal) {
    const play = this.#get(id);
    return this.#clips.use(play.clip.id, [signal, play.closing.signal], async () => {
      if (play.browser) return play.browser.jump(pts);
      return this.#engine.call('job_play_jump', this.#jobs.jobOf(/** @type {number} */ (play.stream)), pts) > 0;
    });
  }

  /**
   * Filters frames through another chain from the next one on.
   *
   * @param {number} id
   * @param {PackedChain} packed
   * @param {boolean} fast its colour programs may run as tables
   * @returns {Promise<Requests['play-chain']['result']>}
   */
  async setChain(id, packed, fast) {
    const play = this.#get(id);
    const others = secondClips(packed).map((other) => this.#clips.get(other));
    const chain = this.#engine.chain(packed, fast);
    const tables = fast && chain ? this.#tablesOf(play, chain) : 0;
    // A sequence runs in the job that plays, which turns frames upright before it.
    const apply = this.#engine.call('job_apply', play.clip.id, chain, Number(play.sequence.length > 0));
    this.#follow(play, others);
    await this.#inTurn(play, async () => this.#replace(play, apply));
    return { tables };
  }

  /**
   * How many colour programs of a chain run as tables for the clip's frames. What a chain fails with, its first frame says.
   *
   * @param {Play} play
   * @param {number} chain
   */
  #tablesOf(play, chain) {
    try {
      return this.#engine.doubles('chain_shape', [play.clip.id, chain], 5)[4];
    } catch (error) {
      if (error instanceof EtalonError && error.code === 'CRASHED') throw error;
      return 0;
    }
  }

  /** Ends the playback with any of the clips that it reads as second inputs. @param {Play} play @param {OpenClip[]} others */
  #follow(play, others) {
    for (const clip of play.others) clip.onClose.delete(play.onClose);
    play.others = others;
    for (const clip of [play.clip, ...others]) clip.onClose.add(play.onClose);
  }

  /** @param {Play} play @param {number} apply */
  #replace(play, apply) {
    if (play.apply) this.#engine.call('job_close', play.apply);
    play.apply = apply;
    if (apply && play.closing.signal.aborted) this.#replace(play, 0);
  }

  /**
   * Filters and paints a frame, and closes it.
   *
   * @param {number} id
   * @param {number} frame
   * @param {{ width?: number, height?: number }} size
   * @param {AbortSignal} signal
   * @returns {Promise<PackedPicture>}
   */
  async render(id, frame, size, signal) {
    const play = this.#plays.get(id);
    try {
      if (!play) throw new EtalonError('STATE', 'the playback is closed');
      return await this.#inTurn(play, () =>
        this.#clips.use(play.clip.id, [signal, play.closing.signal], async (_, either) => {
          either.throwIfAborted();
          this.#engine.call('job_apply_push', play.apply, frame);
          const step = await this.#scheduler.run({ priority: priorities.SEEK, step: () => this.#jobs.step(play.apply) }, either);
          if (step !== steps.FRAME) throw new EtalonError('STATE', 'the chain gives no frame');
          return paintAndClose(this.#engine, this.#engine.call('job_take_frame', play.apply), size);
        }));
    } finally {
      this.#engine.call('frame_close', frame);
    }
  }

  /** The apply job does one thing at a time. @template T @param {Play} play @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(play, work) {
    const turn = play.turn.then(work);
    play.turn = turn.catch(() => {});
    return turn;
  }

  /** @param {number} id */
  async close(id) {
    const play = this.#plays.get(id);
    if (!play) return;
    this.#plays.delete(id);
    for (const clip of [play.clip, ...play.others]) clip.onClose.delete(play.onClose);
    play.closing.abort(new EtalonError('STATE', 'the playback was closed'));
    await Promise.all([play.browser?.close(), play.turn]);
    this.#replace(play, 0);
    if (play.stream !== undefined) await this.#jobs.closeStream(play.stream);
  }

  /** @param {number} id */
  #get(id) {
    const play = this.#plays.get(id);
    if (!play) throw new EtalonError('STATE', 'the playback is closed');
    return play;
  }
}

/** What the page asks of a playback. @typedef {'chain-shape' | Extract<keyof Requests, `play-${string}` | `sound-${string}`>} PlayRequest */

/** @typedef {{ [K in PlayRequest]: (args: Requests[K]['args'], context: Context) => Requests[K]['result'] | Promise<Requests[K]['result']> }} PlayHandlers */

/**
 * What the worker answers for playing.
 *
 * @param {() => { engine: Engine, plays: Playbacks, sounds: Sounds }} ready
 * @returns {PlayHandlers}
 */
export const playHandlers = (ready) => ({
  'chain-shape'({ clip, chain: packed }) {
    const { engine } = ready();
    const chain = packed.length ? engine.chain(packed) : engine.call('chain_create');
    try {
      const [width, height, neighbours, outputs] = engine.doubles('chain_shape', [clip, chain], 4);
      return { width, height, neighbours, outputs };
    } finally {
      engine.call('chain_destroy', chain);
    }
  },

  'play-open': (args, { signal }) => ready().plays.open(args, signal),
  'play-next': ({ play }, { signal }) => ready().plays.next(play, signal),
  'play-skip': ({ play, on }) => ready().plays.skip(play, on),
  'play-jump': ({ play, pts }, { signal }) => ready().plays.jump(play, pts, signal),
  'play-chain': ({ play, chain, fast }) => ready().plays.setChain(play, chain, fast),

  async 'play-render'({ play, frame, spare, ...size }, { signal, transfer }) {
    const { engine, plays } = ready();
    if (spare) engine.heap.recycle(spare);
    const picture = await plays.render(play, frame, size, signal);
    transfer.push(...memoryOf(picture));
    return picture;
  },

  'play-close': ({ id }) => ready().plays.close(id),
  'sound-open': (args, request) => ready().sounds.open(args, request),
  'sound-close': ({ id }) => ready().sounds.close(id),
});
