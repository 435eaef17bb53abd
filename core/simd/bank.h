// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_BANK_H
#define ETALON_SIMD_BANK_H

#include <stdbool.h>
#include <stdint.h>

struct et_arena;

/*
 * Banks of filter coefficients: for each output sample where its input samples start and what each
 * counts. Coefficients are in units of 1/16384 and the coefficients of an output sample add up to
 * 16384 exactly, so that a flat area stays what it is.
 */
enum { ET_BANK_BITS = 14, ET_BANK_ONE = 1 << ET_BANK_BITS };

enum et_kernel {
    ET_KERNEL_BILINEAR, /* triangle, 1 sample to each side */
    ET_KERNEL_BICUBIC,  /* Catmull-Rom (Keys, 1981, a = -1/2), 2 to each side */
    ET_KERNEL_LANCZOS,  /* windowed sinc, 3 to each side (Duchon, 1979) */
    ET_KERNEL_BOX,      /* mean, 1/2 to each side */
    ET_KERNEL_BSPLINE,  /* cubic B-spline, 2 to each side: smooths, variance 1/3 */
    ET_KERNEL_MITCHELL, /* Mitchell and Netravali, 1988, B = C = 1/3, 2 to each side: smooths */
    ET_KERNEL_AREA,     /* what an output sample covers of each: `step` wide, not 1, at any ratio */
};

struct et_bank {
    int count;       /* output samples */
    int taps;        /* coefficients for each, even; across: 2, 4, or a multiple of 8 */
    int first, last; /* input positions that any output reads, [first, last), edges not clipped */
    bool identity;   /* output i is input i */
    int used;        /* the first of the coefficients, an even number, where `halving` */
    bool halving;    /* each output lies two samples further than the last, with its coefficients */
    const int32_t *start; /* [count] input position of the first coefficient; may be negative */
    const int16_t *coefs; /* [count * taps] */
};

/*
 * Output sample i lies at input position `origin` + i * `step`. When `step` is above 1 the kernel
 * is widened by it, so that it averages what falls between (no aliasing).
 */
struct et_bank_shape {
    enum et_kernel kernel;
    int count;
    double origin, step;
    bool across; /* for et_polyphase, which takes 2, 4, or a multiple of 8 coefficients */
};

/* Computes a bank; its tables live in the arena. Returns 0 or ET_ERROR_MEMORY. */
int et_bank_build(struct et_arena *arena, const struct et_bank_shape *shape, struct et_bank *out);

/*
 * Rounds `count` weights, which need not be normalised, to coefficients that add up to ET_BANK_ONE:
 * each running sum is rounded to nearest, so that no run of coefficients is off by more than 1.
 */
void et_bank_quantize(const double *weights, int count, int16_t *coefs);

/*
 * Where sample 0 of a plane lies, in pixels of the full image: 0 when it is co-sited with pixel 0,
 * 0.5 when midway between two, 1 with the second. `siting` is an enum et_siting. `shift` is the plane's log2 subsampling in that direction.
 */
double et_siting_offset(int siting, bool across, int shift);

#endif
