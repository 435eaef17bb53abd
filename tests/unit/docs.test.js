// SPDX-License-Identifier: MIT
/** The documentation of the filters: each that makes pictures has one before and one after, small enough. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFilters, pictureSource } from '../../tools/filter_docs.js';
import { root } from '../../tools/paths.js';
import { filters } from '../../web/src/generated/filters.js';

const folder = join(root, 'core/filters');
const own = filters.filter(({ name, results }) => ownFilters().includes(name) && results.length === 0);

it.each(own.map(({ name }) => name))('%s has a picture before and after, of less than 100 kB', (name) => {
  const pictures = [`pictures/before_${pictureSource(name)}.png`, `pictures/${name}.png`];
  const [before, after] = pictures.map((file) => readFileSync(join(folder, file)));
  for (const file of pictures) expect(statSync(join(folder, file)).size, file).toBeLessThan(100_000);
  expect(before?.equals(after ?? before)).toBe(false);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(`![before](${pictures[0]}) ![after](${pictures[1]})`);
});
