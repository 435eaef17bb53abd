// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_MATRIX3_H
#define ETALON_COLOR_MATRIX3_H

/* 3 x 3 matrices of doubles, rows first. Any thread. */

/* out = a b. `out` is neither of them. */
void et_matrix3_multiply(const double a[3][3], const double b[3][3], double out[3][3]);

/* out = a^-1 by Cramer's rule; `a` is regular, and not `out`. */
void et_matrix3_invert(const double a[3][3], double out[3][3]);

/* out = a v. `out` is not `v`. */
void et_matrix3_apply(const double a[3][3], const double v[3], double out[3]);

#endif
