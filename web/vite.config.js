// SPDX-License-Identifier: MIT
/**
 * Builds the package into web/dist (index.js, node.js, cli.js, worker.js and audio.js, one file each, and the
 * modules) and the page into build/page, which loads the package as it was built:
 *
 *     vite build --config web/vite.config.js
 *
 * ETALON_BUILD_WASM and ETALON_BUILD_THREADS name the folders of the modules (default build/wasm and
 * build/wasm-threads); without the second the package has the build without threads only.
 * ETALON_BUILD_DEBUG=1 says that they are debug builds, which nobody ends for computing long.
 */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { adaptGlue } from './glue.js';

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const dist = join(web, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const page = join(root, 'build', 'page');
const folders = {
  single: resolve(root, env.ETALON_BUILD_WASM || 'build/wasm'),
  threads: resolve(root, env.ETALON_BUILD_THREADS || 'build/wasm-threads'),
};
const modules = { single: 'etalon', threads: 'etalon-threads' };
const hasThreads = existsSync(join(folders.threads, 'etalon-threads.js'));

/** @param {'single' | 'threads'} build @param {string} extension */
const moduleFile = (build, extension) => join(folders[build], modules[build] + extension);

/** Gives the worker its two glues; a build that is absent becomes one that says so. @returns {import('vite').Plugin} */
const glue = () => ({
  name: 'etalon-glue',
  enforce: 'pre',
  resolveId: (id) => (id.startsWith('etalon-glue/') ? `\0${id}.js` : undefined),
  load(id) {
    if (!id.startsWith('\0etalon-glue/')) return undefined;
    const build = id.includes('threads') ? 'threads' : 'single';
    if (build === 'threads' && !hasThreads) return 'export default () => Promise.reject(new Error("this package has no threads build"));';
    const file = moduleFile(build, '.js');
    this.addWatchFile(file);
    return { code: adaptGlue(readFileSync(file, 'utf8'), file), moduleSideEffects: false };
  },
});

const literal = /new URL\((["'`][^"'`]+["'`]), import\.meta\.url\)/g;
const placeholder = /__ETALON_URL__\((["'`][^"'`]+["'`])\)/g;

/**
 * Keeps `new URL('./worker.js', import.meta.url)` as it is written: it is for the bundler of whoever
 * uses the package, not for this one.
 * @returns {import('vite').Plugin}
 */
const keepLiterals = () => ({
  name: 'etalon-literals',
  enforce: 'pre',
  transform: (code, id) => (id.includes('/web/src/platform/') ? code.replace(literal, '__ETALON_URL__($1)') : undefined),
  renderChunk: (code) => code.replace(placeholder, 'new URL($1, import.meta.url)'),
});

/** The page takes the package that was built, not its sources. @returns {import('vite').Plugin} */
const asBuilt = () => ({
  name: 'etalon-as-built',
  enforce: 'pre',
  resolveId: (id) => (id === 'etalon' || id.endsWith('/src/index.js') ? { id: '../etalon/index.js', external: true } : undefined),
});

/**
 * One file of the package.
 *
 * @param {string} entry below web/src
 * @param {string} name of the file in web/dist
 * @returns {import('vite').EnvironmentOptions}
 */
const file = (entry, name) => ({
  consumer: ['index.js', 'worker.js', 'audio.js'].includes(name) ? 'client' : 'server',
  define: { __ETALON_THREADS__: String(hasThreads), __ETALON_DEBUG__: String(env.ETALON_BUILD_DEBUG === '1'), __ETALON_VERSION__: JSON.stringify(version) },
  resolve: { external: true, builtins: [/^node:/] },
  build: {
    outDir: dist,
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    // The package is read by people and by bundlers, which minify; the worker is mostly glue.
    minify: false,
    modulePreload: false,
    rollupOptions: {
      input: join(web, 'src', entry),
      preserveEntrySignatures: 'strict',
      external: [/^node:/, './node.js'],
      output: { format: 'es', entryFileNames: name, codeSplitting: false },
    },
  },
});

/** @type {Record<string, import('vite').EnvironmentOptions>} */
const files = {
  index: file('index.js', 'index.js'),
  node: file('node.js', 'node.js'),
  cli: file('cli.js', 'cli.js'),
  worker: file('worker/worker.js', 'worker.js'),
  audio: file('audio.js', 'audio.js'),
};

export default defineConfig({
  root: join(web, 'ui'),
  base: './',
  publicDir: false,
  appType: 'mpa',
  plugins: [
    { ...glue(), applyToEnvironment: ({ name }) => name === 'worker' },
    { ...keepLiterals(), applyToEnvironment: ({ name }) => name in files },
    { ...asBuilt(), applyToEnvironment: ({ name }) => name === 'client' },
  ],
  environments: {
    client: {
      build: {
        outDir: page,
        emptyOutDir: true,
        target: 'es2022',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: { output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' } },
      },
    },
    ...files,
  },
  builder: {
    async buildApp(builder) {
      if (!existsSync(moduleFile('single', '.js'))) throw new Error(`${moduleFile('single', '.js')} is missing: npm run build makes it`);
      if (!hasThreads) builder.config.logger.warn(`${folders.threads} has no module: this package has the build without threads only`);
      rmSync(dist, { recursive: true, force: true });
      mkdirSync(dist, { recursive: true });
      for (const name of Object.keys(files)) await builder.build(builder.environments[name]);
      chmodSync(join(dist, 'cli.js'), 0o755);
      for (const build of hasThreads ? /** @type {const} */ (['single', 'threads']) : /** @type {const} */ (['single'])) {
        copyFileSync(moduleFile(build, '.wasm'), join(dist, `${modules[build]}.wasm`));
      }
      if (!existsSync(join(web, 'ui', 'index.html'))) return;
      await builder.build(builder.environments.client);
      mkdirSync(join(page, 'etalon'), { recursive: true });
      for (const name of readdirSync(dist).filter((each) => /^(index|worker|audio)\.js$|\.wasm$/.test(each))) {
        cpSync(join(dist, name), join(page, 'etalon', name));
      }
    },
  },
});
