// SPDX-License-Identifier: MIT
/* Words of a program: units and zeros, factors, tables, and whether they are near enough. */
#include "program/words_trial.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK,
    WORDS = 1 << 16,
    MOST_SUM = 1 << 30,
    STRIDE = 10, /* words from one to the next of which a curve's range is told */
};

struct builder {
    struct et_words *words;
    struct et_words_origin origin; /* with the scale after the last step so far */
    unsigned cpu;
};

/* ---- Scales ------------------------------------------------------------------------------------ */

static void set_range(struct et_words_scale *scale, int c, double low, double high)
{
    et_table_words_range(low, high, &scale->unit[c], &scale->zero[c]);
}

/* Bounds of what a row of an affine operation gives. */
static void bounds_of(const double row[4], const double low[3], const double high[3],
                      double bounds[2])
{
    bounds[0] = bounds[1] = row[3];
    for (int j = 0; j < 3; j++) {
        bounds[0] += row[j] * (row[j] < 0 ? high[j] : low[j]);
        bounds[1] += row[j] * (row[j] < 0 ? low[j] : high[j]);
    }
}

/* The values of the least and the largest words, and the words that come nearest to values of 0. */
static void ends_of(const struct et_words_scale *scale, double low[3], double high[3],
                    double black[3])
{
    for (int c = 0; c < 3; c++) {
        low[c] = scale->zero[c] - ET_WORDS_MOST * scale->unit[c];
        high[c] = scale->zero[c] + ET_WORDS_MOST * scale->unit[c];
        black[c] = fmin(fmax(-scale->zero[c] / scale->unit[c], -ET_WORDS_MOST), ET_WORDS_MOST);
    }
}

static double largest_of(const double factors[3])
{
    return fmax(fabs(factors[0]), fmax(fabs(factors[1]), fabs(factors[2])));
}

/*
 * Factors of at most `most_factor` and an offset as whole numbers, for results of at most `most`; for
 * the words `exact` the offset makes up for the rounding of the factors. Returns whether there are any.
 */
static bool set_row(struct et_words_row *row, const double factors[3], double offset,
                    const double exact[3], double most, int most_factor)
{
    int shift = 30;
    while (shift > 0 &&
           (ldexp(largest_of(factors), shift) > most_factor - 0.5 || ldexp(most, shift) > MOST_SUM))
        shift--;
    offset = ldexp(offset + 0.5, shift);
    for (int j = 0; j < 3; j++) {
        row->factors[j] = (int16_t)floor(ldexp(factors[j], shift) + 0.5);
        offset += (ldexp(factors[j], shift) - row->factors[j]) * exact[j];
    }
    row->offset = (int32_t)(uint32_t)(int64_t)floor(offset + 0.5);
    row->shift = shift;
    return shift > 0;
}

/* ---- Steps ------------------------------------------------------------------------------------- */

/*
 * The range of channels from codes. Where luma counts the same in all of them they have one together,
 * and curves that are alike one table.
 */
static void set_open_ranges(struct builder *builder)
{
    static const double codes_low[3];
    const double most = (1 << builder->words->depth) - 1, codes_high[3] = {most, most, most};
    const double(*rows)[4] = (const double(*)[4])builder->origin.open;
    double low = INFINITY, high = -INFINITY, bounds[2];
    for (int c = 0; c < 3; c++) {
        bounds_of(rows[c], codes_low, codes_high, bounds);
        set_range(&builder->origin.scale, c, bounds[0], bounds[1]);
        low = fmin(low, bounds[0]);
        high = fmax(high, bounds[1]);
    }
    for (int c = 0; c < 3 && rows[0][0] == rows[1][0] && rows[0][0] == rows[2][0]; c++)
        set_range(&builder->origin.scale, c, low, high);
}

/*
 * A code of luma is a whole number of units of each channel, so that it needs no rounding; the rest of
 * a word is chroma's.
 */
static bool build_open(struct builder *builder)
{
    static const double no_chroma[3];
    struct et_words *words = builder->words;
    const int middle = 1 << (words->depth - 1); /* the code of no chroma */
    set_open_ranges(builder);
    for (int c = 0; c < 3; c++) {
        const double *row = builder->origin.open[c];
        const double steps = floor(fabs(row[0]) / builder->origin.scale.unit[c]);
        if (row[0] != 0) {
            if (steps < 1)
                return false;
            builder->origin.scale.unit[c] = fabs(row[0]) / steps;
            words->luma[c] = (int16_t)(row[0] < 0 ? -steps : steps);
        }
        const double unit = builder->origin.scale.unit[c];
        const double factors[3] = {row[1] / unit, row[2] / unit, 0};
        const double offset =
            (row[3] + middle * (row[1] + row[2]) - builder->origin.scale.zero[c]) / unit;
        struct et_words_row *mix = &words->mix[c];
        if (!set_row(mix, factors, offset, no_chroma, -INT16_MIN, INT16_MAX))
            return false;
        const int taken = middle * (mix->factors[0] + mix->factors[1]);
        mix->offset = (int32_t)((uint32_t)mix->offset - (uint32_t)taken);
    }
    return true;
}

static bool build_affine(struct builder *builder, const double rows[3][4],
                         struct et_words_step *step)
{
    const struct et_words_scale from = builder->origin.scale;
    double low[3], high[3], black[3], bounds[2];
    ends_of(&from, low, high, black);
    for (int c = 0; c < 3; c++) {
        bounds_of(rows[c], low, high, bounds);
        set_range(&builder->origin.scale, c, bounds[0], bounds[1]);
        const double unit = builder->origin.scale.unit[c];
        double factors[3], offset = rows[c][3] - builder->origin.scale.zero[c];
        for (int j = 0; j < 3; j++) {
            factors[j] = rows[c][j] * from.unit[j] / unit;
            offset += rows[c][j] * from.zero[j];
        }
        if (!set_row(&step->rows[c], factors, offset / unit, black, -INT16_MIN, INT16_MAX))
            return false;
    }
    return true;
}

/* What an operation of floats makes of words from `first` on, every `stride`th of them. */
static void evaluate(const struct builder *builder, const struct et_operation *operation, int first,
                     int stride, float *const planes[3])
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; operation->curves[c].lines && i < CHUNK; i++)
            planes[c][i] = (float)((first + i * stride) * builder->origin.scale.unit[c] +
                                   builder->origin.scale.zero[c]);
    et_operation_kernel(operation, builder->cpu)(operation, planes, CHUNK);
}

static bool same_table(const struct builder *builder, const struct et_operation *operation, int a,
                       int b)
{
    return operation->curves[a].lines == operation->curves[b].lines &&
           builder->origin.scale.unit[a] == builder->origin.scale.unit[b] &&
           builder->origin.scale.zero[a] == builder->origin.scale.zero[b];
}

/* Sets the scale of curves' values; what lies between words that are looked at has room as well. */
static void set_curve_ranges(const struct builder *builder, const struct et_operation *operation,
                             struct et_words_scale *scale)
{
    _Alignas(64) float values[3][CHUNK];
    float *const planes[3] = {values[0], values[1], values[2]};
    float low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (int first = -ET_WORDS_MOST; first < ET_WORDS_MOST; first += CHUNK * STRIDE) {
        evaluate(builder, operation, first, STRIDE, planes);
        for (int c = 0; c < 3; c++)
            for (int i = 0; operation->curves[c].lines && i < CHUNK; i++) {
                low[c] = values[c][i] < low[c] ? values[c][i] : low[c];
                high[c] = values[c][i] > high[c] ? values[c][i] : high[c];
            }
    }
    for (int c = 0; c < 3; c++)
        if (operation->curves[c].lines)
            set_range(scale, c, (double)low[c], (double)high[c]);
}

static void fill_tables(const struct builder *builder, const struct et_operation *operation,
                        const struct et_words_scale *scale, int16_t *const tables[3])
{
    _Alignas(64) float values[3][CHUNK];
    float *const planes[3] = {values[0], values[1], values[2]};
    for (int first = INT16_MIN; first < INT16_MAX; first += CHUNK) {
        evaluate(builder, operation, first, 1, planes);
        for (int c = 0; c < 3; c++)
            if (tables[c])
                et_words_round(tables[c] + (uint16_t)first, values[c], CHUNK, scale->unit[c],
                               scale->zero[c]);
    }
}

static int build_curves(struct builder *builder, const struct et_operation *operation,
                        struct et_words_step *step)
{
    struct et_operation filled = *operation; /* of which each table is filled once */
    struct et_words_scale scale = builder->origin.scale;
    int16_t *tables[3] = {NULL};
    for (int c = 0; c < 3; c++) {
        for (int other = 0; other < c && !step->tables[c]; other++)
            if (same_table(builder, operation, other, c))
                step->tables[c] = step->tables[other];
        if (step->tables[c])
            filled.curves[c].lines = NULL;
        if (!filled.curves[c].lines)
            continue;
        step->tables[c] = tables[c] =
            et_arena_alloc(builder->origin.program->arena, WORDS, sizeof(*tables[c]));
        if (!tables[c])
            return et_fail(ET_ERROR_MEMORY, "no memory for the table of a curve");
    }
    set_curve_ranges(builder, operation, &scale);
    fill_tables(builder, &filled, &scale, tables);
    builder->origin.scale = scale;
    return 1;
}

/* Places in a table are its cells in as fine parts as 15 bits, and the words before, have. */
static bool build_places(const struct builder *builder, const struct et_operation *operation,
                         struct et_words_step *step)
{
    const int cells = operation->size - 1;
    step->bits = ET_WORDS_PLACE_BITS;
    while (cells << step->bits > 1 << 15)
        step->bits--;
    for (int c = 0; c < 3; c++)
        while (step->bits > 0 &&
               builder->origin.scale.unit[c] * (double)operation->scale[c] * (1 << step->bits) >= 1)
            step->bits--;
    for (int c = 0; c < 3; c++) {
        const double parts = (double)operation->scale[c] * (1 << step->bits);
        const double bias = (builder->origin.scale.zero[c] - (double)operation->from[c]) * parts;
        if (fabs(bias) > INT16_MAX - 1)
            return false;
        step->scale[c] =
            (int16_t)fmin(floor(ldexp(builder->origin.scale.unit[c] * parts, 15) + 0.5), INT16_MAX);
        step->bias[c] = (int16_t)floor(bias + 0.5);
    }
    return step->bits > 4;
}

/* Words of the entries: those that are kept beside them, or new ones; none with an error set. */
static struct et_table_words words_of(const struct builder *builder,
                                      const struct et_operation *operation)
{
    const size_t side = (size_t)operation->size, count = side * side * side;
    if (operation->words)
        return *operation->words;
    int16_t(*room)[4] = et_arena_alloc(builder->origin.program->arena, count, sizeof(*room));
    if (room)
        return et_table_words_of(operation->entries, count, room);
    et_fail(ET_ERROR_MEMORY, "no memory for a table");
    return (struct et_table_words){.entries = NULL};
}

static int build_table(struct builder *builder, const struct et_operation *operation,
                       struct et_words_step *step)
{
    if (!build_places(builder, operation, step))
        return 0;
    const struct et_table_words words = words_of(builder, operation);
    if (!words.entries)
        return ET_ERROR_MEMORY;
    for (int c = 0; c < 3; c++) {
        builder->origin.scale.unit[c] = words.unit;
        builder->origin.scale.zero[c] =
            words.zero + words.unit / 2; /* points between entries are cut off */
    }
    step->entries = words.entries;
    step->size = operation->size;
    return 1;
}

static bool build_close(struct builder *builder)
{
    double low[3], high[3], black[3], bounds[2];
    ends_of(&builder->origin.scale, low, high, black);
    for (int i = 0; i < 3; i++) {
        const double *row = builder->origin.close[i], parts = i ? 4 : 1;
        double factors[3], offset = row[3];
        bounds_of(row, low, high, bounds);
        for (int c = 0; c < 3; c++) {
            factors[c] = row[c] * builder->origin.scale.unit[c] / parts;
            offset += row[c] * builder->origin.scale.zero[c];
        }
        if (!set_row(&builder->words->close[i], factors, offset, black,
                     fmax(fabs(bounds[0]), fabs(bounds[1])), INT16_MAX / (i ? 2 : 1)))
            return false;
    }
    return true;
}

static int build_step(struct builder *builder, const struct et_operation *operation)
{
    struct et_words *words = builder->words;
    struct et_words_step *step = &words->steps[words->count];
    words->count++;
    step->kind = operation->kind;
    if (operation->kind == ET_OPERATION_AFFINE)
        return build_affine(builder, operation->rows, step);
    return operation->kind == ET_OPERATION_CURVES ? build_curves(builder, operation, step)
                                                  : build_table(builder, operation, step);
}

/* ---- The whole --------------------------------------------------------------------------------- */

static struct et_words_origin origin_of(const struct et_program *program)
{
    struct et_words_origin origin = {.program = program, .last = program->count};
    for (int c = 0; c < 3; c++)
        origin.open[c][c] = origin.close[c][c] = 1;
    if (program->count && program->operations[0].kind == ET_OPERATION_AFFINE)
        memcpy(origin.open, program->operations[origin.first++].rows, sizeof(origin.open));
    if (origin.last > origin.first &&
        program->operations[origin.last - 1].kind == ET_OPERATION_AFFINE)
        memcpy(origin.close, program->operations[--origin.last].rows, sizeof(origin.close));
    return origin;
}

bool et_words_may(const struct et_program *program)
{
    const struct et_words_origin origin = origin_of(program);
    for (int i = origin.first; i < origin.last; i++)
        if (program->operations[i].kind == ET_OPERATION_POINTS)
            return false;
    return origin.last - origin.first <= ET_WORDS_STEPS;
}

int et_words_build(struct et_words *words, const struct et_program *program, int depth,
                   double error, unsigned cpu)
{
    struct builder builder = {.words = words, .origin = origin_of(program), .cpu = cpu};
    *words = (struct et_words){.depth = depth};
    int result = et_words_may(program) && build_open(&builder);
    for (int i = builder.origin.first; result > 0 && i < builder.origin.last; i++)
        result = build_step(&builder, &program->operations[i]);
    if (result <= 0)
        return result;
    return build_close(&builder) && et_words_error(words, &builder.origin, error, cpu) <= error;
}
