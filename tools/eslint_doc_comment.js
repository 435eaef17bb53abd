// SPDX-License-Identifier: MIT
/** An eslint rule: what a module exports has a doc comment of its own, and that of a function gives types. */

/**
 * Whether a function returns a value itself, not by one inside it.
 *
 * @param {any} node
 * @param {Record<string, string[]>} keys of the children of each kind of node
 * @returns {boolean}
 */
function returnsValue(node, keys) {
  if (node.type === 'ReturnStatement') return Boolean(node.argument);
  return (keys[node.type] ?? []).flatMap((key) => node[key] ?? [])
    .some((child) => child && !/Function|^Class/.test(child.type) && returnsValue(child, keys));
}

/** @type {import('eslint').Rule.RuleModule} */
export const docComment = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      missing: '{{name}} is exported and has no doc comment (/** ... */) directly above it',
      param: 'the doc comment of {{name}} names {{found}} of its {{wanted}} parameters: @param {type} name',
      returns: '{{name}} returns a value, and its doc comment does not say which: @returns {type}',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const check = /** @param {any} node */ (node) => {
      const declared = node.declaration;
      if (!declared) return;
      const comment = sourceCode.getCommentsBefore(node).at(-1);
      const variable = declared.declarations?.[0];
      const name = declared.id?.name ?? variable?.id?.name ?? 'The default export';
      if (comment?.type !== 'Block' || !comment.value.startsWith('*')) return context.report({ node, messageId: 'missing', data: { name } });
      const made = variable ? variable.init : declared;
      if (!/Function/.test(made?.type) || /@type \{/.test(comment.value)) return undefined;
      const wanted = made.params.length;
      const found = comment.value.match(/@param \{/g)?.length ?? 0;
      if (found < wanted) context.report({ node, messageId: 'param', data: { name, found: String(found), wanted: String(wanted) } });
      const returns = made.body.type !== 'BlockStatement' || returnsValue(made.body, sourceCode.visitorKeys);
      if (returns && !/@returns \{/.test(comment.value)) context.report({ node, messageId: 'returns', data: { name } });
      return undefined;
    };
    return { ExportNamedDeclaration: check, ExportDefaultDeclaration: check };
  },
};
