// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_CHOICE_H
#define ETALON_PROGRAM_CHOICE_H

#include "program/program.h"
#include "program/words.h"

/* A program and the way in which it runs. */
struct et_program_choice {
    struct et_program program;
    bool is_table;                               /* for a preview, see program/fast.h */
    const struct et_words_kernels *word_kernels; /* NULL: in rows of float */
    struct et_words words;
};

/*
 * Builds the program of parts, with all that is made of it in the arena, and chooses: words where they fit
 * and are near enough; where `parts` say so, one table before that. Errors as et_program_build().
 */
int et_program_choose(struct et_program_choice *choice, const struct et_program_parts *parts,
                      struct et_arena *arena, unsigned cpu);

#endif
