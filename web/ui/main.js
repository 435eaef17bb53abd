// SPDX-License-Identifier: MIT
/** The editor page: ties the engine to the parts of the page. */
import { Etalon } from '../src/index.js';
import { clearError, showError } from './alert.js';
import { byId, drawIcons } from './dom.js';
import { Exporter } from './export.js';
import { showEngine, showFacts } from './facts.js';
import { FilterList } from './filters.js';
import { waysToOpen } from './open.js';
import { belongsToControl, Transport } from './transport.js';
import { Viewer } from './viewer.js';

/** @typedef {import('../src/index.js').Clip} Clip */

drawIcons();
const editor = byId('editor', HTMLElement);
const canvas = byId('canvas', HTMLCanvasElement);
const compare = byId('compare', HTMLButtonElement);
const busy = byId('busy', HTMLParagraphElement);

const engine = Etalon.create();
/** @type {Clip | undefined} */
let clip;
/** Lets the file of the clip go, where it was one of ours. */
let release = () => {};
/** Counts the files that were asked for: the newest wins. */
let asked = 0;

const viewer = new Viewer({
  shown: ({ timestamp }) => transport.at(timestamp),
  time: (time) => transport.at(time),
  playing: (on) => transport.playing(on),
  painted: (shown) => list.painted(shown),
  failed: (error) => showError('The picture could not be shown.', error),
});
const transport = new Transport({
  seek: (time) => viewer.seek(time),
  sought: () => viewer.sought(),
  step: (by) => viewer.step(by),
  toggle: () => viewer.toggle(),
});
const list = new FilterList({
  changed: applyChain,
  clip: () => clip,
  seek: (time) => viewer.show(time),
  curve: async (...args) => (await engine).curve(...args),
  open: async (file) => (await engine).open(file),
  idle: async () => void (await Promise.all([exporter.idle(), viewer.idle()])),
});
const exporter = new Exporter({
  chain: () => list.chain(),
  piece: (from, to) => transport.mark(from, to),
  reopen: (file, done) => void open(file, done),
});

/** Shows the picture with the chain, or without it while "Original" is pressed. */
function applyChain() {
  viewer.setChain(compare.getAttribute('aria-pressed') === 'true' ? [] : list.chain());
}

/**
 * Opens a file in place of the one before.
 * @param {File} file
 * @param {() => void} [done] called when the file is not needed any more
 */
async function open(file, done = () => {}) {
  const turn = ++asked;
  clearError();
  busy.textContent = `Opening ${file.name}`;
  busy.hidden = false;
  try {
    const etalon = await engine;
    const next = await etalon.open(file);
    if (turn !== asked) {
      next.close();
      return done();
    }
    viewer.close();
    leave();
    clip = next;
    release = done;
    editor.dataset.state = 'open';
    const welcome = byId('welcome', HTMLDivElement);
    const hadFocus = welcome.contains(document.activeElement);
    welcome.hidden = true;
    byId('bar-actions', HTMLDivElement).hidden = false;
    byId('file-name', HTMLParagraphElement).textContent = file.name;
    document.title = `${file.name} - Etalon`;
    canvas.setAttribute('aria-label', `Picture of ${file.name}`);
    showFacts({ name: file.name, size: file.size }, next.video, next.audio);
    transport.open(next.video.start, next.video.duration);
    exporter.open(next, file.name);
    list.open(next);
    viewer.open(etalon, next);
    if (hadFocus) byId('scrub', HTMLInputElement).focus();
  } catch (error) {
    done();
    if (turn === asked) showError(`${file.name} could not be opened.`, error);
  } finally {
    if (turn === asked && busy.textContent?.startsWith('Opening')) busy.hidden = true;
  }
}

/** Closes the clip that was open, once no export reads it. */
function leave() {
  const before = clip;
  const done = release;
  void exporter.idle().then(() => {
    before?.close();
    done();
  });
}

waysToOpen((file) => void open(file), (error) => showError('The sample clip could not be loaded.', error));

compare.addEventListener('click', () => {
  compare.setAttribute('aria-pressed', String(compare.getAttribute('aria-pressed') !== 'true'));
  applyChain();
});

/** @param {'from' | 'to'} end */
function markPiece(end) {
  const shown = viewer.shown;
  if (!clip || !shown) return;
  exporter.setPiece(end, shown.timestamp - clip.video.start + (end === 'to' ? shown.duration : 0));
}
byId('mark-from', HTMLButtonElement).addEventListener('click', () => markPiece('from'));
byId('mark-to', HTMLButtonElement).addEventListener('click', () => markPiece('to'));

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    if (!clearError()) exporter.cancel();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || belongsToControl(event)) return;
  const key = event.key.toLowerCase();
  if (key === 'i') markPiece('from');
  else if (key === 'o') markPiece('to');
  else if (key === 'c' && !compare.disabled) compare.click();
});

engine.then((etalon) => showEngine(etalon.capabilities()), (error) => {
  byId('engine', HTMLParagraphElement).textContent = 'Not running';
  showError('The engine could not be started.', error);
});
