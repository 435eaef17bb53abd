// SPDX-License-Identifier: MIT
/** The export form: quality, piece, sound, progress, cancel, and the finished file. */
import { clearError, showError } from './alert.js';
import { byId, element } from './dom.js';
import { askForFile, exportName } from './save.js';
import { bytesWords, shortNumber, spanWords, timeWords } from './words.js';

/**
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('../src/index.js').ExportResult} ExportResult
 */

/** @type {Record<string, string>} */
const conversionWords = {
  depth: 'reduced to 8 bits with dither', chroma: 'colour resolution reduced to 4:2:0', padding: 'padded to an even size',
  alpha: 'laid on black', matrix: 'RGB turned into luma and chroma', tone: 'HDR tone-mapped to SDR',
};

/** Exports the clip that is open. */
export class Exporter {
  #form = byId('export-form', HTMLFormElement);
  #fields = byId('export-fields', HTMLFieldSetElement);
  #start = byId('export', HTMLButtonElement);
  #cancel = byId('cancel', HTMLButtonElement);
  #quality = byId('quality', HTMLInputElement);
  #qualityNumber = byId('quality-number', HTMLInputElement);
  #from = byId('from', HTMLInputElement);
  #to = byId('to', HTMLInputElement);
  #sound = byId('keep-sound', HTMLInputElement);
  #result = byId('export-result', HTMLDivElement);
  #uses;
  /** @type {{ clip: Clip, name: string } | undefined} */
  #open;
  /** @type {{ controller: AbortController, done: Promise<void> } | undefined} */
  #running;
  /** Lets the finished file go. @type {() => void} */
  #release = () => {};

  /**
   * @param {{ chain: () => Chain, piece: (from: number, to: number) => void, reopen: (file: File, release: () => void) => void }} uses
   *   the chain to export with; told of each change of the piece; asked to open a finished file, which lasts until it is released
   * @example const exporter = new Exporter({ chain: () => list.chain(), piece: (from, to) => transport.mark(from, to), reopen: open });
   */
  constructor(uses) {
    this.#uses = uses;
    this.#quality.addEventListener('input', () => this.#setQuality(Number(this.#quality.value)));
    this.#qualityNumber.addEventListener('input', () => {
      if (this.#qualityNumber.value !== '' && this.#qualityNumber.validity.valid) this.#setQuality(Number(this.#qualityNumber.value));
    });
    this.#qualityNumber.addEventListener('change', () => this.#setQuality(Number(this.#qualityNumber.value) || 23));
    this.#from.addEventListener('input', () => this.#drawPiece());
    this.#to.addEventListener('input', () => this.#drawPiece());
    this.#cancel.addEventListener('click', () => this.cancel());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#begin();
    });
    window.addEventListener('beforeunload', (event) => {
      if (this.#running) event.preventDefault();
    });
    this.#setQuality(23);
  }

  /**
   * Sets the form up for a clip; the piece is the whole of it. An export of the clip before runs on.
   * @param {Clip} clip
   * @param {string} name of its file
   * @example exporter.open(clip, file.name);
   */
  open(clip, name) {
    this.#open = { clip, name };
    const end = clip.video.duration;
    this.#from.value = '0';
    this.#to.value = end > 0 ? shortNumber(Math.ceil(end * 1000) / 1000, 3) : '';
    for (const input of [this.#from, this.#to]) input.max = this.#to.value;
    this.#sound.disabled = !clip.audio;
    this.#sound.checked = Boolean(clip.audio);
    byId('sound-words', HTMLSpanElement).textContent = clip.audio ? 'Keep the sound, copied as it is' : 'The clip has no sound';
    this.#fields.disabled = Boolean(this.#running);
    this.#start.disabled = Boolean(this.#running);
    if (!this.#running) this.#clearResult();
    this.#drawPiece();
  }

  /**
   * Sets one end of the piece.
   * @param {'from' | 'to'} end
   * @param {number} time seconds from the clip's start
   * @example exporter.setPiece('from', 1.5);
   */
  setPiece(end, time) {
    if (this.#fields.disabled) return;
    (end === 'from' ? this.#from : this.#to).value = shortNumber(time, 6);
    this.#drawPiece();
  }

  /**
   * Stops a running export.
   * @returns {boolean} whether there was one
   * @example exporter.cancel();
   */
  cancel() {
    if (!this.#running) return false;
    this.#running.controller.abort();
    return true;
  }

  /**
   * Resolves when no export runs.
   * @returns {Promise<void>}
   * @example await exporter.idle();
   */
  async idle() {
    await this.#running?.done;
  }

  /** @param {number} quality */
  #setQuality(quality) {
    const bounded = Math.min(Number(this.#quality.max), Math.max(Number(this.#quality.min), Math.round(quality)));
    this.#quality.value = String(bounded);
    if (Number(this.#qualityNumber.value) !== bounded) this.#qualityNumber.value = String(bounded);
    const share = (bounded - Number(this.#quality.min)) / (Number(this.#quality.max) - Number(this.#quality.min));
    this.#quality.style.setProperty('--value', String(share));
    byId('quality-words', HTMLOutputElement).value = bounded <= 18 ? 'best, large file' : bounded <= 25 ? 'good' : bounded <= 31 ? 'fair, small file' : 'poor, smallest file';
  }

  /** The piece in seconds from the clip's start, or what is wrong with it in words. */
  #piece() {
    const from = Number(this.#from.value);
    const whole = this.#open?.clip.video.duration || Infinity;
    const to = this.#to.value === '' ? whole : Number(this.#to.value);
    const wrong = !this.#from.validity.valid || !this.#to.validity.valid ? `Give times between 0 and ${this.#to.max || 'the end'} seconds.` : to <= from ? 'The end must come after the start.' : '';
    return { from, to, whole, wrong };
  }

  #drawPiece() {
    const { from, to, whole, wrong } = this.#piece();
    this.#to.setCustomValidity(wrong && this.#to.validity.valid ? wrong : '');
    const start = this.#open?.clip.video.start ?? 0;
    const words = from <= 0 && to >= whole ? 'the whole clip' : to === Infinity ? 'to the end of the clip' : `${timeWords(to - from)} of the clip`;
    byId('piece-unit', HTMLParagraphElement).textContent = wrong || `Seconds; ${words}`;
    this.#uses.piece(start + from, start + to);
    this.#to.setCustomValidity('');
  }

  #begin() {
    const open = this.#open;
    const piece = this.#piece();
    if (!open || this.#running) return;
    if (piece.wrong) {
      showError('The piece cannot be exported.', new Error(piece.wrong));
      return this.#to.focus();
    }
    clearError();
    const controller = new AbortController();
    this.#start.disabled = true;
    this.#running = { controller, done: this.#run(open, piece, controller) };
  }

  /**
   * @param {{ clip: Clip, name: string }} open
   * @param {{ from: number, to: number, whole: number }} piece
   * @param {AbortController} controller
   */
  async #run(open, { from, to, whole }, controller) {
    const start = open.clip.video.start;
    /** @type {FileSystemFileHandle | undefined} */
    let handle;
    try {
      handle = await askForFile(exportName(open.name));
      controller.signal.throwIfAborted();
      this.#clearResult();
      this.#showRunning(exportName(open.name));
      const result = await open.clip.export({
        ...(from > 0 ? { from: start + from } : {}),
        ...(to < whole ? { to: start + to } : {}),
        chain: this.#uses.chain(),
        ...(handle ? { output: handle } : {}),
        video: { codec: 'h264', quality: Number(this.#quality.value) },
        audio: open.clip.audio && this.#sound.checked ? 'copy' : 'none',
        signal: controller.signal,
        onProgress: (progress) => this.#drawProgress(progress),
      });
      await this.#showResult(result, handle, exportName(open.name));
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) this.#result.replaceChildren(element('p', {}, this.#cancel.hidden ? 'No file was chosen.' : 'Export cancelled. No file was kept.'));
      else showError('The export stopped.', error);
    } finally {
      this.#running = undefined;
      this.#start.disabled = false;
      this.#showRunning('');
    }
  }

  /** @param {string} name of the file that is being made; empty: none is */
  #showRunning(name) {
    const running = name !== '';
    const hadFocus = document.activeElement === this.#cancel || document.activeElement === this.#start || document.activeElement === document.body;
    byId('export-progress', HTMLDivElement).hidden = !running;
    this.#cancel.hidden = !running;
    this.#start.hidden = running;
    this.#fields.disabled = running;
    byId('progress-name', HTMLParagraphElement).textContent = name;
    if (running) this.#drawProgress({ progress: 0, fps: 0, secondsLeft: Infinity });
    if (hadFocus) (running ? this.#cancel : this.#start).focus();
  }

  /** @param {{ progress: number, fps: number, secondsLeft: number }} progress */
  #drawProgress({ progress, fps, secondsLeft }) {
    byId('progress', HTMLProgressElement).value = progress;
    byId('progress-percent', HTMLSpanElement).textContent = `${Math.floor(progress * 100)} %`;
    byId('progress-fps', HTMLSpanElement).textContent = fps > 0 ? `${fps.toFixed(1)} fps` : '';
    byId('progress-left', HTMLSpanElement).textContent = Number.isFinite(secondsLeft) ? `${spanWords(secondsLeft)} left` : 'starting';
  }

  /**
   * @param {ExportResult} result
   * @param {FileSystemFileHandle | undefined} handle
   * @param {string} name
   */
  async #showResult(result, handle, name) {
    // The engine's temporary file has a name of its own.
    const file = handle ? await handle.getFile() : new File(result.output ? [result.output] : [], name, { type: 'video/mp4' });
    const conversions = result.conversions.map((one) => conversionWords[one] ?? one);
    if (result.damaged > 0) conversions.push(`${result.damaged} damaged ${result.damaged === 1 ? 'packet' : 'packets'} skipped`);
    const summary = `${result.frames} ${result.frames === 1 ? 'frame' : 'frames'}, ${result.width} × ${result.height}, ${bytesWords(file.size)}`;
    const url = handle ? '' : URL.createObjectURL(file);
    let saved = false;
    const remove = () => {
      URL.revokeObjectURL(url);
      // A temporary file that cannot be removed now goes when the page does.
      result.discard().catch(() => {});
    };
    // A browser copies what it saves, and does not say when it is done: it has a minute, and one more for each GB.
    const release = () => setTimeout(remove, saved ? 60_000 * (1 + file.size / 1e9) : 0);
    this.#release = release;
    const reopen = element('button', { type: 'button', class: 'button small', id: 'reopen' }, 'Open it here');
    reopen.addEventListener('click', () => {
      this.#release = () => {};
      this.#uses.reopen(file, release);
    });
    this.#result.replaceChildren(element('p', {}, element('strong', {}, handle ? `Saved as ${file.name}` : 'Finished')), element('p', { class: 'muted', id: 'result-summary' }, summary));
    if (conversions.length > 0) this.#result.append(element('p', { class: 'muted' }, `Changed on the way: ${conversions.join('; ')}.`));
    const actions = element('div', { class: 'result-actions' });
    if (!handle) actions.append(element('a', { class: 'button small primary', id: 'save', href: url, download: name, click: () => (saved = true) }, 'Save the file'));
    actions.append(reopen);
    this.#result.append(actions);
    actions.scrollIntoView({ block: 'nearest' });
  }

  #clearResult() {
    this.#release();
    this.#release = () => {};
    this.#result.replaceChildren();
  }
}

/** @param {unknown} error */
function isAbort(error) {
  const { name, code } = /** @type {{ name?: string, code?: unknown }} */ (error instanceof Object ? error : {});
  return name === 'AbortError' || code === 'ABORTED';
}
