// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_WORDS_TRIAL_H
#define ETALON_PROGRAM_WORDS_TRIAL_H

#include "program/words.h"

/* What the words of three channels stand for: value = word * unit + zero. */
struct et_words_scale {
    double unit[3], zero[3];
};

/* What words are made of: a program, cut into its two affine ends and the operations between them. */
struct et_words_origin {
    const struct et_program *program;
    int first, last; /* operations */
    double open[3][4], close[3][4];
    struct et_words_scale scale; /* before `close` */
};

/*
 * How far codes are off, in parts of one and before they are rounded, that come of words in the place
 * of floats: the largest of a grid of colours, illegal ones among them, or of its part up to where it is
 * more than `enough`.
 */
double et_words_error(const struct et_words *words, const struct et_words_origin *origin,
                      double enough, unsigned cpu);

#endif
