// SPDX-License-Identifier: MIT
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * A new folder that is removed when the test file ends.
 *
 * @param {string} name part of the folder's name
 */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `etalon-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
