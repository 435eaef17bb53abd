// SPDX-License-Identifier: MIT
/** The picture: sizes the canvas to the stage, asks the view for frames, and lets the newest wish win. */
import { byId } from './dom.js';

/**
 * @typedef {import('../src/index.js').Etalon} Etalon
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('../src/index.js').View} View
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('../src/view.js').Shown} Shown
 */

/** Shows one clip. Times are in seconds. */
export class Viewer {
  #canvas = byId('canvas', HTMLCanvasElement);
  #stage = byId('stage', HTMLElement);
  #busy = byId('busy', HTMLParagraphElement);
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
  #time = 0;
  #size = { width: 0, height: 0 };

  /**
   * @param {{ shown: (shown: Shown) => void, failed: (error: unknown) => void }} events
   * @example const viewer = new Viewer({ shown: (frame) => transport.at(frame.timestamp), failed: report });
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
    this.#view.onError = () => {}; // the show() that follows each change of the chain rejects with the same error
    this.show(clip.video.start);
  }

  /**
   * Lets the clip go.
   * @example viewer.close();
   */
  close() {
    this.#view?.close();
    this.#view = undefined;
    this.#clip = undefined;
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
    if (this.#view) this.show(this.#time);
  }

  /**
   * Wishes for the frame at a time. A newer wish replaces one that has not been asked for yet.
   * @param {number} time
   * @example viewer.show(1.5);
   */
  show(time) {
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
    const slow = window.setTimeout(() => this.#say('Working on the picture'), 250);
    try {
      while (this.#wanted !== undefined && this.#view) {
        const view = this.#view;
        const time = this.#wanted;
        this.#wanted = undefined;
        if (view.chain !== this.#chain) view.chain = this.#chain;
        const shown = await view.show(time);
        if (view !== this.#view || !shown) continue;
        this.#shown = shown;
        this.#adopt(shown);
        this.#canvas.dataset.timestamp = String(shown.timestamp);
        this.#events.shown(shown);
      }
    } catch (error) {
      this.#wanted = undefined;
      this.#events.failed(error);
    } finally {
      clearTimeout(slow);
      this.#say('');
      this.#running = false;
    }
    this.#canvas.dataset.settled = String(this.#wanted === undefined);
  }

  /** @param {string} words */
  #say(words) {
    this.#busy.textContent = words;
    this.#busy.hidden = words === '';
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
    if (this.#view) this.show(this.#time);
  }
}
