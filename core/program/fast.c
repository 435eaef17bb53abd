// SPDX-License-Identifier: MIT
#include "program/fast.h"

#include "base/arena.h"
#include "color/matrix3.h"

#include <math.h>
#include <string.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK,
    SIZE = ET_FAST_SIZE,
    ENTRIES = SIZE * SIZE * SIZE,
    BELOW = 2,   /* cells below 0 */
    INSIDE = 27, /* from 0 to 1 */
    TRIED = 24,  /* chunks of colours, the first of which is grey */
};

/* From R'G'B' to codes of the input. */
struct codes {
    double from_rgb[3][3], zero[3];
};

/* ---- Colours ----------------------------------------------------------------------------------- */

static struct codes codes_of(const struct et_operation *to_rgb)
{
    struct codes codes;
    double matrix[3][3];
    for (int i = 0; i < 9; i++)
        matrix[i / 3][i % 3] = to_rgb->rows[i / 3][i % 3];
    for (int c = 0; c < 3; c++)
        codes.zero[c] = to_rgb->rows[c][3];
    et_matrix3_invert((const double(*)[3])matrix, codes.from_rgb);
    return codes;
}

static void set_codes(const struct codes *codes, const double rgb[3], float *const planes[3], int x)
{
    double distance[3], out[3];
    for (int c = 0; c < 3; c++)
        distance[c] = rgb[c] - codes->zero[c];
    et_matrix3_apply(codes->from_rgb, distance, out);
    for (int c = 0; c < 3; c++)
        planes[c][x] = (float)out[c];
}

static void run_program(const struct et_program *program, float *const planes[3], int count,
                        unsigned cpu)
{
    for (int i = 0; i < program->count; i++)
        et_operation_kernel(&program->operations[i], cpu)(&program->operations[i], planes, count);
}

/* ---- What it costs ----------------------------------------------------------------------------- */

/*
 * Nanoseconds a pixel of operations, curves for each channel that has one, and of all that is done beside
 * them: WebAssembly with SIMD on one core of a 2023 server, the least of several runs. All in all a table
 * is 7.8 in float and 5.2 in words; exposure, white balance and colour wheels are 8.3 and 7.4; tone
 * mapping, in float alone, is 13.
 */
static const struct cost {
    double kinds[ET_OPERATION_POINTS + 1], rows;
} costs[] = {
    [ET_FAST_FLOAT] = {{[ET_OPERATION_AFFINE] = 0.5,
                        [ET_OPERATION_CURVES] = 0.75,
                        [ET_OPERATION_TABLE] = 5.3,
                        [ET_OPERATION_POINTS] = 1.5},
                       2.0},
    [ET_FAST_WORDS] =
        {{[ET_OPERATION_AFFINE] = 0.5, [ET_OPERATION_CURVES] = 0.45, [ET_OPERATION_TABLE] = 3.1},
         2.1},
};

/* What a table costs beside its colours: words of it, and their trial. */
static const double build_ns = 4e5;

/* Less is not worth being approximate. */
static const double least_gain = 1.25;

static double cost_of(const struct et_operation *operation, const struct cost *cost)
{
    int times = 1;
    if (operation->kind == ET_OPERATION_CURVES) {
        times = 0;
        for (int c = 0; c < 3; c++)
            times += operation->links[c] != NULL;
    }
    return times * cost->kinds[operation->kind];
}

/* Affine operations at both ends of words are there in any case. */
static double cost_of_all(const struct et_program *program, enum et_fast_run run)
{
    double sum = 0;
    for (int i = 0; i < program->count; i++) {
        const struct et_operation *operation = &program->operations[i];
        const bool is_end = i == 0 || i == program->count - 1;
        if (!(run == ET_FAST_WORDS && is_end && operation->kind == ET_OPERATION_AFFINE))
            sum += cost_of(operation, &costs[run]);
    }
    return sum;
}

bool et_fast_pays(const struct et_program *exact, enum et_fast_run exact_run,
                  enum et_fast_run table_run, double pixels)
{
    const struct cost *cost = &costs[table_run];
    const double own = cost->rows + cost->kinds[ET_OPERATION_TABLE] +
                       (table_run == ET_FAST_FLOAT ? cost->kinds[ET_OPERATION_AFFINE] : 0);
    const double fill = (ENTRIES + TRIED * CHUNK) * cost_of_all(exact, ET_FAST_FLOAT) + build_ns;
    const double before = costs[exact_run].rows + cost_of_all(exact, exact_run);
    return least_gain * (own * pixels + fill) < before * pixels;
}

/* ---- The table --------------------------------------------------------------------------------- */

static double value_of(int place)
{
    return (double)(place - BELOW) / INSIDE;
}

static void fill(float (*entries)[4], const struct codes *codes, const struct et_program *exact,
                 unsigned cpu)
{
    _Alignas(64) float values[3][CHUNK];
    float *const planes[3] = {values[0], values[1], values[2]};
    for (int first = 0; first < ENTRIES; first += CHUNK) {
        const int left = ENTRIES - first, count = left < CHUNK ? left : CHUNK;
        for (int x = 0; x < CHUNK; x++) {
            const int entry = first + (x < count ? x : 0);
            const double rgb[3] = {value_of(entry % SIZE), value_of(entry / SIZE % SIZE),
                                   value_of(entry / (SIZE * SIZE))};
            set_codes(codes, rgb, planes, x);
        }
        run_program(exact, planes, CHUNK, cpu);
        for (int x = 0; x < count; x++)
            for (int c = 0; c < 3; c++)
                entries[first + x][c] = values[c][x];
    }
}

/* ---- The trial --------------------------------------------------------------------------------- */

/* Greys first, then a sequence that spreads evenly (Roberts, "Quasirandom Sequences", 2018, R3). */
static void tried_rgb(int index, double rgb[3])
{
    static const double steps[3] = {0.8191725133961645, 0.6710436067037893, 0.5497004779019703};
    for (int c = 0; c < 3; c++) {
        const double at = index * steps[c];
        rgb[c] = index < CHUNK ? index / (CHUNK - 1.0) : at - floor(at);
    }
}

static double cut(float code, double most)
{
    return fmin(fmax((double)code, 0), most);
}

/* Whether the table keeps the bound for the colours that are tried, of which most codes are `most`. */
static bool is_near(const struct et_program *table, const struct codes *codes,
                    const struct et_program *exact, double most, unsigned cpu)
{
    _Alignas(64) float values[2][3][CHUNK];
    float *const ours[3] = {values[0][0], values[0][1], values[0][2]};
    float *const theirs[3] = {values[1][0], values[1][1], values[1][2]};
    const double one = (most + 1) / 256;
    int far = 0;
    for (int first = 0; first < TRIED * CHUNK; first += CHUNK) {
        for (int x = 0; x < CHUNK; x++) {
            double rgb[3];
            tried_rgb(first + x, rgb);
            set_codes(codes, rgb, ours, x);
        }
        memcpy(values[1], values[0], sizeof(values[0]));
        run_program(table, ours, CHUNK, cpu);
        run_program(exact, theirs, CHUNK, cpu);
        for (int x = 0; x < CHUNK; x++) {
            double off = 0;
            for (int c = 0; c < 3; c++)
                off = fmax(off, fabs(cut(ours[c][x], most) - cut(theirs[c][x], most)));
            far += off > ET_FAST_USUAL * one;
            if (off > ET_FAST_MOST * one)
                return false;
        }
    }
    return far <= TRIED * CHUNK / 20;
}

int et_fast_build(struct et_program *table, const struct et_program *exact,
                  const struct et_image_info *in, int depth, unsigned cpu)
{
    struct et_table shape = {.size = SIZE};
    if (exact->model == ET_MODEL_GRAY)
        return 0;
    float(*entries)[4] = et_arena_alloc(exact->arena, ENTRIES, sizeof(*entries));
    if (!entries)
        return et_fail(ET_ERROR_MEMORY, "no memory for a table of %d colours", ENTRIES);
    shape.entries = (const float(*)[4])entries;
    for (int c = 0; c < 3; c++) {
        shape.from[c] = value_of(0);
        shape.to[c] = value_of(SIZE - 1);
    }
    int error = et_program_begin(table, in, exact->arena);
    if (!error)
        error = et_program_table(table, ET_SPACE_SIGNAL, &shape);
    if (!error)
        error = et_program_finish(table);
    if (error)
        return error == ET_ERROR_UNSUPPORTED ? 0 : error;
    const struct codes codes = codes_of(&table->operations[0]);
    fill(entries, &codes, exact, cpu);
    return is_near(table, &codes, exact, (1 << depth) - 1, cpu);
}
