// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { span } from './span.js';
/** @import { Clip } from './clip.js' */
/** @import { Chain } from './generated/filters.js' */
/** @import { Moment, Rendered } from './types.js' */

/** What was painted. @typedef {Omit<Rendered, 'data'>} Shown */

/** @typedef {{ moment: Moment, resolve: (shown: Shown | null) => void, reject: (error: unknown) => void }} Wish */

/**
 * Paints a clip's filtered frames on a canvas, at the canvas's own size: set `canvas.width` and
 * `canvas.height` as you like, then `show()`. Made by `etalon.view()`.
 *
 * @example
 * const view = etalon.view(canvas, { clip });
 * await view.show(1.5);
 * view.chain = [{ filter: 'adjust', contrast: 1.2 }]; // paints again
 */
export class View {
  #context;
  #clip;
  /** @type {Chain} */
  #chain;
  /** @type {Moment | undefined} */
  #moment;
  /** @type {Wish | undefined} */
  #waiting;
  #busy = false;
  #abort = new AbortController();

  /**
   * @internal
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas
   * @param {Clip} clip
   * @param {Chain} chain
   */
  constructor(canvas, clip, chain) {
    const context = /** @type {CanvasRenderingContext2D | null} */ (canvas?.getContext?.('2d'));
    if (!context) throw new EtalonError('ARGUMENT', 'a view needs a canvas that gives a 2D context; this one has another context, or is no canvas');
    /** The canvas. */
    this.canvas = canvas;
    /** Called with errors of paints that nobody awaits: those after `view.chain = ...`. @type {(error: unknown) => void} */
    this.onError = (error) => console.error(error);
    this.#context = context;
    this.#clip = clip;
    this.#chain = chain;
  }

  /** The filters. Setting them paints the shown time again; set a new list, do not change the old one. */
  get chain() {
    return this.#chain;
  }

  set chain(chain) {
    this.#chain = chain;
    if (this.#moment !== undefined && !this.closed) this.show(this.#moment).catch((error) => this.onError(error));
  }

  /** True after close(). */
  get closed() {
    return this.#abort.signal.aborted;
  }

  /**
   * Paints the frame shown at a time. While one frame is being made only the newest request waits:
   * those before it resolve to null.
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
      this.#moment = moment;
      this.#waiting?.resolve(null);
      return new Promise((resolve, reject) => {
        this.#waiting = { moment, resolve, reject };
        if (!this.#busy) this.#work();
      });
    });
  }

  /**
   * Stops painting. The canvas keeps its picture; the clip stays open.
   *
   * @example
   * view.close();
   */
  close() {
    if (this.closed) return;
    this.#abort.abort(new EtalonError('STATE', 'the view was closed'));
    this.#waiting?.resolve(null);
    this.#waiting = undefined;
  }

  /** `using view = ...` closes it, where the engine knows `using`. */
  [Symbol.dispose]() {
    this.close();
  }

  async #work() {
    this.#busy = true;
    // Wishes of one task, `view.chain = ...; view.show(t)`, become one render.
    await undefined;
    while (this.#waiting) {
      const { moment, resolve, reject } = this.#waiting;
      this.#waiting = undefined;
      const { width, height } = this.canvas;
      try {
        const rendered = await this.#clip.render(moment, { chain: this.#chain, width, height, signal: this.#abort.signal });
        resolve(this.closed ? null : this.#paint(rendered));
      } catch (error) {
        if (this.closed) resolve(null);
        else reject(error);
      }
    }
    this.#busy = false;
  }

  /** @param {Rendered} rendered @returns {Shown} */
  #paint({ data, ...shown }) {
    span('view.paint', () => {
      const { width, height } = shown;
      if (this.canvas.width !== width) this.canvas.width = width;
      if (this.canvas.height !== height) this.canvas.height = height;
      this.#context.putImageData(new ImageData(data, width, height), 0, 0);
    });
    return shown;
  }
}
