// SPDX-License-Identifier: MIT
/** An eslint rule: what a module exports has a doc comment of its own. */

/** @type {import('eslint').Rule.RuleModule} */
export const docComment = {
  meta: { type: 'suggestion', schema: [], messages: { missing: '{{name}} is exported and has no doc comment (/** ... */) directly above it' } },
  create(context) {
    const check = /** @param {any} node */ (node) => {
      const declared = node.declaration;
      if (!declared) return;
      const comment = context.sourceCode.getCommentsBefore(node).at(-1);
      if (comment?.type === 'Block' && comment.value.startsWith('*')) return;
      const name = declared.id?.name ?? declared.declarations?.[0]?.id?.name ?? 'The default export';
      context.report({ node, messageId: 'missing', data: { name } });
    };
    return { ExportNamedDeclaration: check, ExportDefaultDeclaration: check };
  },
};
