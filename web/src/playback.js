// SPDX-License-Identifier: MIT
import { packChain } from './chain.js';
import { EtalonError } from './error.js';
import { sendable } from './settings.js';
import { nameRendered } from './info.js';
import { Player } from './player.js';
import { previewChain } from './preview.js';
/** @import { Clip, ClipLine } from './clip.js' */
/** @import { Chain } from './generated/filters.js' */
/** @import { PlayCounts } from './player.js' */
/** @import { PackedDecoded, Requests } from './protocol.js' */
/** @import { SoundOut } from './sound_out.js' */
/** @import { Rendered } from './types.js' */

/** @typedef {'fast' | 'exact'} Preview */
/** @typedef {'wasm' | 'browser' | 'auto'} DecoderChoice */

/**
 * @typedef {object} PlaybackOptions
 * @property {Clip} clip
 * @property {HTMLCanvasElement | OffscreenCanvas} canvas whose size the pictures get
 * @property {Chain} chain
 * @property {Preview} preview
 * @property {DecoderChoice} decoder
 * @property {number} from seconds
 * @property {SoundOut | undefined} sound
 * @property {(picture: Rendered) => ArrayBuffer} paint gives the picture's memory back
 * @property {(time: number) => void} onTime
 * @property {() => void} onEnd
 * @property {(error: unknown) => void} onError
 * @property {() => void} onRestart another chain needs another way of decoding: play on from where it is
 */

/** A frame in the worker. @typedef {PackedDecoded & { time: number }} Queued */

/**
 * One playback of a view, from play() to pause(): a player fed by the worker, sound, and the clock.
 */
export class Playback {
  /** Which decoder runs, and why. */
  decoder = { name: /** @type {'wasm' | 'browser'} */ ('wasm'), why: 'nothing is decoded yet' };
  /** Which clock the pictures follow, and why it is not the sound's. */
  clock = { source: /** @type {'audio' | 'performance'} */ ('performance'), why: 'nothing is played yet' };
  /** The pictures are made by a scaled chain, or with tables in place of colour programs. */
  approximate = false;
  #options;
  #chain;
  /** Ends what the worker does for it, reads included. */
  #ending = new AbortController();
  /** @type {ClipLine | undefined} */
  #line;
  #play = 0;
  #sound = 0;
  /** What the exact chain makes; undefined: there is none. @type {Requests['chain-shape']['result'] | undefined} */
  #exact;
  #sequential = false;
  /** Of the canvas that the chain was made for. */
  #size = { width: 0, height: 0 };
  /** What the exact chain would give, where a scaled one runs. @type {{ displayWidth: number, displayHeight: number } | undefined} */
  #shown;
  /** @type {Player<Queued, Rendered> | undefined} */
  #player;
  /** Milliseconds at which the performance clock stood at `#anchorTime`; undefined: it does not run. @type {number | undefined} */
  #anchor;
  #anchorTime;
  #latest;
  #videoOver = false;
  /** @type {ArrayBuffer | undefined} */
  #spare;
  /** What is asked of the worker and not answered. @type {Set<Promise<unknown>>} */
  #pending = new Set();

  /** @param {PlaybackOptions} options */
  constructor(options) {
    this.#options = options;
    this.#chain = options.chain;
    this.#anchorTime = options.from;
    this.#latest = options.from;
  }

  get #stopped() {
    return this.#ending.signal.aborted;
  }

  /** @returns {PlayCounts} */
  get counts() {
    return this.#player?.counts ?? { shown: 0, dropped: 0, skipped: 0, jumps: 0 };
  }

  /** Seconds of the frame on the canvas; undefined before the first. */
  get shownTime() {
    return this.#player?.shown?.time;
  }

  /** Seconds, as the clock has it. */
  get time() {
    return this.#latest;
  }

  /**
   * Decodes sound, then the first picture, then starts the clock.
   *
   * @returns {Promise<void>} resolves when it plays, or was stopped before
   */
  async start() {
    const { clip, from, sound } = this.#options;
    this.#line = await clip.connect();
    let silent = clip.audio ? 'there is no AudioContext here' : 'the clip has no sound';
    if (sound && clip.audio) silent = await this.#openSound(sound);
    if (this.#stopped) return;
    const chain = this.#chain;
    await this.#shape();
    const before = this.#sequential;
    const sequence = before ? await this.#pack(chain) : [];
    const opened = await this.#ask('play-open', { from: clip.ticks(from), sequence, decoder: this.#options.decoder });
    this.#play = opened.play;
    this.decoder = { name: opened.decoder, why: opened.why };
    if (this.#stopped) return this.#close();
    if (this.#chain !== chain) {
      await this.#shape();
      if (before || this.#sequential) return this.#options.onRestart();
    }
    await this.#applyChain();
    if (this.#stopped) return;
    this.#player = this.#makePlayer();
    await this.#player.ready;
    if (this.#stopped) return;
    if (sound && !silent) silent = await sound.play();
    if (this.#stopped) return;
    this.clock = silent ? { source: 'performance', why: silent } : { source: 'audio', why: '' };
    if (silent) this.#anchor = performance.now();
    this.#player.showFirst();
    this.#loop();
  }

  /** @param {SoundOut} sound @returns {Promise<string>} why there is none */
  async #openSound(sound) {
    try {
      const feed = await sound.open();
      if (this.#stopped) return '';
      this.#sound = await this.#ask('sound-open', { from: this.#options.from, ...feed }, [feed.port]);
      if (this.#stopped) this.#close();
      return '';
    } catch (error) {
      return `the sound cannot be played: ${/** @type {Error} */ (error).message}`;
    }
  }

  /** Where the pictures end, seconds; 0 when unknown. */
  get #end() {
    const { start, duration } = this.#options.clip.video;
    return duration > 0 ? start + duration : 0;
  }

  #makePlayer() {
    const tick = this.#options.clip.video.timeBase[0] / this.#options.clip.video.timeBase[1];
    return new Player({
      now: () => this.#now(),
      decoder: {
        next: async () => {
          const packed = await this.#ask('play-next', {});
          if (!packed) return null;
          this.decoder = { name: packed.decoder, why: packed.why };
          const [seconds, ticks] = packed.timeBase;
          return { ...packed, time: (packed.pts * seconds) / ticks, duration: (packed.duration * seconds) / ticks };
        },
        skip: (on) => void this.#ask('play-skip', { on }).catch(() => {}),
        jump: (time) => this.#ask('play-jump', { pts: Math.round(time / tick) }),
        drop: ({ frame }) => this.#drop(frame),
      },
      painter: {
        prepare: (frame) => this.#prepare(frame.frame),
        show: (picture) => {
          this.#spare = this.#options.paint(picture);
        },
      },
      end: this.#end || undefined,
      onError: (error) => this.#options.onError(error),
      onEnd: () => {
        this.#videoOver = true;
      },
    });
  }

  /** Lets a frame go that is not asked a picture of. @param {number} frame */
  #drop(frame) {
    this.#line?.client.notify({ notice: 'frame-close', frame }, this.#line.generation);
  }

  /** @param {number} frame */
  async #prepare(frame) {
    const { width, height } = this.#options.canvas;
    try {
      // A canvas of another size has another preview.
      if (width !== this.#size.width || height !== this.#size.height) await this.#applyChain();
      this.#ending.signal.throwIfAborted();
    } catch (error) {
      this.#drop(frame);
      throw error;
    }
    const spare = this.#spare;
    this.#spare = undefined;
    const picture = nameRendered(await this.#ask('play-render', { frame, width, height, spare }, spare ? [spare] : []));
    return this.#shown ? { ...picture, ...this.#shown } : picture;
  }

  /**
   * Filters through another chain from the next picture on.
   *
   * @param {Chain} chain
   * @param {Preview} preview
   */
  async setChain(chain, preview) {
    this.#chain = chain;
    this.#options.preview = preview;
    try {
      if (!this.#play || this.#stopped) return;
      const before = this.#sequential;
      await this.#shape();
      if (before || this.#sequential) this.#options.onRestart();
      else await this.#applyChain();
    } catch (error) {
      if (!this.#stopped) this.#options.onError(error);
    }
  }

  /** @param {Chain} chain */
  #pack(chain) {
    return sendable(packChain(chain), /** @type {ClipLine} */ (this.#line).client);
  }

  /** What the chain makes, and whether it needs the frames one after another: then it is never scaled. */
  async #shape() {
    this.#exact = this.#chain.length ? await this.#ask('chain-shape', { chain: await this.#pack(this.#chain) }) : undefined;
    this.#sequential = this.#exact !== undefined && (this.#exact.neighbours > 0 || this.#exact.outputs > 1);
  }

  /** Gives the worker the chain that makes the pictures. */
  async #applyChain() {
    const { canvas, clip, preview } = this.#options;
    const chain = this.#chain;
    const { width, height } = canvas;
    this.#size = { width, height };
    const shape = this.#exact;
    let scaled = null;
    if (preview === 'fast' && shape && !this.#sequential) {
      const [across, down] = clip.video.sampleAspect;
      scaled = previewChain(chain, clip.video, Math.max((width * down) / (shape.width * across), height / shape.height));
      this.#shown = { displayWidth: Math.max(1, Math.round((shape.width * across) / down)), displayHeight: shape.height };
    }
    if (this.#stopped) return;
    if (!scaled) this.#shown = undefined;
    const packed = this.#sequential ? [] : await this.#pack(scaled ?? chain);
    const { tables } = await this.#ask('play-chain', { chain: packed, fast: preview === 'fast' });
    this.approximate = scaled !== null || tables > 0;
  }

  /** Seconds on the clip's clock; they never go back. */
  #now() {
    if (this.clock.source === 'audio') {
      const heard = this.#options.sound?.now();
      if (heard !== undefined) {
        this.#latest = Math.max(this.#latest, this.#anchorTime + heard);
        return this.#latest;
      }
      this.clock = { source: 'performance', why: 'the time of the audio context stands still: there is no device' };
      this.#anchorTime = this.#latest;
      this.#anchor = performance.now();
    }
    if (this.#anchor !== undefined) this.#latest = Math.max(this.#latest, this.#anchorTime + (performance.now() - this.#anchor) / 1000);
    return this.#latest;
  }

  /** Until it is stopped: what the screen takes next. */
  #loop() {
    if (this.#stopped) return;
    onScreen(() => {
      if (this.#stopped) return;
      this.#player?.tick();
      const now = this.#now();
      const { audio } = this.#options.clip;
      const soundEnd = this.#sound && audio ? audio.start + audio.duration : 0;
      this.#options.onTime(now);
      if (this.#videoOver && now >= soundEnd) this.#options.onEnd();
      this.#loop();
    });
  }

  /**
   * Asks the worker, whose answer is for this playback only.
   *
   * @template {'play-open' | 'play-next' | 'play-skip' | 'play-jump' | 'play-chain' | 'play-render' | 'sound-open' | 'chain-shape'} K
   * @param {K} type
   * @param {Omit<Requests[K]['args'], 'clip' | 'play'>} args
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Requests[K]['result']>}
   */
  #ask(type, args, transfer) {
    const line = /** @type {ClipLine} */ (this.#line);
    const own = { clip: line.clip, play: this.#play };
    const { signal } = this.#ending;
    const asked = line.client.request(type, /** @type {any} */ ({ ...args, ...own }), { signal, generation: line.generation, transfer });
    const settled = asked.catch(() => {}).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
    return asked;
  }

  /**
   * Stops decoder and sound.
   *
   * @returns {Promise<void>} resolves when the worker holds nothing of it any more
   */
  async stop() {
    if (!this.#stopped) {
      this.#now();
      this.#ending.abort(new EtalonError('ABORTED', 'the playing was stopped'));
      this.#player?.stop();
      this.#options.sound?.close();
      this.#close();
    }
    while (this.#pending.size) await Promise.all(this.#pending);
  }

  /** Closes what was opened in the worker so far. */
  #close() {
    const { client, generation } = this.#line ?? {};
    if (!client || generation === undefined || client.closed) return;
    for (const [type, id] of /** @type {const} */ ([['play-close', this.#play], ['sound-close', this.#sound]])) {
      if (!id) continue;
      const closed = client.request(type, { id }, { generation }).catch(() => {}).finally(() => this.#pending.delete(closed));
      this.#pending.add(closed);
    }
    this.#play = this.#sound = 0;
  }
}

/** Calls when the screen is about to take a picture; four times a second where it takes none: of a hidden page. @param {() => void} work */
function onScreen(work) {
  if (typeof requestAnimationFrame !== 'function') {
    setTimeout(work, 1000 / 60);
    return;
  }
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    work();
  }, 250);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    work();
  });
}
