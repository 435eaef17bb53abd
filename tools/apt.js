// SPDX-License-Identifier: MIT
/**
 * Debian's packages: installing what is missing on the host, and reading another suite (testing,
 * stable) through a private configuration that never changes the host's own.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, which } from './find.js';
import { alone } from './lock.js';
import { cacheDir } from './paths.js';
import { say, step, StepError } from './step.js';

let listsAreFresh = false;

/** Whether this machine has apt. @returns {boolean} */
export const hasApt = () => Boolean(which('apt-get') && which('dpkg-query'));

/** The packages of the list that are not installed. @param {string[]} packages @returns {string[]} */
export function missingPackages(packages) {
  return packages.filter((name) => !ask('dpkg-query', ['-W', '-f', '${Status}', name])?.endsWith('ok installed'));
}

/**
 * Installs packages of the host's own suite that are missing; does nothing when none is.
 * @param {string} purpose what they are for, as a title
 * @param {string[]} packages
 */
export async function installPackages(purpose, packages) {
  if (missingPackages(packages).length === 0) return;
  await alone('apt', 'installs packages', () => install(purpose, missingPackages(packages)));
}

/** @param {string} purpose @param {string[]} missing */
async function install(purpose, missing) {
  if (missing.length === 0) return;
  const hint = `Install these yourself, then run the same command again: ${missing.join(' ')}`;
  if (!hasApt()) throw new StepError(`${purpose}: this machine has no apt-get`, hint);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !which('sudo')) throw new StepError(`${purpose}: needs root or sudo`, hint);
  const [command, first] = isRoot ? ['apt-get', []] : ['sudo', ['DEBIAN_FRONTEND=noninteractive', 'apt-get']];
  const wait = ['-o', 'DPkg::Lock::Timeout=600'];
  await step(`${purpose}: apt-get install ${missing.join(' ')}`, { hint }, async (log) => {
    if (!listsAreFresh) await log.run(command, [...first, ...wait, 'update']);
    listsAreFresh = true;
    await log.run(command, [...first, ...wait, 'install', '-y', '--no-install-recommends', ...missing], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      doing: 'apt-get',
    });
  });
}

/** The host's own Debian mirror, from its apt configuration; undefined where there is none. */
function mirror() {
  const listed = ask('apt-get', ['indextargets', '--format', '$(REPO_URI) $(COMPONENT)', 'Created-By: Packages', 'Origin: Debian']);
  return listed
    ?.split('\n')
    .map((line) => line.split(' '))
    .find(([uri, component]) => component === 'main' && !uri.includes('security'))?.[0];
}

/** One other suite of the host's Debian mirror. */
export class Suite {
  /** @type {Map<string, Promise<Suite | undefined>>} */
  static #opened = new Map();

  /** @param {string} name @param {string} uri @param {string} folder */
  constructor(name, uri, folder) {
    this.name = name;
    this.uri = uri.endsWith('/') ? uri : `${uri}/`;
    const settings = {
      'Dir::Etc::sourcelist': join(folder, 'sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::State::Lists': join(folder, 'lists'),
      'Dir::Cache': join(folder, 'cache'),
      'APT::Sandbox::User': '',
    };
    /** Options that make any apt command read this suite and write nothing of the host's. */
    this.options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  }

  /**
   * Opens a suite, with a fresh list of its packages.
   * @param {string} name "testing" or "stable"
   * @returns {Promise<Suite | undefined>} undefined where the host has no Debian mirror
   */
  static open(name) {
    const known = Suite.#opened.get(name) ?? Suite.#read(name);
    Suite.#opened.set(name, known);
    return known;
  }

  /** @param {string} name */
  static async #read(name) {
    if (!hasApt()) return undefined;
    if (!mirror()) await refreshHostLists();
    const uri = mirror();
    if (!uri) return undefined;
    const folder = join(cacheDir, 'apt', name);
    const suite = new Suite(name, uri, folder);
    mkdirSync(join(folder, 'lists/partial'), { recursive: true });
    mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true });
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    const lines = ['deb', 'deb-src'].map((kind) => `${kind} [signed-by=${keyring}] ${uri} ${name} main\n`);
    writeFileSync(join(folder, 'sources.list'), lines.join(''));
    await alone(`apt-${name}`, `reads the package list of Debian ${name}`, () => (
      step(`Package list of Debian ${name} (private; the host's own is not touched)`, {
        hint: 'Check that the Debian mirror of /etc/apt can be reached.',
      }, (log) => log.run('apt-get', [...suite.options, 'update']))));
    return suite;
  }

  /**
   * The description of a binary package.
   * @param {string} name
   * @returns {Record<string, string> | undefined}
   */
  show(name) {
    return fields(ask('apt-cache', [...this.options, 'show', '--no-all-versions', name]))[0];
  }

  /** The descriptions of a source package's versions. @param {string} name */
  showSource(name) {
    return fields(ask('apt-cache', [...this.options, 'showsrc', name])).filter((entry) => entry.Package === name);
  }

  /**
   * Downloads a binary package (apt checks the archive's signature) and unpacks it; nothing is installed.
   * @param {import('./step.js').Log} log
   * @param {string} name
   * @param {string} into folder it is unpacked to, like a file system's root
   */
  async unpack(log, name, into) {
    const folder = join(cacheDir, 'apt', this.name, `deb-${name}-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    await log.run('apt-get', [...this.options, 'download', name], { cwd: folder });
    const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
    if (!file) throw new StepError(`apt-get download ${name} left no .deb file`);
    mkdirSync(into, { recursive: true });
    await log.run('dpkg', ['-x', join(folder, file), into]);
    await log.run('rm', ['-rf', folder]);
  }

  /**
   * Downloads one file of the mirror through apt's own transports; apt-helper checks the hash.
   * @param {import('./step.js').Log} log
   * @param {string} path below the mirror's root
   * @param {string} sha256
   * @param {string} into
   */
  async download(log, path, sha256, into) {
    await log.run('/usr/lib/apt/apt-helper', [...this.options, 'download-file', this.uri + path, into, `SHA256:${sha256}`]);
  }
}

/** On a new machine the package lists are empty, and so is the answer about the mirror. */
async function refreshHostLists() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !which('sudo')) return;
  say("reading the host's package list first");
  await alone('apt', 'reads the package list', () => step('apt-get update', {}, (log) =>
    isRoot ? log.run('apt-get', ['update']) : log.run('sudo', ['apt-get', 'update'])));
  listsAreFresh = true;
}

/**
 * The paragraphs of a Debian control file.
 * @param {string | undefined} text
 * @returns {Record<string, string>[]}
 */
function fields(text = '') {
  return text.split('\n\n').filter(Boolean).map((paragraph) => {
    /** @type {Record<string, string>} */
    const entry = {};
    let key = '';
    for (const line of paragraph.split('\n')) {
      const named = /^([A-Za-z0-9-]+): ?(.*)$/.exec(line);
      if (named) entry[(key = named[1])] = named[2];
      else if (key) entry[key] += `\n${line.trim()}`;
    }
    return entry;
  });
}
