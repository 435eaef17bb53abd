// SPDX-License-Identifier: MIT
/**
 * Before all tests: the built page on two servers, one that isolates it and one without headers, and a folder for what Node.js
 * says the pictures are, which is asked once for all browsers.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../tools/serve.js';

const folder = fileURLToPath(new URL('../build/page', import.meta.url));

/** @returns {Promise<() => Promise<void>>} what stops the servers and removes the folder */
export default async function startServers() {
  if (!existsSync(`${folder}/index.html`)) throw new Error(`${folder} has no page: run "npm run build" first`);
  const isolated = await serve({ folder, port: 0 });
  const plain = await serve({ folder, port: 0, isolated: false });
  process.env.ETALON_E2E_ISOLATED = isolated.url;
  process.env.ETALON_E2E_PLAIN = plain.url;
  const answers = mkdtempSync(join(tmpdir(), 'etalon-answers-'));
  process.env.ETALON_E2E_ANSWERS = answers;
  return async () => {
    await Promise.all([isolated.close(), plain.close()]);
    rmSync(answers, { recursive: true, force: true });
  };
}
