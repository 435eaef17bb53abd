// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_TEXTS_H
#define ETALON_CHAIN_TEXTS_H

#include <stddef.h>

/*
 * What texts of parameters were parsed to. Chains that are set anew, and those of jobs one after the
 * other, mostly have the texts of before: these share one block, and the last ones that no chain
 * has any more are kept. Engine thread only.
 */
struct et_texts;

/* A parameter's parse(), see <etalon/filter.h>. */
typedef int et_text_parse(const char *text, size_t size, void **out);

/*
 * Gives in *parsed what `parse` makes of a text, to be given back once; *texts, NULL at first, is
 * created where it is missing. Returns 0, ET_ERROR_MEMORY, or what `parse` returns.
 */
int et_texts_take(struct et_texts **texts, et_text_parse *parse, const char *text, size_t size,
                  void **parsed);

/* Gives a block back that was taken. */
void et_texts_give_back(struct et_texts *texts, const void *parsed);

/* Frees all; none is taken any more. Takes NULL. */
void et_texts_destroy(struct et_texts **texts);

#endif
