// SPDX-License-Identifier: MIT
/**
 * When which frame is decoded, filtered and shown. Nothing here knows of browsers: clock, decoder and painter
 * are given, so that a test can run it against a clock of its own.
 */

/**
 * A decoded frame. Times are seconds on the clip's clock.
 *
 * @typedef {object} Decoded
 * @property {number} time when it is to be shown
 * @property {number} duration 0 when unknown
 */

/**
 * @template {Decoded} F, P
 * @typedef {object} PlayerParts
 * @property {() => number} now seconds on the clip's clock
 * @property {object} decoder
 * @property {() => Promise<F | null>} decoder.next the next frame in the order of times; null at the end
 * @property {(on: boolean) => void} decoder.skip leaves frames out to which no other refers, from the next one on
 * @property {(time: number) => Promise<boolean>} decoder.jump goes on at the first key frame at or after a time
 *   that lies ahead; false: there is none
 * @property {(frame: F) => void} decoder.drop lets a frame go that is not painted
 * @property {object} painter
 * @property {(frame: F) => Promise<P>} painter.prepare filters and scales; takes the frame over, also on failure
 * @property {(picture: P, frame: F) => void} painter.show
 * @property {number} [end] seconds, where the clip ends: a decoder that is late is not waited for much longer
 * @property {(error: unknown) => void} onError a decoder or painter failed; the player has stopped
 * @property {() => void} onEnd the last frame has been shown for its time
 */

/** What became of the frames. @typedef {{ shown: number, dropped: number, skipped: number, jumps: number }} PlayCounts */

/** Frames ahead of the clock that are decoded, and pictures of them that are ready. */
const framesAhead = 4;
const picturesAhead = 2;
/** Where the screen is slower than the clip, as many as two of its pictures span, but no more than this. */
const mostAhead = 7;
/** Behind by more frames than this, frames without references are left out; by more seconds, it jumps. */
const lateFrames = 2;
const lateSeconds = 1;
/** The duration of a frame that says none. */
const usualDuration = 1 / 25;

/**
 * Plays: decodes a few frames ahead of the clock, prepares pictures of the first of them, and shows at each
 * `tick()` the last one at or before the clock. A frame whose successor is due as well is not painted. More
 * than 2 frames behind the clock, the decoder leaves out frames that no other needs; more than 1 s
 * behind, it goes on at the next key frame from which it is not. The clock never waits.
 *
 * @template {Decoded} F
 * @template P
 */
export class Player {
  /** @type {PlayCounts} */
  counts = { shown: 0, dropped: 0, skipped: 0, jumps: 0 };
  /** Seconds that the frames before took to be prepared, and from tick to tick, smoothed. */
  #prepareTime = 0;
  #interval = 0;
  /** When the tick before was. @type {number | undefined} */
  #ticked;
  #parts;
  #running = true;
  #ended = false;
  #finished = false;
  #decoding = false;
  #preparing = false;
  #skipping = false;
  /** Decoded, not prepared. @type {F[]} */
  #frames = [];
  /** Prepared, not shown. @type {{ frame: F, picture: P }[]} */
  #pictures = [];
  /** The newest frame that came from the decoder. @type {F | undefined} */
  #newest;
  /** The frame on the screen. @type {F | undefined} */
  #shown;
  /** @type {() => void} */
  #onReady = () => {};
  /** Resolves when the first picture is ready, or there is none. @type {Promise<void>} */
  ready = new Promise((resolve) => (this.#onReady = () => resolve()));

  /** @param {PlayerParts<F, P>} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#pump();
  }

  /** The frame shown last. */
  get shown() {
    return this.#shown;
  }

  /** Shows what is due. To be called whenever the screen takes a picture. */
  tick() {
    if (!this.#running) return;
    const now = this.#parts.now();
    if (this.#ticked !== undefined) this.#interval += (now - this.#ticked - this.#interval) / (this.#interval ? 4 : 1);
    this.#ticked = now;
    let due;
    while (this.#pictures.length && this.#pictures[0].frame.time <= now) {
      if (due) this.counts.dropped++;
      due = this.#pictures.shift();
    }
    if (due) {
      this.#shown = due.frame;
      this.counts.shown++;
      this.#parts.painter.show(due.picture, due.frame);
    }
    if (this.#isOver(now)) {
      this.#finished = true;
      this.#parts.onEnd();
    }
    this.#pump();
  }

  /** Shows the first picture, whatever the clock says: it is the one at or before the time where playing begins. */
  showFirst() {
    const first = this.#pictures.shift();
    if (!this.#running || !first) return;
    this.#shown = first.frame;
    this.counts.shown++;
    this.#parts.painter.show(first.picture, first.frame);
    this.#pump();
  }

  /** Stops for good and lets all frames go. */
  stop() {
    if (!this.#running) return;
    this.#running = false;
    for (const frame of this.#frames.splice(0)) this.#parts.decoder.drop(frame);
    this.#pictures = [];
    this.#onReady();
  }

  /** @param {number} now */
  #isOver(now) {
    if (this.#finished) return false;
    if (now >= (this.#parts.end ?? Infinity) + lateSeconds) return true;
    if (!this.#ended || this.#preparing || this.#frames.length || this.#pictures.length) return false;
    return !this.#shown || now >= this.#shown.time + (this.#shown.duration || usualDuration);
  }

  #pump() {
    if (!this.#running) return;
    this.#decode();
    this.#prepare();
    if (this.#pictures.length || (this.#ended && !this.#preparing && !this.#frames.length)) this.#onReady();
  }

  #decode() {
    if (this.#decoding || this.#ended) return;
    const now = this.#parts.now();
    const ahead = this.#frames.filter(({ time }) => time > now).length + this.#pictures.filter(({ frame }) => frame.time > now).length;
    const spanned = (this.#newest?.time ?? 0) > now + 2 * this.#interval;
    if (ahead >= (spanned ? framesAhead : mostAhead)) return;
    this.#decoding = true;
    this.#next().then(
      (frame) => {
        this.#decoding = false;
        if (frame && !this.#running) this.#parts.decoder.drop(frame);
        else if (frame) this.#take(frame);
        else this.#ended = true;
        this.#pump();
      },
      (error) => this.#fail(error),
    );
  }

  /** Decodes the next frame, after what lateness asks for. */
  async #next() {
    const { now, decoder } = this.#parts;
    const newest = this.#newest;
    if (newest) {
      const late = now() - newest.time;
      const behind = late / (newest.duration || usualDuration);
      if (this.#skipping ? behind < 1 : behind > lateFrames + 1) {
        this.#skipping = !this.#skipping;
        decoder.skip(this.#skipping);
      }
      if (late > lateSeconds && (await decoder.jump(now() - lateSeconds))) this.counts.jumps++;
    }
    return this.#running ? decoder.next() : null;
  }

  /** @param {F} frame */
  #take(frame) {
    const before = this.#newest;
    if (before && frame.time <= before.time) {
      // After a jump into a damaged place frames can come again.
      this.#parts.decoder.drop(frame);
      return;
    }
    if (before) this.counts.skipped += Math.max(0, Math.round((frame.time - before.time) / (before.duration || usualDuration)) - 1);
    this.#newest = frame;
    this.#frames.push(frame);
    this.#dropBefore(this.#parts.now());
  }

  /** Lets frames go whose successor is due at a time as well. Returns whether a frame is due then. @param {number} time */
  #dropBefore(time) {
    const due = this.#frames.findLastIndex((frame) => frame.time <= time);
    for (const late of this.#frames.splice(0, Math.max(due, 0))) {
      this.counts.dropped++;
      this.#parts.decoder.drop(late);
    }
    return due >= 0;
  }

  /** The first tick at which a frame can be shown whose preparation begins now. @param {number} now */
  #nextTick(now) {
    const ready = now + this.#prepareTime;
    if (this.#ticked === undefined || this.#interval <= 0) return ready;
    return this.#ticked + this.#interval * Math.ceil((ready - this.#ticked) / this.#interval);
  }

  /** Prepares the frame that will be due at the tick for which it can be ready, else the next one. */
  #prepare() {
    if (this.#preparing || !this.#frames.length) return;
    const due = this.#dropBefore(this.#nextTick(this.#parts.now()));
    if (!due && this.#pictures.length >= picturesAhead) return;
    const frame = /** @type {F} */ (this.#frames.shift());
    const begun = this.#parts.now();
    this.#preparing = true;
    this.#parts.painter.prepare(frame).then(
      (picture) => {
        this.#preparing = false;
        if (!this.#running) return;
        this.#prepareTime += (Math.max(0, this.#parts.now() - begun) - this.#prepareTime) / 4;
        this.#pictures.push({ frame, picture });
        this.#pump();
      },
      (error) => this.#fail(error),
    );
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#decoding = false;
    this.#preparing = false;
    if (!this.#running) return;
    this.stop();
    this.#parts.onError(error);
  }
}
