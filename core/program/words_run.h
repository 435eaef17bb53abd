// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_WORDS_RUN_H
#define ETALON_PROGRAM_WORDS_RUN_H

#include "program/words.h"

/* Whether pictures of this shape can be run as words: 4:2:0 of 8 to 10 bits, chroma midway between rows. */
bool et_words_fit(const struct et_image_info *in, const struct et_image_info *out);

/* Bytes of scratch that et_words_run_rows() needs for pictures of a width. */
size_t et_words_scratch(int width);

/* Rows of all planes but alpha. Any thread. */
void et_words_run_rows(const struct et_words *words, const struct et_words_kernels *kernels,
                       const struct et_run *run);

#endif
