// SPDX-License-Identifier: MIT
import { packChain } from './chain.js';
import { checkChoice, EtalonError } from './error.js';
import { Painter } from './painter.js';
import { Playback } from './playback.js';
import { SoundOut } from './sound_out.js';
import { span } from './span.js';
/** @import { Clip } from './clip.js' */
/** @import { Chain } from './generated/filters.js' */
/** @import { DecoderChoice, Preview } from './playback.js' */
/** @import { PlayCounts } from './player.js' */
/** @import { Shown } from './painter.js' */
/** @import { Moment } from './types.js' */

/**
 * @typedef {object} ViewOptions
 * @property {Preview} [preview] how pictures are made while playing: 'fast' (default) filters them at the size of the
 *   canvas, with what is measured in pixels scaled, unless the view is not much smaller than the picture; and colour
 *   filters that follow each other run as one table of 33^3 colours where that is faster (`clip.plan(chain, { preview:
 *   'fast' })` says which): 95 in 100 colours come out at most 4 codes of 8 bits off, none more than 32; what jumps
 *   (threshold, posterize) stays exact. 'exact': as paused. `view.approximate` says whether the two differ
 * @property {DecoderChoice} [decoder] what decodes while playing: 'auto' (default) and 'browser' take the browser's
 *   VideoDecoder after it has given every sample of the first key frame as Etalon's own does, and Etalon's own where it does
 *   not, stalls or is not there; 'wasm' takes Etalon's own. Paused, frames are always decoded by Etalon's own
 */

/**
 * Paints a clip's filtered frames on a canvas, at the canvas's own size: set `canvas.width` and
 * `canvas.height` as you like, then `show()` or `play()`. Made by `etalon.view()`.
 *
 * @example
 * const view = etalon.view(canvas, { clip });
 * await view.show(1.5);
 * view.chain = [{ filter: 'adjust', contrast: 1.2 }]; // paints again
 * button.onclick = () => (view.playing ? view.pause() : view.play());
 */
export class View {
  #painter;
  #clip;
  /** @type {Chain} */
  #chain;
  /** @type {Moment | undefined} */
  #moment;
  #preview;
  #decoder;
  /** @type {Playback | undefined} */
  #playback;
  /** The one before, for what is said of it when it has stopped. @type {Playback | undefined} */
  #lastPlayback;
  /** Resolves when the playback before holds nothing any more. @type {Promise<unknown>} */
  #stopping = Promise.resolve();
  /** @type {SoundOut | undefined} */
  #sound;
  /** Where playing has come to its end, in ticks: the next play() begins at the start. @type {number | undefined} */
  #endedAt;

  /**
   * @private
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas
   * @param {Clip} clip
   * @param {Chain} chain
   * @param {ViewOptions} [options]
   */
  constructor(canvas, clip, chain, { preview = 'fast', decoder = 'auto' } = {}) {
    checkChoice('preview', preview, ['fast', 'exact']);
    checkChoice('decoder', decoder, ['auto', 'browser', 'wasm']);
    this.#painter = new Painter(canvas, (wanted, size) => clip.render(wanted, { chain: this.#chain, ...size }), (shown) => this.onShown(shown));
    packChain(chain);
    /** The canvas. */
    this.canvas = canvas;
    /** Called with errors of paints that nobody awaits: those after `view.chain = ...`, and while playing. @type {(error: unknown) => void} */
    this.onError = (error) => console.error(error);
    /**
     * Called with each picture that was painted, paused and playing; `shown.results` is what the chain's analyses found in it: of the
     * smaller picture where `approximate` says so.
     * @type {(shown: Shown) => void}
     */
    this.onShown = () => {};
    /** Called while playing, at each frame of the screen, with the time in seconds. @type {(time: number) => void} */
    this.onTime = () => {};
    /** Called when playing has come to the end of the clip; the last frame stays. @type {() => void} */
    this.onEnd = () => {};
    this.#clip = clip;
    this.#chain = chain;
    this.#preview = preview;
    this.#decoder = decoder;
  }

  /** @internal @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {Clip} clip @param {Chain} chain @param {ViewOptions} [options] */
  static make(canvas, clip, chain, options) {
    return new View(canvas, clip, chain, options);
  }

  /** The filters. Setting them paints the shown time again, or the next frames while playing; set a new list, do not change the old one. */
  get chain() {
    return this.#chain;
  }

  set chain(chain) {
    this.#chain = chain;
    if (this.#playback) void this.#playback.setChain(chain, this.#preview);
    else if (this.#moment !== undefined && !this.closed) this.show(this.#moment).catch((error) => this.onError(error));
  }

  /** True after close(). */
  get closed() {
    return this.#painter.closed;
  }

  /** How pictures are made while playing: 'fast' or 'exact', see ViewOptions. */
  get preview() {
    return this.#preview;
  }

  set preview(preview) {
    checkChoice('preview', preview, ['fast', 'exact']);
    this.#preview = preview;
    void this.#playback?.setChain(this.#chain, preview);
  }

  /** What is on the canvas; undefined before the first picture. @returns {Shown | undefined} */
  get shown() {
    return this.#painter.shown;
  }

  /** True between play() and pause() or the end. */
  get playing() {
    return this.#playback !== undefined;
  }

  /** True while what is shown was made by a scaled chain or with a table of colours: `preview: 'fast'` makes a difference. */
  get approximate() {
    return this.#playback?.approximate ?? false;
  }

  /** What decodes while playing, and why; of the last playing when paused. @returns {{ name: 'wasm' | 'browser', why: string }} */
  get decoder() {
    return (this.#playback ?? this.#lastPlayback)?.decoder ?? { name: 'wasm', why: 'nothing was played yet' };
  }

  /** What pictures follow while playing, and why it is not the sound. @returns {{ source: 'audio' | 'performance', why: string }} */
  get clock() {
    return (this.#playback ?? this.#lastPlayback)?.clock ?? { source: 'performance', why: 'nothing was played yet' };
  }

  /**
   * Frames of this playing, or the last one: `shown`; `dropped`: decoded too late to be painted; `skipped`: not decoded
   * because the decoder was late, counted by the durations of those beside them; `jumps` to a later key frame.
   *
   * @returns {PlayCounts}
   */
  get counts() {
    return (this.#playback ?? this.#lastPlayback)?.counts ?? { shown: 0, dropped: 0, skipped: 0, jumps: 0 };
  }

  /** 1: no other rate is supported. */
  get playbackRate() {
    return 1;
  }

  set playbackRate(rate) {
    if (rate !== 1) throw new EtalonError('UNSUPPORTED', `playbackRate is 1, ${String(rate)} was given: other rates are not supported`);
  }

  /**
   * Paints the frame shown at a time. While one frame is being made only the newest request waits:
   * those before it resolve to null, as does one that play() overtakes. Ends playing.
   *
   * @param {Moment} moment seconds, or `{ pts }`
   * @returns {Promise<Shown | null>} what was painted; null when a newer request took its place
   * @throws {EtalonError} as clip.frameAt(); STATE after close()
   * @example
   * slider.oninput = () => view.show(slider.valueAsNumber);
   */
  show(moment) {
    return span('view.show', () => {
      if (this.closed) return Promise.reject(new EtalonError('STATE', 'the view is closed'));
      try {
        if (this.#clip.ticks(moment) < (this.#endedAt ?? -Infinity)) this.#endedAt = undefined;
      } catch (error) {
        return Promise.reject(error);
      }
      this.#stop();
      this.#moment = moment;
      return this.#painter.wish(moment);
    });
  }

  /**
   * Plays with sound from the frame that is shown on, at the clip's own speed; from the start when playing has reached the
   * end and nothing before it was shown since.
   * Pictures follow the sound; without any, or where the browser does not let it begin, the clock: see
   * `clock`. Call it in the handler of a click or key, or browsers keep the sound back.
   *
   * @returns {Promise<void>} resolves when it plays (or was stopped before)
   * @throws {EtalonError} as clip.frameAt(); STATE after close()
   * @example
   * button.onclick = () => view.play();
   */
  play() {
    if (this.closed) return Promise.reject(new EtalonError('STATE', 'the view is closed'));
    if (this.#playback) return Promise.resolve();
    const from = this.#endedAt === undefined ? this.shown?.timestamp : undefined;
    return this.#play(from ?? this.#clip.video.start);
  }

  /**
   * Stops playing and paints the frame that was shown exactly.
   *
   * @returns {Promise<Shown | null>} what was painted; null when it did not play, or a newer request took its place
   * @throws {EtalonError} as show()
   * @example
   * const { timestamp } = await view.pause();
   */
  pause() {
    const playback = this.#playback;
    if (!playback) return Promise.resolve(null);
    return this.show(playback.shownTime ?? playback.time);
  }

  /**
   * Goes to a time: plays on from there, or shows the frame.
   *
   * @param {number} time seconds
   * @returns {Promise<unknown>} as play() or show()
   * @throws {EtalonError} as show()
   * @example
   * slider.oninput = () => view.seek(slider.valueAsNumber);
   */
  seek(time) {
    if (!this.#playback) return this.show(time);
    if (!Number.isFinite(time)) return Promise.reject(new EtalonError('ARGUMENT', `a time is a number of seconds, ${String(time)} was given`));
    this.#stop();
    return this.#play(time);
  }

  /**
   * Stops painting. The canvas keeps its picture; the clip stays open.
   *
   * @example
   * view.close();
   */
  close() {
    if (this.closed) return;
    this.#painter.close();
    this.#stop();
    this.#sound?.destroy();
  }

  /** `using view = ...` closes it, where the engine knows `using`. */
  [Symbol.dispose]() {
    this.close();
  }

  /** @param {number} from seconds */
  async #play(from) {
    const before = this.#stopping;
    // Before anything is awaited: sound may begin only in the task of a click or key.
    const sound = this.#soundOut();
    sound?.resume();
    this.#painter.forget();
    this.#endedAt = undefined;
    const playback = new Playback({
      clip: this.#clip,
      canvas: this.canvas,
      chain: this.#chain,
      preview: this.#preview,
      decoder: this.#decoder,
      from,
      sound,
      paint: ({ data, ...shown }) => {
        this.#moment = shown.timestamp;
        this.#painter.paint({ data, ...shown });
        return data.buffer;
      },
      onTime: (time) => this.onTime(time),
      onEnd: () => this.#end(playback),
      onError: (error) => {
        if (playback !== this.#playback) return;
        this.#stop();
        this.onError(error);
      },
      onRestart: () => {
        if (playback === this.#playback) this.seek(playback.time).catch((error) => this.onError(error));
      },
    });
    this.#playback = playback;
    try {
      await before;
      if (playback === this.#playback) await playback.start();
    } catch (error) {
      if (playback !== this.#playback) return;
      this.#stop();
      throw error;
    }
  }

  /** The last frame stays, painted exactly. @param {Playback} playback */
  #end(playback) {
    if (playback !== this.#playback) return;
    const { start, duration } = this.#clip.video;
    const end = duration > 0 ? start + duration : (playback.shownTime ?? playback.time);
    this.show(end).catch((error) => this.onError(error));
    this.#endedAt = this.#clip.ticks(end);
    this.onEnd();
  }

  #stop() {
    const playback = this.#playback;
    if (!playback) return;
    this.#playback = undefined;
    this.#lastPlayback = playback;
    this.#stopping = Promise.all([this.#stopping, playback.stop()]);
  }

  /** @returns {SoundOut | undefined} */
  #soundOut() {
    const { audio, soundURL } = this.#clip;
    if (!audio || soundURL === undefined || typeof AudioContext === 'undefined') return undefined;
    this.#sound ??= new SoundOut(audio.sampleRate, soundURL);
    return this.#sound;
  }
}
