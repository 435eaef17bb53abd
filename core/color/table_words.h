// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_TABLE_WORDS_H
#define ETALON_COLOR_TABLE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The entries of a table of colours in words of 16 bits: value = word * unit + zero, all values within
 * ET_TABLE_WORDS_MOST words. They depend on the entries alone, so that who keeps a table keeps them.
 */
enum { ET_TABLE_WORDS_MOST = 32000 };

struct et_table_words {
    const int16_t (*entries)[4]; /* three values and one that is not read */
    double unit, zero;
};

/* The unit and the zero of values from `low` to `high`. */
void et_table_words_range(double low, double high, double *unit, double *zero);

/* Makes words of `count` entries in `room`, which stays the caller's. Any thread. */
struct et_table_words et_table_words_of(const float (*entries)[4], size_t count,
                                        int16_t (*room)[4]);

/* Values as words to nearest, halves to even, cut to what 16 bits hold. */
void et_words_round(int16_t *words, const float *values, size_t count, double unit, double zero);

#endif
