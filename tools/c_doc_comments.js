// SPDX-License-Identifier: MIT
/**
 * Headers are the manual: a function that a header declares has a comment directly above it, or above the first of the
 * declarations that stand together with it without an empty line, or behind it. What is `static inline` is an
 * implementation, as are templates, whose functions have the name of a macro.
 */

/** @typedef {{ line: number, name: string }} Bare */

/** How the declaration of a function begins, at the left margin. */
const declaration = /^(?!typedef|static)\w[\w ]*[ *]+(\w*[a-z]\w*)\(/;

/**
 * The functions of a header that no comment speaks of.
 *
 * @param {string} text of the header
 * @returns {Bare[]}
 * @example
 * undocumented('int et_engine_count(void);\n'); // [{ line: 1, name: 'et_engine_count' }]
 */
export function undocumented(text) {
  const lines = text.split('\n');
  /** @type {Bare[]} */
  const bare = [];
  let spoken = false;
  let comment = false;
  let depth = 0;
  lines.forEach((line, index) => {
    if (comment || /^\/\*/.test(line)) {
      comment = !line.includes('*/');
      spoken = true;
      return;
    }
    if (!line.trim()) {
      if (depth === 0) spoken = false;
      return;
    }
    const name = depth === 0 && !line.startsWith('#') ? declaration.exec(line)?.[1] : undefined;
    if (name && !spoken && !line.includes('/*')) bare.push({ line: index + 1, name });
    if (!line.startsWith('#')) depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
  });
  return bare;
}
