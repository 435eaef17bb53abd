// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_MATH_H
#define ETALON_BASE_MATH_H

/*
 * Functions whose results are the same bits on every target, which no libm promises: only
 * + - * /, sqrt and floor on doubles, compiled without contraction. For tables made at configure; the
 * relative error is below 1e-14 in the stated domains. Any thread.
 */

#define ET_PI 3.14159265358979323846

/* e to the x; 0 below -708, and x is cut at 709. */
double et_exp(double x);

/* Natural logarithm of x > 0, x normal. */
double et_log(double x);

/* x to the y for x >= 0; 0 to any y is 0. */
double et_pow(double x, double y);

/* Sine and cosine of x radians, |x| <= 1e5. */
double et_sin(double x);
double et_cos(double x);

/* The angle, in radians, whose tangent is x; |x| <= 1e9. */
double et_atan(double x);

/* The integer nearest to x, halves upward; |x| < 2^31 - 1. */
int et_round(double x);

#endif
