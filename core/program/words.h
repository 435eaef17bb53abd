// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_WORDS_H
#define ETALON_PROGRAM_WORDS_H

#include "color/table_words.h"
#include "program/chroma.h"
#include "program/program.h"

/*
 * Programs over 4:2:0 of 8 to 10 bits in words of 16, eight pixels a vector. Each channel of each stage has
 * a unit and a zero of its own, chosen so that all values that codes can lead to lie within
 * ET_WORDS_MOST: value = word * unit + zero. A curve is a table with an entry for each word.
 *
 * A program is run this way where the words agree with its rows of float, on a grid of colours, to
 * within ET_WORDS_ERROR of a code at the end; powers with an infinite slope at 0 may not.
 */
enum { ET_WORDS_MOST = ET_TABLE_WORDS_MOST, ET_WORDS_STEPS = 16, ET_WORDS_PLACE_BITS = 14 };
#define ET_WORDS_ERROR 0.35

/* out = (factors[0] * in[0] + factors[1] * in[1] + factors[2] * in[2] + offset) >> shift */
struct et_words_row {
    int16_t factors[3];
    int32_t offset;
    int shift;
};

struct et_words_step {
    enum et_operation_kind kind; /* all but POINTS */

    struct et_words_row rows[3]; /* AFFINE */

    const int16_t *tables[3]; /* CURVES, at the word as an unsigned one; NULL: the channel stays */

    /*
     * TABLE. A place along an axis is word * scale / 2^15 + bias, `bits` of it behind the point, cut to
     * the table; entries[(in[2] * size + in[1]) * size + in[0]], the fourth of each is not used.
     */
    const int16_t (*entries)[4];
    int size, bits;
    int16_t scale[3], bias[3];
};

struct et_words {
    int depth; /* bits of codes */

    /* Cb and Cr give, by `mix`, what chroma adds to each channel; a code of luma adds `luma`. */
    struct et_words_row mix[3];
    int16_t luma[3];

    struct et_words_step steps[ET_WORDS_STEPS];
    int count;

    /* Codes of luma, and of Cb and Cr, for which factors are those of a quarter of a pixel. */
    struct et_words_row close[3];
};

/* Whether a program is one that words can do, if they are near enough to float. */
bool et_words_may(const struct et_program *program);

/*
 * Makes words of a program whose curves are sampled, over codes of `depth` bits, with tables in its
 * arena. Returns 1; 0 where the program is not for words, or these are more than `error` of a code off
 * where they are tried; or ET_ERROR_MEMORY.
 */
int et_words_build(struct et_words *words, const struct et_program *program, int depth,
                   double error, unsigned cpu);

/* ---- Rows: `count` pixels, a multiple of 16 up to ET_PROGRAM_CHUNK where not said otherwise ------ */

/* Codes are of one byte, or of two where they have more than 8 bits. */
struct et_words_kernels {
    /* What chroma adds to each channel, 2^15 more, of any `count` of samples. */
    void (*mix)(uint16_t *const mixed[3], const struct et_words_row rows[3], const void *cb,
                const void *cr, int count);

    /*
     * The channels of luma and two rows of what chroma adds, of which the nearer one weighs 3/4. Across,
     * samples lie on even pixels (`cosited`) or midway between two. Samples from -1 to count / 2 are
     * read, and of the next eight some, which do not count.
     */
    void (*open)(int16_t *const channels[3], const int16_t factors[3], const void *luma,
                 const uint16_t *const near[3], const uint16_t *const far[3], bool cosited,
                 int count);

    void (*step[ET_OPERATION_POINTS])(const struct et_words_step *step, int16_t *const channels[3],
                                      int count); /* by kind */

    /* A channel of an affine operation as codes of up to `most`, of any `count`. */
    void (*close_luma)(void *codes, const struct et_words_row *row, int16_t *const channels[3],
                       int most, int count);

    /* Half of two rows added. */
    void (*halve)(int16_t *sums, const int16_t *upper, const int16_t *lower, int count);

    /*
     * `count` samples of both planes of chroma, any number, of means of rows: weights 1 2 1
     * (`cosited`) or 1 1. Pixels from -2 on are read.
     */
    void (*close_chroma)(void *const codes[2], const struct et_words_row rows[2],
                         int16_t *const sums[3], bool cosited, int most, int count);
};

/* Those for codes of `depth` bits, and of `cpu`, a mask of ET_CPU_*. */
const struct et_words_kernels *et_words_kernels(int depth, unsigned cpu);

#endif
