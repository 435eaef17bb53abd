// SPDX-License-Identifier: MIT
/** Which filter's part lies over the picture as a rectangle: that of the card that was used last. */
import { filters } from '../src/generated/filters.js';
import { byId } from './dom.js';
import { Rectangle } from './rectangle.js';

/**
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('./rectangle.js').Shape} Shape
 */

/** The chain that a filter is in, and where; -1: it is switched off. @typedef {{ chain: Chain, index: number }} Place */

/** A card with a part. @typedef {{ label: string, part: import('./part.js').PartControl, place: () => Place }} Holder */

/** Parts before a clip is open are of a picture of this size. */
const usual = { width: 1280, height: 720 };

const moving = new Set(filters.filter(({ group }) => group === 'geometry').map(({ name }) => name));

/** The rectangle of the card that was used last. */
export class Parts {
  #clip;
  #rectangle = new Rectangle((part) => this.#picked?.part.move(part));
  /** @type {Holder | undefined} */
  #picked;
  /** Of the picture that the filter reads; undefined: the rectangle cannot be shown over that on the canvas. @type {Shape | undefined} */
  #shape;
  #isLooking = false;
  #isStale = false;

  /**
   * @param {() => Clip | undefined} clip that is open
   * @example const parts = new Parts(() => clip);
   */
  constructor(clip) {
    this.#clip = clip;
    byId('stage', HTMLElement).addEventListener('pointerdown', ({ target }) => {
      if (!this.#rectangle.contains(/** @type {Node} */ (target))) this.pick(undefined);
    });
  }

  /**
   * Shows the part of a card, in place of that before.
   * @param {Holder | undefined} holder undefined: none
   * @example card.addEventListener('focusin', () => parts.pick(holder));
   */
  pick(holder) {
    if (holder === this.#picked) return;
    this.#picked = holder;
    this.changed();
  }

  /**
   * The chain has changed: the filter may read a picture of another size.
   * @example parts.changed();
   */
  changed() {
    this.#isStale = true;
    if (!this.#isLooking) void this.#look();
  }

  /**
   * The rectangle itself has changed, or another frame is shown.
   * @example parts.moved();
   */
  moved() {
    const part = this.#picked?.part.now();
    if (this.#picked && part && this.#shape) this.#rectangle.show(this.#picked.label, part, this.#shape);
    else this.#rectangle.hide();
  }

  /**
   * What the picture measures that a filter reads.
   * @param {Place} place
   * @returns {Promise<Shape>}
   * @example const { width, height } = await parts.shapeBefore({ chain, index: 2 });
   */
  async shapeBefore(place) {
    return (await this.#inputOf(place))?.shape ?? this.#clip()?.video ?? usual;
  }

  /** Its size, and whether filters behind it move the picture; undefined: there is none. @param {Place} place */
  async #inputOf({ chain, index }) {
    if (index < 0) return undefined;
    // What is wrong with a chain is said by the picture.
    const plan = await this.#clip()?.plan(chain).catch(() => undefined);
    if (!plan) return undefined;
    const shape = plan.stages.findLast(({ entry }) => entry < index)?.output ?? plan.input;
    return { shape, isMoved: plan.stages.some(({ entry, filter }) => entry > index && moving.has(filter)) };
  }

  async #look() {
    this.#isLooking = true;
    while (this.#isStale) {
      this.#isStale = false;
      const holder = this.#picked;
      const input = holder?.part.now() && (await this.#inputOf(holder.place()));
      this.#shape = input && !input.isMoved ? input.shape : undefined;
      holder?.part.say(input?.isMoved ? 'A filter behind this one moves the picture: the rectangle is not shown.' : '');
    }
    this.#isLooking = false;
    this.moved();
  }
}
