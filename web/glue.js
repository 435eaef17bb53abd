// SPDX-License-Identifier: MIT
/**
 * Makes Emscripten's glue fit for one bundled worker file. The glue believes that it is a file of its own,
 * beside its .wasm: it names that file in literals that bundlers follow, and starts threads from it. Here
 * the worker that imports it does all that (web/src/worker/engine.js), so every such literal goes.
 */

/** @type {[name: string, pattern: RegExp, by: string][]} */
const replacements = [
  ['require of Node.js', /(?:const|let|var)\s*\{\s*createRequire\s*\}\s*=\s*await import\(["']node:module["']\);\s*(?:\/\*.*?\*\/\s*)?var require\s*=\s*createRequire\(import\.meta\.url\);?/g,
    'var require=(name)=>globalThis.process.getBuiltinModule(name);'],
  ['name of the script', /var _scriptName\s*=\s*import\.meta\.url/g, 'var _scriptName=globalThis.location?.href??""'],
  ['start of a thread', /new Worker\((?:pthreadMainJs|new URL\(["'][^"']+["'],\s*import\.meta\.url\)),\s*\{[^{}]*\}\)/g, 'Module["startThread"]()'],
  ['place of the module', /new URL\((["'][^"']+\.wasm["']),\s*import\.meta\.url\)\.href/g, '$1'],
  ['memory', /new WebAssembly\.Memory\(\{\s*["']?initial["']?:\s*([^,]+),(?:\s*\/\/[^\n]*\n)*\s*["']?maximum["']?:\s*([^,}]+?),?\s*(?:["']?shared["']?:\s*true,?\s*)?\}\)/g,
    'Module["makeMemory"]($1,$2)'],
  ['start of its own', /var isPthread\s*=[\s\S]*$/, ''],
];

const comments = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;
const forbidden = [/import\.meta/, /\bimport\(/, /new Worker\(/, /\beval\(/, /new Function\(/];

/**
 * Rewrites a glue file; fails when something that names a file is left.
 *
 * @param {string} code
 * @param {string} name for messages
 * @returns {string}
 * @example
 * adaptGlue(readFileSync('build/wasm/etalon.js', 'utf8'), 'etalon.js');
 */
export function adaptGlue(code, name) {
  let adapted = code;
  for (const [, pattern, by] of replacements) adapted = adapted.replace(pattern, by);
  const bare = adapted.replace(comments, '');
  const left = forbidden.find((pattern) => pattern.test(bare));
  if (left) {
    const at = bare.search(left);
    throw new Error(`${name} still has ${left}: ...${bare.slice(Math.max(0, at - 80), at + 80)}...; web/glue.js has to learn this Emscripten's glue`);
  }
  return adapted;
}
