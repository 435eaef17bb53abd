// SPDX-License-Identifier: MIT
#include "simd/bank.h"

#include "base/arena.h"
#include "base/math.h"

#include <etalon/error.h>
#include <etalon/format.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static double support_of(enum et_kernel kernel)
{
    switch (kernel) {
    case ET_KERNEL_BOX:
        return 0.5;
    case ET_KERNEL_BILINEAR:
        return 1;
    case ET_KERNEL_LANCZOS:
        return 3;
    default:
        return 2;
    }
}

static double weight_at(enum et_kernel kernel, double x)
{
    x = fabs(x);
    switch (kernel) {
    case ET_KERNEL_BOX:
        return x <= 0.5;
    case ET_KERNEL_BILINEAR:
        return x < 1 ? 1 - x : 0;
    case ET_KERNEL_BICUBIC:
        if (x < 1)
            return (1.5 * x - 2.5) * x * x + 1;
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    case ET_KERNEL_LANCZOS:
        if (x < 1e-9)
            return 1;
        return x < 3 ? 3 * et_sin(ET_PI * x) * et_sin(ET_PI * x / 3) / (ET_PI * ET_PI * x * x) : 0;
    case ET_KERNEL_BSPLINE:
        if (x < 1)
            return ((0.5 * x - 1) * x * x) + 2.0 / 3;
        return x < 2 ? (2 - x) * (2 - x) * (2 - x) / 6 : 0;
    case ET_KERNEL_MITCHELL:
        if (x < 1)
            return (7 * x - 12) * x * x + 16.0 / 3;
        return x < 2 ? ((-7.0 / 3 * x + 12) * x - 20) * x + 32.0 / 3 : 0;
    case ET_KERNEL_AREA: /* overlap_of() */
        break;
    }
    return 0;
}

/* How much of a sample `x` away an output sample covers that is `step` wide. */
static double overlap_of(double x, double step)
{
    const double overlap = (1 + step) / 2 - fabs(x), most = step < 1 ? step : 1;
    return overlap < 0 ? 0 : overlap < most ? overlap : most;
}

/* Finds banks that halve: outputs of one set of coefficients, two samples apart. */
static void find_halving(struct et_bank *bank)
{
    int used = bank->taps;
    while (used > 2 && !bank->coefs[used - 1] && !bank->coefs[used - 2])
        used -= 2;
    bank->used = used;
    bank->halving = true;
    for (int i = 1; i < bank->count; i++) {
        const int16_t *row = bank->coefs + (ptrdiff_t)i * bank->taps;
        bank->halving &= bank->start[i] == bank->start[0] + 2 * i;
        bank->halving &= !memcmp(row, bank->coefs, (size_t)bank->taps * sizeof(*row));
    }
}

void et_bank_quantize(const double *weights, int count, int16_t *coefs)
{
    double total = 0, sum = 0;
    for (int i = 0; i < count; i++)
        total += weights[i];
    int before = 0;
    for (int i = 0; i < count; i++) {
        sum += weights[i];
        int until = i == count - 1 ? ET_BANK_ONE : et_round(sum / total * ET_BANK_ONE);
        coefs[i] = (int16_t)(until - before);
        before = until;
    }
}

int et_bank_build(struct et_arena *arena, const struct et_bank_shape *shape, struct et_bank *out)
{
    double widen = shape->step > 1 ? shape->step : 1;
    double support = support_of(shape->kernel) * widen;
    if (shape->kernel == ET_KERNEL_AREA)
        support = (1 + shape->step) / 2;
    /* Positions strictly inside (center - support, center + support): at most ceil(2 support). */
    int used = (int)ceil(2 * support - 1e-9);
    int taps = (used + 1) & ~1;
    if (shape->across && taps > 4)
        taps = (taps + 7) & ~7;
    size_t count = (size_t)shape->count;
    int32_t *start = et_arena_alloc(arena, count, sizeof(*start));
    int16_t *coefs = et_arena_alloc(arena, count * (size_t)taps, sizeof(*coefs));
    double *weights = et_arena_alloc(arena, (size_t)used, sizeof(*weights));
    if (!start || !coefs || !weights)
        return et_fail(ET_ERROR_MEMORY, "no memory for %d scaling coefficients", taps);
    *out = (struct et_bank){.count = shape->count,
                            .taps = taps,
                            .start = start,
                            .coefs = coefs,
                            .first = INT32_MAX,
                            .last = INT32_MIN,
                            .identity = true};
    for (int i = 0; i < shape->count; i++) {
        double center = shape->origin + i * shape->step;
        start[i] = (int32_t)floor(center - support + 1e-9) + 1;
        for (int t = 0; t < used; t++)
            weights[t] = shape->kernel == ET_KERNEL_AREA
                             ? overlap_of(start[i] + t - center, shape->step)
                             : weight_at(shape->kernel, (start[i] + t - center) / widen);
        int16_t *row = coefs + (size_t)i * (size_t)taps;
        et_bank_quantize(weights, used, row);
        if (start[i] < out->first)
            out->first = start[i];
        if (start[i] + taps > out->last)
            out->last = start[i] + taps;
        for (int t = 0; t < used; t++)
            if (row[t] != (start[i] + t == i ? ET_BANK_ONE : 0))
                out->identity = false;
    }
    find_halving(out);
    return 0;
}

double et_siting_offset(int siting, bool across, int shift)
{
    const double last = (1 << shift) - 1;
    switch (siting) {
    case ET_SITING_CENTER:
        return last / 2;
    case ET_SITING_TOP_LEFT:
        return 0;
    case ET_SITING_TOP:
        return across ? last / 2 : 0;
    case ET_SITING_BOTTOM_LEFT:
        return across ? 0 : last;
    case ET_SITING_BOTTOM:
        return across ? last / 2 : last;
    default: /* codecs of today mean left when they do not say */
        return across ? 0 : last / 2;
    }
}
