// SPDX-License-Identifier: MIT
/** The picture: sizes the canvas to the stage, asks the view for frames, and lets the newest wish win. */
import { byId } from './dom.js';
import { showPlayback } from './facts.js';

/**
 * @typedef {import('../src/index.js').Etalon} Etalon
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('../src/index.js').View} View
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('../src/painter.js').Shown} Shown
 */

/** Shows one clip. Times are in seconds. */
export class Viewer {
  #canvas = byId('canvas', HTMLCanvasElement);
  #stage = byId('stage', HTMLElement);
  #busy = byId('busy', HTMLParagraphElement);
  #approximate = byId('approximate', HTMLParagraphElement);
  #toneMapped = byId('tone-mapped', HTMLParagraphElement);
  #events;
  /** @type {Clip | undefined} */
  #clip;
  /** @type {View | undefined} */
  #view;
  /** @type {Chain} */
  #chain = [];
  /** @type {Shown | undefined} */
  #shown;
  /** The moment that is wanted but not asked for yet. @type {number | undefined} */
  #wanted;
  #running = false;
  /** Playing goes on when the slider is let go. */
  #resume = false;
  /** When the counts were shown last, milliseconds. */
  #counted = 0;
  #time = 0;
  #size = { width: 0, height: 0 };

  /**
   * @param {{ shown: (shown: Shown) => void, painted: (shown: Shown) => void, time: (time: number) => void, playing: (on: boolean) => void, failed: (error: unknown) => void }} events `shown`: what
   *   was wished for; `painted`: each picture, also while playing
   * @example const viewer = new Viewer({ shown: (frame) => transport.at(frame.timestamp), painted: measure, time: at, playing: mark, failed: report });
   */
  constructor(events) {
    this.#events = events;
    let timer = 0;
    new ResizeObserver(() => {
      clearTimeout(timer);
      this.#fit();
      timer = window.setTimeout(() => this.#resample(), 120);
    }).observe(this.#stage);
  }

  /**
   * The frame on the canvas.
   * @returns {Shown | undefined}
   * @example viewer.shown?.timestamp
   */
  get shown() {
    return this.#shown;
  }

  /**
   * Shows the first frame of a clip, in place of the clip before.
   * @param {Etalon} etalon
   * @param {Clip} clip
   * @example viewer.open(etalon, clip);
   */
  open(etalon, clip) {
    this.close();
    this.#clip = clip;
    this.#size = { width: clip.video.displayWidth, height: clip.video.displayHeight };
    this.#canvas.hidden = false;
    this.#resample();
    this.#view = etalon.view(this.#canvas, { clip, chain: this.#chain });
    this.#listen(this.#view);
    this.show(clip.video.start);
  }

  /** @param {View} view */
  #listen(view) {
    view.onError = (error) => {
      // Paused, the show() that follows each change of the chain rejects with the same error.
      if (!this.#markPlaying(false)) return;
      this.#canvas.dataset.settled = 'true';
      this.#events.failed(error);
    };
    view.onTime = (time) => {
      if (view !== this.#view) return;
      this.#time = time;
      this.#approximate.hidden = !view.approximate;
      if (view.shown) this.#took(view.shown);
      this.#events.time(Math.min(time, this.#end));
      if (performance.now() - this.#counted < 500) return;
      this.#counted = performance.now();
      showPlayback(view);
    };
    view.onShown = (shown) => {
      if (view === this.#view) this.#events.painted(shown);
    };
    view.onEnd = () => {
      if (view === this.#view) this.show(this.#end);
    };
  }

  /** Seconds. */
  get #end() {
    const video = this.#clip?.video;
    return video && video.duration > 0 ? video.start + video.duration : (this.#shown?.timestamp ?? 0);
  }

  /**
   * Plays on from the frame shown, or pauses.
   * @example viewer.toggle();
   */
  toggle() {
    const view = this.#view;
    if (!view) return;
    if (view.playing) {
      this.show(view.shown?.timestamp ?? this.#time);
      return;
    }
    this.#wanted = undefined;
    this.#canvas.dataset.settled = 'false';
    this.#markPlaying(true);
    if (view.chain !== this.#chain) view.chain = this.#chain;
    view.play().catch(view.onError);
  }

  /** Returns whether it played. @param {boolean} on */
  #markPlaying(on) {
    const before = this.#canvas.dataset.playing === 'true';
    this.#canvas.dataset.playing = String(on);
    this.#approximate.hidden = !on || !this.#view?.approximate;
    this.#events.playing(on);
    if (before && this.#view) showPlayback(this.#view);
    return before;
  }

  /**
   * Shows the frame at a time, while the slider moves.
   * @param {number} time
   * @example viewer.seek(1.5);
   */
  seek(time) {
    this.#resume ||= this.#view?.playing ?? false;
    this.show(time);
  }

  /**
   * The slider was let go: plays on, if it played.
   * @example viewer.sought();
   */
  sought() {
    const resume = this.#resume;
    this.#resume = false;
    if (resume && !this.#view?.playing) this.toggle();
  }

  /**
   * Resolves when it is paused and no picture is being made.
   * @returns {Promise<void>}
   * @example await viewer.idle();
   */
  async idle() {
    while (this.#view && this.#canvas.dataset.settled !== 'true') await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /**
   * Lets the clip go.
   * @example viewer.close();
   */
  close() {
    this.#markPlaying(false);
    this.#resume = false;
    this.#view?.close();
    this.#view = undefined;
    this.#clip = undefined;
    this.#toneMapped.hidden = true;
    this.#shown = undefined;
    this.#wanted = undefined;
  }

  /**
   * Filters what is shown from now on.
   * @param {Chain} chain
   * @example viewer.setChain([{ filter: 'gaussian_blur', sigma: 2 }]);
   */
  setChain(chain) {
    this.#chain = chain;
    if (this.#view?.playing) this.#view.chain = chain;
    else if (this.#view) this.show(this.#time);
  }

  /**
   * Wishes for the frame at a time. A newer wish replaces one that has not been asked for yet.
   * @param {number} time
   * @example viewer.show(1.5);
   */
  show(time) {
    if (this.#canvas.dataset.playing === 'true') this.#markPlaying(false);
    this.#time = time;
    this.#wanted = time;
    this.#canvas.dataset.settled = 'false';
    if (!this.#running) void this.#run();
  }

  /**
   * Steps to the frame before or after the one shown.
   * @param {-1 | 1} by
   * @example viewer.step(1);
   */
  step(by) {
    const shown = this.#shown;
    const video = this.#clip?.video;
    if (!shown || !video || this.#running) return;
    const tick = video.timeBase[0] / video.timeBase[1];
    if (by < 0) this.show(Math.max(video.start, shown.timestamp - tick));
    else void this.#stepForward(shown, video, tick);
  }

  /**
   * @param {Shown} shown
   * @param {import('../src/index.js').VideoInfo} video
   * @param {number} tick
   */
  async #stepForward(shown, video, tick) {
    // A frame may be shown longer than it says: go further until another one comes.
    let distance = Math.max(tick, shown.duration || (video.frameRate > 0 ? 1 / video.frameRate : tick));
    for (let attempt = 0; attempt < 6 && this.#shown === shown; attempt++) {
      this.#time = this.#wanted = shown.timestamp + distance;
      this.#canvas.dataset.settled = 'false';
      await this.#run();
      if (this.#shown?.pts !== shown.pts) return;
      shown = this.#shown ?? shown;
      distance *= 2;
    }
  }

  async #run() {
    this.#running = true;
    const slow = window.setTimeout(() => this.#sayWorking(true), 250);
    try {
      while (this.#wanted !== undefined && this.#view) {
        const view = this.#view;
        const time = this.#wanted;
        this.#wanted = undefined;
        if (view.chain !== this.#chain) view.chain = this.#chain;
        const shown = await view.show(time);
        if (view !== this.#view || !shown) continue;
        this.#took(shown);
        this.#events.shown(shown);
      }
    } catch (error) {
      this.#wanted = undefined;
      this.#events.failed(error);
    } finally {
      clearTimeout(slow);
      this.#sayWorking(false);
      this.#running = false;
    }
    this.#canvas.dataset.settled = String(this.#wanted === undefined && !this.#view?.playing);
  }

  /** What the canvas shows now. @param {Shown} shown */
  #took(shown) {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#adopt(shown);
    // Primaries of another standard are converted as well: that is no loss worth a badge.
    const isHdr = ['pq', 'hlg'].includes(this.#clip?.video.colorSpace.transfer ?? '');
    this.#toneMapped.hidden = !isHdr || !shown.conversions.includes('tone');
    this.#canvas.dataset.timestamp = String(shown.timestamp);
  }

  /** Says that it works, or takes those words away; other words there are not ours. @param {boolean} on */
  #sayWorking(on) {
    const words = 'Working on the picture';
    if (!on && this.#busy.textContent !== words) return;
    this.#busy.textContent = words;
    this.#busy.hidden = !on;
  }

  /**
   * A filter may have changed the picture's shape.
   * @param {Shown} shown
   */
  #adopt(shown) {
    const { displayWidth: width, displayHeight: height } = shown;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#resample();
  }

  /** The largest box of the picture's shape in the stage, never above its own size. */
  #box() {
    const style = getComputedStyle(this.#stage);
    const room = {
      width: this.#stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
      height: this.#stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
    };
    const scale = Math.min(room.width / this.#size.width, room.height / this.#size.height);
    return { width: Math.max(1, Math.round(this.#size.width * scale)), height: Math.max(1, Math.round(this.#size.height * scale)) };
  }

  #fit() {
    if (this.#size.width === 0) return;
    const { width, height } = this.#box();
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
  }

  /** Gives the canvas the pixels of the screen that it covers, and paints it again. */
  #resample() {
    if (!this.#clip || this.#size.width === 0) return;
    this.#fit();
    const box = this.#box();
    const ratio = Math.min(window.devicePixelRatio || 1, this.#size.width / box.width);
    const width = Math.max(1, Math.round(box.width * ratio));
    const height = Math.max(1, Math.round(box.height * ratio));
    if (width === this.#canvas.width && height === this.#canvas.height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    if (this.#view && !this.#view.playing) this.show(this.#time);
  }
}
