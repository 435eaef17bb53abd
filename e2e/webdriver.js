// SPDX-License-Identifier: MIT
/** WebKitGTK's small browser, driven by plain WebDriver calls under a display of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** @typedef {{ browser: string, driver: string, display: string }} Programs */

/**
 * Starts the browser. Whoever starts it ends it.
 * @param {Programs} programs of webKitPrograms()
 * @param {string} folder for the output of driver and display
 */
export async function startWebKit(programs, folder) {
  mkdirSync(folder, { recursive: true });
  const display = await startDisplay(programs.display, join(folder, 'display.log'));
  const port = await freePort();
  const output = openSync(join(folder, 'driver.log'), 'w');
  const driver = spawn(programs.driver, [`--port=${port}`], {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      DISPLAY: display.name,
      HOME: folder,
      XDG_CACHE_HOME: folder,
      NO_AT_BRIDGE: '1',
      // There is no graphics card.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      // Pages of a driven WebKitGTK stay in its first process, which shares memory with none, isolated or not.
      JSC_useSharedArrayBuffer: '1',
    },
  });
  const ended = once(driver, 'close');
  /** @type {string | undefined} */
  let session;
  const end = async () => {
    if (session) await call('DELETE', `/session/${session}`).catch(() => {});
    driver.kill();
    await ended;
    await display.end();
  };
  const base = `http://127.0.0.1:${port}`;
  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async function call(method, path, body) {
    const response = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    const { value } = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
  try {
    await untilItAnswers(() => call('GET', '/status'));
    const options = { binary: programs.browser, args: ['--automation'] };
    const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    session = sessionId;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    /** @param {string} url */
    open: (url) => call('POST', `/session/${session}/url`, { url }),
    /** @returns {Promise<string>} */
    title: () => call('GET', `/session/${session}/title`),
    /** The value of an expression. @param {string} expression @returns {Promise<any>} */
    evaluate: (expression) => call('POST', `/session/${session}/execute/sync`, { script: `return ${expression}`, args: [] }),
    end,
  };
}

/** A virtual display, which picks its own free number. @param {string} program @param {string} log */
async function startDisplay(program, log) {
  const output = openSync(log, 'w');
  const child = spawn(program, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', output, output, 'pipe'] });
  const ended = once(child, 'close');
  const pipe = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const [number] = await Promise.race([once(pipe, 'data'), ended.then(() => [''])]);
  if (!String(number).trim()) throw new Error(`${program} did not start: see ${log}`);
  return {
    name: `:${String(number).trim()}`,
    end: async () => {
      child.kill();
      await ended;
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {() => Promise<unknown>} ask */
async function untilItAnswers(ask, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
