// SPDX-License-Identifier: MIT
/**
 * Sources of the third-party libraries: the pinned archive from the host's Debian mirror or from
 * upstream, its SHA-256 checked. Where the pinned version is nowhere to be had, the newest of the
 * same series that Debian testing has, said loudly.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Suite } from './apt.js';
import { alone } from './lock.js';
import { cacheDir, root } from './paths.js';
import { hash, say, step, StepError, warn } from './step.js';

const DOWNLOAD_TIMEOUT_MS = 60_000;

/**
 * @typedef {object} Pinned an entry of codecs/versions.json
 * @property {string} version
 * @property {string} sha256 of the archive
 * @property {string} upstream address
 * @property {{ folder: string, names?: string, sha256: string }} [contents] where upstream's archive is packed anew now and
 *   then, or is not the one that Debian has: the folder that is built, a pattern that its files' paths
 *   fit where not all are, and the hash of these files
 * @property {{ package: string, series: string }} debian
 */
/** @typedef {{ version: string, sha256: string, origin: string }} Archive */

/** `codecs/versions.json`. */
export const versions = JSON.parse(readFileSync(join(root, 'codecs/versions.json'), 'utf8'));

/**
 * Gets a library's source archive into the cache.
 * @param {import('./thirdparty.js').LibraryName} name
 * @returns {Promise<Archive & { file: string }>}
 */
export async function fetchSource(name) {
  /** @type {Pinned} */
  const pinned = versions[name];
  const folder = join(cacheDir, 'sources');
  const file = join(folder, `${name}-${pinned.version}-${pinned.sha256.slice(0, 12)}.tar`);
  mkdirSync(folder, { recursive: true });
  const title = `Source of ${name} ${pinned.version}`;
  const hint = `Put the archive of ${name} ${pinned.version} (${pinned.upstream}) at ${file} yourself: it is checked.`;
  const found = await alone(`source-${name}`, `gets the source of ${name}`, () => step(title, { hint }, async (log) => {
    const partial = `${file}.${process.pid}`;
    if (existsSync(file)) {
      await expectPinned(log, file, pinned);
      const origin = existsSync(`${file}.origin`) ? readFileSync(`${file}.origin`, 'utf8') : 'an archive put into the cache by hand';
      return { version: pinned.version, sha256: pinned.sha256, origin, file };
    }
    for (const from of [fromDebian, fromUpstream]) {
      const origin = await from(log, name, pinned, partial);
      if (!origin) continue;
      renameSync(partial, file);
      writeFileSync(`${file}.origin`, origin);
      say(`${name} ${pinned.version} from ${origin}, SHA-256 checked`);
      return { version: pinned.version, sha256: pinned.sha256, origin, file };
    }
    return newestOfSeries(log, name, pinned, folder);
  }));
  if (!found) throw new StepError(`no source of ${name}`);
  return found;
}

/**
 * Unpacks an archive into a new folder.
 * @param {import('./step.js').Log} log
 * @param {string} file
 * @param {string} parent folder the new one is made in
 * @returns {Promise<string>} the source tree's top folder, below the new one
 */
export async function unpackSource(log, file, parent) {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'source-'));
  await log.run('tar', ['-xf', file, '-C', folder]);
  const [top] = readdirSync(folder);
  if (!top) throw new StepError(`${file} is empty`);
  return join(folder, top);
}

/**
 * The pinned archive out of Debian testing's source package.
 * @param {import('./step.js').Log} log @param {string} name @param {Pinned} pinned @param {string} into
 */
async function fromDebian(log, name, pinned, into) {
  const suite = await Suite.open('testing').catch(() => undefined);
  const listed = suite && archivesOf(suite, pinned.debian.package).find((entry) => entry.sha256 === pinned.sha256);
  if (!suite || !listed) return undefined;
  try {
    await suite.download(log, listed.path, pinned.sha256, into);
    return `Debian testing's source package (${listed.path.split('/').at(-1)})`;
  } catch {
    rmSync(into, { force: true });
    return undefined;
  }
}

/**
 * The pinned archive from upstream's own address.
 * @param {import('./step.js').Log} log @param {string} name @param {Pinned} pinned @param {string} into
 */
async function fromUpstream(log, name, pinned, into) {
  try {
    const response = await fetch(pinned.upstream, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    writeFileSync(into, bytes);
    await expectPinned(log, into, pinned);
    return pinned.upstream;
  } catch (error) {
    rmSync(into, { force: true });
    log.add(`${name}: ${pinned.upstream}: ${error}`);
    say(`${pinned.upstream}: not usable (${error instanceof Error ? error.message : error})`);
    return undefined;
  }
}

/**
 * Throws where an archive is not the pinned one: by its own hash, or by that of what is built of it.
 * @param {import('./step.js').Log} log @param {string} file @param {Pinned} pinned
 */
async function expectPinned(log, file, pinned) {
  const sum = sha256(readFileSync(file));
  if (sum === pinned.sha256) return;
  const contents = pinned.contents && await contentsHash(log, file, pinned.contents);
  if (!contents || contents !== pinned.contents?.sha256) {
    throw new StepError(`${file} is not the pinned archive: its SHA-256 is ${sum}, not ${pinned.sha256}`, 'Delete it and run the same command again.');
  }
}

/**
 * The newest version of the pinned series that testing has.
 * @param {import('./step.js').Log} log @param {string} name @param {Pinned} pinned @param {string} folder
 */
async function newestOfSeries(log, name, pinned, folder) {
  const suite = await Suite.open('testing').catch(() => undefined);
  const listed = suite && archivesOf(suite, pinned.debian.package).filter((entry) => entry.version.startsWith(pinned.debian.series)).at(-1);
  if (!suite || !listed) throw new StepError(`${name} ${pinned.version} is neither on the Debian mirror nor upstream`);
  warn(`${name} ${pinned.version} is gone. Taking ${listed.version} from Debian testing instead.\nPixels and speed may differ from what the tests expect: pin it in codecs/versions.json.`);
  const file = join(folder, `${name}-${listed.version}-${listed.sha256.slice(0, 12)}.tar`);
  if (!existsSync(file)) {
    await suite.download(log, listed.path, listed.sha256, `${file}.${process.pid}`);
    renameSync(`${file}.${process.pid}`, file);
  }
  const origin = `Debian testing's source package (not the pinned ${pinned.version})`;
  return { version: listed.version, sha256: listed.sha256, origin, file };
}

/**
 * The upstream archives of a source package.
 * @param {Suite} suite
 * @param {string} name
 */
function archivesOf(suite, name) {
  return suite.showSource(name).flatMap((entry) => {
    const sums = (entry['Checksums-Sha256'] ?? '').split('\n').map((line) => line.trim().split(/\s+/));
    const archive = sums.find(([, , file]) => /\.orig\.tar\.[a-z0-9]+$/.test(file ?? ''));
    if (!archive) return [];
    const version = (entry.Version ?? '').replace(/^\d+:/, '').replace(/-[^-]*$/, '').replace(/\+.*$/, '');
    return [{ version, sha256: archive[0], path: `${entry.Directory}/${archive[2]}` }];
  });
}

/**
 * The hash of a folder's files in an archive, however it is packed: that of sha256sum's lines, sorted.
 * @param {import('./step.js').Log} log @param {string} archive @param {{ folder: string, names?: string }} contents
 */
async function contentsHash(log, archive, { folder, names = '' }) {
  const top = await unpackSource(log, archive, join(cacheDir, 'work'));
  const files = readdirSync(join(top, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const lines = paths.filter((file) => new RegExp(names).test(relative(join(top, folder), file)))
    .map((file) => `${relative(top, file)}  ${sha256(readFileSync(file))}\n`);
  rmSync(dirname(top), { recursive: true, force: true });
  return sha256(lines.sort().join(''));
}

/** @param {string | Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A short name for a set of inputs. @param {...string} parts @returns {string} */
export const shortHash = (...parts) => hash(...parts).slice(0, 12);
