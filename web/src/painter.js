// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { span } from './span.js';
/** @import { Moment, Rendered } from './types.js' */

/** What was painted. @typedef {Omit<Rendered, 'data'>} Shown */

/** @typedef {{ moment: Moment, resolve: (shown: Shown | null) => void, reject: (error: unknown) => void }} Wish */

/** @typedef {(moment: Moment, options: { width: number, height: number, signal: AbortSignal }) => Promise<Rendered>} Render */

/**
 * Puts pictures on a canvas, at the canvas's own size. Of the moments that are wished for while one picture is being
 * made only the newest waits.
 *
 * @example
 * const painter = new Painter(canvas, (moment, options) => clip.render(moment, options));
 * await painter.wish(1.5);
 */
export class Painter {
  /** What is on the canvas; undefined before the first picture. @type {Shown | undefined} */
  shown;
  #canvas;
  #context;
  #render;
  #onPaint;
  /** @type {Wish | undefined} */
  #waiting;
  #busy = false;
  /** Grows when what is being made is not wanted any more. */
  #round = 0;
  #abort = new AbortController();

  /**
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas
   * @param {Render} render
   * @param {(shown: Shown) => void} [onPaint] called with each picture that was painted
   * @throws {EtalonError} ARGUMENT when the canvas gives no 2D context
   */
  constructor(canvas, render, onPaint = () => {}) {
    const context = /** @type {CanvasRenderingContext2D | null} */ (canvas?.getContext?.('2d'));
    if (!context) throw new EtalonError('ARGUMENT', 'a view needs a canvas that gives a 2D context; this one has another context, or is no canvas');
    this.#canvas = canvas;
    this.#context = context;
    this.#render = render;
    this.#onPaint = onPaint;
  }

  /** True after close(). */
  get closed() {
    return this.#abort.signal.aborted;
  }

  /**
   * Paints a moment; the wish that waited resolves to null.
   *
   * @param {Moment} moment
   * @returns {Promise<Shown | null>}
   */
  wish(moment) {
    this.#waiting?.resolve(null);
    return new Promise((resolve, reject) => {
      this.#waiting = { moment, resolve, reject };
      if (!this.#busy) this.#work();
    });
  }

  /** All wishes resolve to null. */
  forget() {
    this.#round++;
    this.#waiting?.resolve(null);
    this.#waiting = undefined;
  }

  /** @param {Rendered} rendered @returns {Shown} */
  paint({ data, ...shown }) {
    this.shown = shown;
    span('view.paint', () => {
      const { width, height } = shown;
      if (this.#canvas.width !== width) this.#canvas.width = width;
      if (this.#canvas.height !== height) this.#canvas.height = height;
      this.#context.putImageData(new ImageData(data, width, height), 0, 0);
    });
    this.#onPaint(shown);
    return shown;
  }

  /** Paints no more. The canvas keeps its picture. */
  close() {
    this.#abort.abort(new EtalonError('STATE', 'the view was closed'));
    this.forget();
  }

  async #work() {
    this.#busy = true;
    // Wishes of one task, `view.chain = ...; view.show(t)`, become one render.
    await undefined;
    while (this.#waiting) {
      const { moment, resolve, reject } = this.#waiting;
      this.#waiting = undefined;
      const { width, height } = this.#canvas;
      const round = this.#round;
      try {
        const rendered = await this.#render(moment, { width, height, signal: this.#abort.signal });
        resolve(round === this.#round ? this.paint(rendered) : null);
      } catch (error) {
        if (this.closed) resolve(null);
        else reject(error);
      }
    }
    this.#busy = false;
  }
}
