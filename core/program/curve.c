// SPDX-License-Identifier: MIT
/*
 * Curves, sampled. Bins grow with the value, so that powers have as many near 0 as near 1; deep codes ask for
 * values so near 0 that float tells no nearer ones apart. Functions
 * made of several cost a power or two a call, and a table has thousands of bins: where a polynomial
 * through five samples tells two more of them, it tells the rest as well.
 */
#include "program/program.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

enum {
    SIGNAL_SHIFT = 14, /* 512 bins an octave */
    SIGNAL_LOW = 14,   /* octaves below 1, and above */
    DEEP_LOW = 24,     /* of signals of more than 10 bits */
    SIGNAL_HIGH = 2,
    LIGHT_SHIFT = 15, /* 256 */
    LIGHT_LOW = 24,
    LIGHT_HIGH = 8,
    BLOCK = 32, /* bins that one polynomial may fill; an octave has a whole number of blocks */
};

struct sampler {
    struct et_curve_range range;
    const struct et_curve_link *link;
    double sign;
    double *values; /* at the lower ends of bins, and at the upper end of the last */
    uint8_t *known;
};

static struct et_curve_range range_of(const struct et_program *program, bool of_light)
{
    const int shift = of_light ? LIGHT_SHIFT : SIGNAL_SHIFT;
    const int low = of_light ? LIGHT_LOW : program->is_deep ? DEEP_LOW : SIGNAL_LOW;
    const int high = of_light ? LIGHT_HIGH : SIGNAL_HIGH;
    const int octave = 1 << (23 - shift), last = (low + high) * octave;
    return (struct et_curve_range){shift, (127 - low) * octave - 1, last, last + 1};
}

/* The lower end of a bin; of `bins`, the upper end of the last. */
static double end_of(const struct et_curve_range *range, int bin)
{
    const int32_t bits = (int32_t)((uint32_t)(range->base + bin) << range->shift);
    float value;
    memcpy(&value, &bits, sizeof(value));
    return bin ? (double)value : 0;
}

static double evaluate(const struct et_curve_link *link, double x)
{
    if (link->before)
        x = evaluate(link->before, x);
    return link->value ? link->value(link->context, x) : link->factor * x + link->offset;
}

static double sample(struct sampler *sampler, int bin)
{
    if (!sampler->known[bin]) {
        sampler->known[bin] = 1;
        sampler->values[bin] =
            evaluate(sampler->link, sampler->sign * end_of(&sampler->range, bin));
    }
    return sampler->values[bin];
}

/* The polynomial with differences d[0] to d[4] at t = 0, 1, 2, 3, 4, at `t`. */
static double polynomial(const double d[5], double t)
{
    return d[0] + t * (d[1] + (t - 1) / 2 * (d[2] + (t - 2) / 3 * (d[3] + (t - 3) / 4 * d[4])));
}

static bool is_near(double told, double value)
{
    return fabs(told - value) <= 4e-7 * fabs(value) + 1e-8;
}

/* Values at the ends of `count` bins from `first` on. */
static void fill(struct sampler *sampler, int first, int count)
{
    const int step = count / 4;
    double d[5];
    if (step < 2) {
        for (int i = first; i <= first + count; i++)
            sample(sampler, i);
        return;
    }
    for (int i = 0; i < 5; i++)
        d[i] = sample(sampler, first + i * step);
    for (int order = 1; order < 5; order++)
        for (int i = 4; i >= order; i--)
            d[i] -= d[i - 1];
    const int early = step / 2, late = count - step / 2;
    if (!is_near(polynomial(d, 0.5), sample(sampler, first + early)) ||
        !is_near(polynomial(d, 3.5), sample(sampler, first + late))) {
        fill(sampler, first, count / 2);
        fill(sampler, first + count / 2, count / 2);
        return;
    }
    for (int i = 1; i < count; i++)
        if (!sampler->known[first + i])
            sampler->values[first + i] = polynomial(d, (double)i / step);
}

/* The lines of the bins of one sign. */
static void sample_lines(struct sampler *sampler, float (*lines)[2])
{
    const struct et_curve_range *range = &sampler->range;
    memset(sampler->known, 0, (size_t)range->bins + 1);
    sample(sampler, 0);
    for (int bin = 1; bin < range->bins; bin += BLOCK)
        fill(sampler, bin, BLOCK);
    for (int bin = 0; bin < range->bins; bin++) {
        const double from = end_of(range, bin), to = end_of(range, bin + 1);
        const double slope = (sampler->values[bin + 1] - sampler->values[bin]) / (to - from);
        lines[bin][0] = (float)(sampler->values[bin] - slope * from);
        lines[bin][1] = (float)(sampler->sign * slope);
    }
}

static bool same_links(const struct et_curve_link *a, const struct et_curve_link *b)
{
    for (; a && b; a = a->before, b = b->before)
        if (a->value != b->value || a->context != b->context || a->factor != b->factor ||
            a->offset != b->offset)
            return false;
    return a == b;
}

static int sample_operation(struct et_operation *operation, struct sampler *sampler,
                            struct et_arena *arena)
{
    const size_t bins = (size_t)sampler->range.bins;
    operation->range = sampler->range;
    for (int c = 0; c < 3; c++) {
        sampler->link = operation->links[c];
        for (int other = 0; other < c && !operation->curves[c].lines; other++)
            if (same_links(operation->links[other], sampler->link))
                operation->curves[c] = operation->curves[other];
        if (operation->curves[c].lines || !sampler->link)
            continue;
        float(*lines)[2] = et_arena_alloc(arena, 2 * bins, sizeof(*lines));
        if (!lines)
            return et_fail(ET_ERROR_MEMORY, "no memory for the table of a curve");
        for (int negative = 0; negative < 2; negative++) {
            sampler->sign = negative ? -1 : 1;
            sample_lines(sampler, lines + negative * (int)bins);
        }
        operation->curves[c].lines = (const float(*)[2])lines;
    }
    return 0;
}

int et_program_sample_curves(struct et_program *program)
{
    struct sampler sampler = {0};
    for (int i = 0; i < program->count; i++) {
        struct et_operation *operation = &program->operations[i];
        if (operation->kind != ET_OPERATION_CURVES)
            continue;
        sampler.range = range_of(program, operation->of_light);
        if (!sampler.values) {
            /* Light has no more bins than signals have. */
            const size_t ends = (size_t)range_of(program, false).bins + 1;
            sampler.values = et_arena_alloc(program->arena, ends, sizeof(*sampler.values));
            sampler.known = et_arena_alloc(program->arena, ends, 1);
            if (!sampler.values || !sampler.known)
                return et_fail(ET_ERROR_MEMORY, "no memory for the samples of a curve");
        }
        int error = sample_operation(operation, &sampler, program->arena);
        if (error)
            return error;
    }
    return 0;
}
