// SPDX-License-Identifier: MIT
/** The editor page as a test sees it. */
import { expect } from '@playwright/test';
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * @typedef {{ time: number, chain: import('../web/src/index.js').Chain, width: number, height: number }} Request
 * @typedef {{ hash: string, timestamp: number, width: number, height: number }} Picture
 */

/**
 * Firefox's remote debugger sometimes blocks `new Worker` inside a worker for ever (ESR 153; never in a
 * Firefox that is not driven): `Etalon.create()` then starts again by itself, at most three times.
 */
const STARTS_MS = 60_000;

export class Editor {
  /** @type {string[]} */
  #complaints = [];

  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    this.page = page;
    this.canvas = page.locator('#canvas');
    this.alert = page.getByRole('alert');
    const complain = (/** @type {string} */ text) => {
      // Playwright's screenshot adds a style to the page, which Firefox reports.
      if (!text.includes('blocked an inline style')) this.#complaints.push(text);
    };
    page.on('pageerror', (error) => complain(String(error)));
    page.on('console', (message) => message.type() === 'error' && complain(message.text()));
    page.on('dialog', (dialog) => {
      this.#complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** @param {string | undefined} url */
  async start(url) {
    if (!url) throw new Error('the servers were not started');
    // The system's own file dialog cannot be operated: the page falls back to a link, or takes what a test puts here.
    await this.page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await this.page.goto(url);
    await expect(this.page.locator('#engine')).toHaveAttribute('data-build', /single|threads/, { timeout: STARTS_MS });
  }

  /** Nothing was logged as an error, thrown unseen, or shown as a dialog. */
  expectQuiet() {
    expect(this.#complaints).toEqual([]);
  }

  /** @param {string} file */
  async open(file) {
    await this.page.setInputFiles('#picker', file);
    await expect(this.page.locator('#file-name')).toHaveText(basename(file));
    await this.settled();
  }

  /** Waits until the newest wish is painted and the canvas keeps its size. */
  async settled() {
    for (let before = ''; ;) {
      await expect(this.canvas).toHaveAttribute('data-settled', 'true');
      await expect(this.alert).toBeHidden();
      const now = await this.canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) => `${canvas.width} ${canvas.height} ${canvas.dataset.settled} ${canvas.dataset.timestamp}`);
      if (now === before) return;
      before = now;
      await this.page.waitForTimeout(200);
    }
  }

  /** @param {string} label of a filter; its line goes on with a sentence */
  async addFilter(label) {
    await this.page.getByRole('button', { name: 'Add filter' }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${label}`) }).click();
  }

  /** @param {string} filter @param {string} key */
  slider(filter, key) {
    return this.page.locator(`[data-filter="${filter}"] input[type="range"][data-key="${key}"]`);
  }

  /**
   * Types a number as a person does; fill() appends to a number field in Firefox.
   * @param {string} selector
   * @param {number} value
   */
  async type(selector, value) {
    const field = this.page.locator(selector);
    await field.press('ControlOrMeta+A');
    await field.pressSequentially(String(value));
    await expect(field).toHaveValue(String(value));
  }

  /** @param {number} time seconds from the clip's start */
  async seek(time) {
    await this.page.locator('#scrub').fill(String(time));
    await this.settled();
  }

  /**
   * What is on the canvas, its RGBA bytes hashed in the page.
   * @returns {Promise<Picture>}
   */
  async picture() {
    await this.settled();
    return this.canvas.evaluate(async (/** @type {HTMLCanvasElement} */ canvas) => {
      const { width, height } = canvas;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('the canvas has no 2D context');
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', context.getImageData(0, 0, width, height).data));
      const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { hash, width, height, timestamp: Number(canvas.dataset.timestamp) };
    });
  }

  /** Keeps the canvas's pixels in the page, for psnr(). */
  async remember() {
    await this.settled();
    await this.canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
      Object.assign(window, { remembered: canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) });
    });
  }

  /** PSNR of the canvas against what was remembered, over R, G and B, in dB. */
  async psnr() {
    await this.settled();
    return this.canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
      const { remembered } = /** @type {{ remembered: ImageData }} */ (/** @type {unknown} */ (window));
      if (remembered.width !== canvas.width || remembered.height !== canvas.height) throw new Error('the canvas has changed its size');
      const now = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      let sum = 0;
      for (let at = 0; at < now.length; at++) sum += ((now[at] ?? 0) - (remembered.data[at] ?? 0)) ** 2;
      // Alpha is 255 on both sides and adds nothing: three of four bytes count.
      return sum === 0 ? Infinity : 10 * Math.log10((255 * 255 * now.length * 0.75) / sum);
    });
  }

  /** Exports a piece and waits for the result. @param {{ from?: number, to?: number }} piece */
  async export({ from, to } = {}) {
    if (from !== undefined) await this.type('#from', from);
    if (to !== undefined) await this.type('#to', to);
    await this.page.evaluate(() => document.querySelector('#result-summary')?.setAttribute('data-before', ''));
    await this.page.getByRole('button', { name: 'Export MP4' }).click();
    const summary = this.page.locator('#result-summary:not([data-before])');
    await expect(summary).toBeVisible({ timeout: 100_000 });
    return (await summary.textContent()) ?? '';
  }

  /** From now on exports go to a disk that takes its first bytes when `releaseDisk()` is called: until then no export ends by itself. */
  async holdDisk() {
    await this.page.evaluate(() => {
      let release = () => {};
      const held = new Promise((resolve) => (release = () => resolve(undefined)));
      const sink = { write: () => held, close: async () => {}, abort: async () => {}, getFile: async () => new File(['held'], 'held.mp4') };
      Object.assign(window, { releaseDisk: release, showSaveFilePicker: async () => sink });
    });
  }

  async releaseDisk() {
    await this.page.evaluate(() => /** @type {{ releaseDisk: () => void }} */ (/** @type {unknown} */ (window)).releaseDisk());
  }

  /** The value beside a name in the list of facts. @param {string} name */
  fact(name) {
    return this.page.locator('#facts dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');
  }
}

/**
 * The same pictures from Node.js.
 * @param {string} file
 * @param {Request[]} requests
 * @returns {Promise<Picture[]>}
 */
export async function renderInNode(file, requests) {
  return askNode({ file, requests });
}

/**
 * How many frames Node.js finds in a piece.
 * @param {string} file
 * @param {{ from?: number, to?: number }} piece
 * @returns {Promise<number>}
 */
export async function countInNode(file, piece) {
  return askNode({ file, count: piece });
}

/**
 * The values of curves, 257 of each, as Node.js says that a filter applies them.
 * @param {string} filter
 * @param {{ key: string, points: number[] }[]} curves
 * @returns {Promise<number[][]>}
 */
export async function curvesInNode(filter, curves) {
  return askNode({ filter, curves });
}

/** @param {object} question */
async function askNode(question) {
  const script = fileURLToPath(new URL('./reference.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(question)], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}
