// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_FAST_H
#define ETALON_PROGRAM_FAST_H

#include "program/program.h"

/*
 * A whole program as one table of colours, for previews. The table is a program of its own: codes become
 * R'G'B' of the input's matrix, and 33^3 entries, tetrahedra between them, the codes of the output. In
 * 4:2:0 of 8 to 10 bits it runs in words like any other, which adds up to a third of a code of 8 bits.
 *
 * Of 33 entries along a side 28 are those of 0 to 1; the rest reach from -2/27 to 30/27, so that the
 * blackest and the whitest grey of limited range are inside. Colours farther out are taken as the nearest
 * inside.
 *
 * Bound: of all colours with R'G'B' of 0 to 1, 95 in 100 come out at most ET_FAST_USUAL codes of 8 bits
 * (four times as many of 10) off what the exact program makes of them, and none more than ET_FAST_MOST,
 * before either is rounded. That is tried on some thousand colours whenever a table is made; a program
 * that jumps (threshold, posterize, levels that are nearly vertical) fails there and runs exactly.
 *
 * Grades of SDR are 1 to 7 codes off at most, and one colour in 500 more than 4. In PQ, where light of 1
 * and of 1/10,000 are in one picture, and where tone mapping cuts off what BT.709 has no colours for, 3 in
 * 100 are, the most saturated ones.
 */
enum { ET_FAST_SIZE = 33, ET_FAST_USUAL = 4, ET_FAST_MOST = 32 };

/* How a program runs: in rows of float, or in words of 16 bits. */
enum et_fast_run { ET_FAST_FLOAT, ET_FAST_WORDS };

/*
 * Whether a table saves time for pictures of `pixels`, even where it is filled again for each: by the
 * number and kind of the program's operations, measured beforehand, so that every machine decides alike.
 */
bool et_fast_pays(const struct et_program *exact, enum et_fast_run exact_run,
                  enum et_fast_run table_run, double pixels);

/*
 * Makes the table of a built program, in its arena. `in` is the program's input, `depth` the bits of its
 * output. Returns 1, 0 where there is no R'G'B' of three channels or the table is beyond the bound, or
 * ET_ERROR_MEMORY. Engine thread.
 */
int et_fast_build(struct et_program *table, const struct et_program *exact,
                  const struct et_image_info *in, int depth, unsigned cpu);

#endif
