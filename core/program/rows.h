// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_ROWS_H
#define ETALON_PROGRAM_ROWS_H

/* Samples of 1 or 2 bytes and rows of float. Any thread. */

/* `count` samples as they are; then copies of the last one, `more` of them. */
void et_row_load(float *row, const void *samples, int bytes, int count, int more);

/* Two rows of samples, of which the second weighs `weight`. */
void et_row_load_between(float *row, const void *first, const void *second, float weight, int bytes,
                         int count);

/* Values rounded to nearest, halves to even, and cut to 0 to `most`; what is no number is 0. */
typedef void et_row_store(void *samples, const float *row, int bytes, int count, float most);
et_row_store *et_row_store_kernel(unsigned cpu);

/* sums = row * weight, or sums += row * weight. */
void et_row_add(float *sums, const float *row, float weight, int count, int first);

#endif
