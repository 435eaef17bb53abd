// SPDX-License-Identifier: MIT
/** Goes through a whole clip for what an analysis tells frame by frame: black parts, still parts, cuts. */
import { element } from './dom.js';
import { cutScore } from './figures.js';
import { errorWords, timeWords } from './words.js';

/**
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('./figures.js').Found} Found
 * @typedef {{ from: number, to: number }} Part seconds
 */

/** By filter: words, and whether a frame is one; `single`: each by itself. @type {Record<string, { what: string, single: boolean, isHit: (found: Found) => boolean }>} */
const searches = {
  scene_change: { what: 'cuts', single: true, isHit: ({ score }) => score[0] >= cutScore },
  black_detect: { what: 'black parts', single: false, isHit: ({ black }) => black[0] === 1 },
  freeze_detect: { what: 'still parts', single: false, isHit: ({ frozen }) => frozen[0] === 1 },
};

/** More are not listed. */
const mostListed = 200;

/**
 * @typedef {object} Search
 * @property {HTMLElement} node
 * @property {() => void} forget what was found does not hold any more; ends what runs
 */

/**
 * The part of a card that searches the clip.
 * @param {string} filter
 * @param {{ clip: () => Clip | undefined, analysis: () => { chain: Chain, key: string }, seek: (time: number) => void }} uses the clip that is open; the
 *   chain that ends with the analysis, and its name among the results; goes to a time
 * @returns {Search | undefined} undefined: the analysis tells nothing that could be searched for
 * @example const search = searchOf('black_detect', uses);
 */
export function searchOf(filter, uses) {
  const search = searches[filter];
  if (!search) return undefined;
  const { what } = search;
  /** @type {AbortController | undefined} */
  let running;
  const state = element('p', { class: 'hint', role: 'status' });
  const list = element('ol', { class: 'parts', 'aria-label': `${what} of the clip` });
  const button = element('button', { type: 'button', class: 'button small', click: () => (running ? stop('Cancelled.') : void run()) });

  /** @param {string} words */
  const stop = (words) => {
    running?.abort();
    running = undefined;
    button.textContent = `Find ${what}`;
    state.textContent = words;
  };
  const run = async () => {
    const clip = uses.clip();
    if (!clip) return void stop('No video is open.');
    const own = running = new AbortController();
    button.textContent = 'Cancel';
    list.replaceChildren();
    let told = 0;
    let count = 0;
    try {
      const { chain, key } = uses.analysis();
      for await (const { part, progress } of partsOf(clip, chain, key, search, own.signal)) {
        if (part && ++count <= mostListed) list.append(item(part, clip, search.single));
        if (performance.now() - told < 200) continue;
        told = performance.now();
        state.textContent = `${Math.round(100 * progress)} %`;
      }
      if (own === running) stop(`${count || 'No'} ${count === 1 ? what.slice(0, -1) : what}${count > mostListed ? `; the first ${mostListed} are listed` : ''}.`);
    } catch (error) {
      if (own === running) stop(`The search ended: ${errorWords(error).message}`);
    }
  };
  /** @param {Part} part @param {Clip} clip @param {boolean} single */
  const item = ({ from, to }, clip, single) => {
    const { start } = clip.video;
    const words = timeWords(from - start) + (single ? '' : ` to ${timeWords(to - start)}`);
    return element('li', {}, element('button', { type: 'button', class: 'link', click: () => uses.seek(from) }, words));
  };
  stop('');
  return {
    node: element('div', { class: 'search' }, element('div', { class: 'search-row' }, button, state), list),
    forget() {
      stop('');
      list.replaceChildren();
    },
  };
}

/**
 * Parts of a clip, each as soon as it is over; and how far it is, frame by frame.
 * @param {Clip} clip
 * @param {Chain} chain
 * @param {string} key
 * @param {{ single: boolean, isHit: (found: Found) => boolean }} search
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{ part?: Part, progress: number }, void, void>}
 */
async function* partsOf(clip, chain, key, { single, isHit }, signal) {
  const { start, duration } = clip.video;
  /** @type {Part | undefined} */
  let part;
  for await (const frame of clip.frames({ chain, signal })) {
    const { timestamp } = frame;
    const end = timestamp + frame.duration;
    const hit = isHit(/** @type {Record<string, Found>} */ (/** @type {unknown} */ (frame.results))[key]);
    frame.close();
    const progress = duration > 0 ? Math.min(1, (end - start) / duration) : 0;
    if (part && (single || !hit)) {
      yield { part, progress };
      part = undefined;
    }
    if (hit) part = { from: part?.from ?? timestamp, to: end };
    yield { progress };
  }
  if (part) yield { part, progress: 1 };
}
