// SPDX-License-Identifier: MIT
/** The script of the page that shape_site.js makes: runs the engines that its address lists, and prints what they give. */
import { shapeHashes } from './shape_hashes.js';

// Beside this file in the served folder, not in the repository.
const built = './etalon/index.js';
const { Etalon } = await import(built);
const cases = await (await fetch('cases.json')).json();

/** A Firefox that a test drives sometimes blocks while threads start. @param {any} options */
async function start(options, tries = 4) {
  for (;;) {
    try {
      return await Etalon.create(options);
    } catch (error) {
      if (--tries === 0) throw error;
    }
  }
}

/** @param {string} name */
async function read(name) {
  const response = await fetch(`clips/${name}`);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response.blob();
}

const results = [];
try {
  for (const options of JSON.parse(decodeURIComponent(location.search.slice(1)))) {
    const etalon = await start(options);
    const { build, threads, simd, why } = etalon.capabilities();
    results.push({ build, threads, simd, why, hashes: await shapeHashes(etalon, read, cases) });
    await etalon.close();
  }
  document.body.textContent = JSON.stringify(results);
  document.title = 'done';
} catch (error) {
  document.body.textContent = String(error);
  document.title = 'failed';
}
