// SPDX-License-Identifier: MIT
/** The timeline: scrub slider, step buttons, time, and the piece that is exported. */
import { byId, icon } from './dom.js';
import { timeWords } from './words.js';

/** Moves through a clip. Times are in seconds on the clip's own clock. */
export class Transport {
  #scrub = byId('scrub', HTMLInputElement);
  #piece = byId('piece', HTMLDivElement);
  #play = byId('play', HTMLButtonElement);
  #start = 0;
  /** The clip's end; where that is unknown, the latest time that was seen. */
  #end = 0;
  #endKnown = false;

  /**
   * @param {{ seek: (time: number) => void, sought: () => void, step: (by: -1 | 1) => void, toggle: () => void }} moves `sought`: the
   *   slider was let go
   * @example new Transport({ seek: (time) => viewer.show(time), sought: () => {}, step: (by) => viewer.step(by), toggle: () => viewer.toggle() });
   */
  constructor(moves) {
    const seek = (/** @type {number} */ time) => moves.seek(Math.max(this.#start, this.#endKnown ? Math.min(this.#end, time) : time));
    this.#scrub.addEventListener('input', () => {
      this.#draw(Number(this.#scrub.value));
      seek(Number(this.#scrub.value));
    });
    this.#scrub.addEventListener('change', () => moves.sought());
    this.#play.addEventListener('click', () => moves.toggle());
    this.playing(false);
    byId('step-back', HTMLButtonElement).addEventListener('click', () => moves.step(-1));
    byId('step-forward', HTMLButtonElement).addEventListener('click', () => moves.step(1));
    byId('to-start', HTMLButtonElement).addEventListener('click', () => seek(this.#start));
    byId('to-end', HTMLButtonElement).addEventListener('click', () => seek(this.#end));
    document.addEventListener('keydown', (event) => {
      if (this.#scrub.disabled || event.ctrlKey || event.metaKey || event.altKey || belongsToControl(event, this.#scrub)) return;
      const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (direction !== 0 && event.shiftKey) seek(Number(this.#scrub.value) + direction);
      else if (direction !== 0) moves.step(/** @type {-1 | 1} */ (direction));
      else if (event.key === 'Home') seek(this.#start);
      else if (event.key === 'End' && this.#endKnown) seek(this.#end);
      else if (event.key === ' ' && !event.repeat && !isPressed(event)) moves.toggle();
      else return;
      event.preventDefault();
    });
  }

  /**
   * Sets the timeline up for a clip.
   * @param {number} start seconds
   * @param {number} duration seconds; 0: unknown, then the slider reaches as far as the clip was seen
   * @example transport.open(clip.video.start, clip.video.duration);
   */
  open(start, duration) {
    this.#start = start;
    this.#end = start + duration;
    this.#endKnown = duration > 0;
    this.#scrub.min = String(start);
    this.#scrub.max = String(this.#end);
    for (const id of ['to-start', 'step-back', 'play', 'step-forward', 'compare']) byId(id, HTMLButtonElement).disabled = false;
    byId('to-end', HTMLButtonElement).disabled = !this.#endKnown;
    this.#scrub.disabled = false;
    byId('time-all', HTMLSpanElement).textContent = duration > 0 ? timeWords(duration) : 'unknown';
    this.at(start);
  }

  /**
   * Shows what the button does: play, or pause.
   * @param {boolean} on
   * @example transport.playing(true);
   */
  playing(on) {
    const words = on ? 'Pause' : 'Play';
    this.#play.replaceChildren(icon(on ? 'pause' : 'play'));
    this.#play.setAttribute('aria-label', words);
    this.#play.title = `${words} (Space)`;
  }

  /**
   * Shows where the picture is.
   * @param {number} time
   * @example transport.at(frame.timestamp);
   */
  at(time) {
    if (time > this.#end && !this.#endKnown) {
      this.#end = time;
      this.#scrub.max = String(time);
    }
    if (document.activeElement !== this.#scrub || !this.#scrub.matches(':active')) this.#scrub.value = String(time);
    this.#draw(time);
  }

  /**
   * Marks the piece that is exported, or nothing when it is the whole clip.
   * @param {number} from
   * @param {number} to Infinity: as far as the clip goes
   * @example transport.mark(1, 2);
   */
  mark(from, to) {
    const span = this.#end - this.#start || 1;
    this.#piece.hidden = (from <= this.#start && to >= this.#end) || to <= from;
    this.#piece.style.setProperty('--from', String((from - this.#start) / span));
    this.#piece.style.setProperty('--to', String((Math.min(to, this.#end) - this.#start) / span));
  }

  /** @param {number} time */
  #draw(time) {
    const words = timeWords(time - this.#start);
    byId('time-now', HTMLSpanElement).textContent = words;
    this.#scrub.setAttribute('aria-valuetext', words);
    this.#scrub.style.setProperty('--value', String((time - this.#start) / (this.#end - this.#start || 1)));
  }
}

/** Whether Space presses the control that has the focus. @param {KeyboardEvent} event */
const isPressed = ({ target }) => target instanceof Element && target.matches('button, summary, a, input[type="checkbox"]');

/**
 * Whether a key belongs to the control that has the focus, and not to the page.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} [except] a control that leaves its keys to the page
 * @returns {boolean}
 * @example if (!belongsToControl(event, scrub)) step(1);
 */
export function belongsToControl({ key, target }, except) {
  if (target === except || !(target instanceof Element)) return false;
  if (target.matches('select, textarea, [role="option"], input:not([type="checkbox"], [type="range"])')) return true;
  return target.matches('input[type="range"]') && key.length > 1;
}
