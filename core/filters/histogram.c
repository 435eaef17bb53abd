// SPDX-License-Identifier: MIT
/*
 * How many samples of a frame have each code, plane by plane. Codes of up to 12 bits have a bin
 * each; deeper ones share 4096 bins, code >> (depth - 12). A plane that the format does not have
 * gets an array of no elements. Codes are counted as they are: no range, matrix or subsampling
 * changes them.
 */
#include <etalon/filter.h>
#include <string.h>

enum { MOST_BIN_BITS = 12, TABLES = 4 };

enum result { LUMA, CB, CR, RED, GREEN, BLUE, ALPHA, RESULTS };

struct histogram_params {
    int unused; /* there are none; a struct has a member */
};

struct state {
    enum et_format format;
    int shift; /* from a code to its bin */
    int bins;
    uint8_t used[RESULTS];
};

/* Which array counts a plane. */
static enum result result_of(enum et_format format, int plane)
{
    static const enum result rgb[] = {GREEN, BLUE, RED};
    const struct et_format_info *info = et_format_info(format);
    if (plane >= et_format_color_planes(format))
        return ALPHA;
    return info->model == ET_MODEL_RGB ? rgb[plane] : (enum result)(LUMA + plane);
}

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const int bits = format->depth < MOST_BIN_BITS ? format->depth : MOST_BIN_BITS;
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format, .shift = format->depth - bits, .bins = 1 << bits};
    for (int plane = 0; plane < format->planes; plane++)
        state->used[result_of(setup->in.format, plane)] = 1;
    return 0;
}

static size_t result_size(const void *state, size_t index)
{
    const struct state *s = state;
    return s->used[index] ? (size_t)s->bins : 0;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return TABLES * (size_t)((const struct state *)state)->bins * sizeof(uint32_t);
}

/*
 * Neighbours are often equal, and adding to a counter that was just written waits for it: so four
 * tables take turns.
 */
static void count_8(uint32_t *restrict tables, const uint8_t *row, int width)
{
    int x = 0;
    for (; x <= width - TABLES; x += TABLES) {
        tables[row[x]]++;
        tables[256 + row[x + 1]]++;
        tables[512 + row[x + 2]]++;
        tables[768 + row[x + 3]]++;
    }
    for (; x < width; x++)
        tables[row[x]]++;
}

static void count_16(uint32_t *restrict tables, const uint16_t *row, int width, int shift, int bins)
{
    for (int x = 0; x < width; x++) {
        int bin = row[x] >> shift;
        tables[(x % TABLES) * bins + (bin < bins ? bin : bins - 1)]++;
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int width = et_plane_width(state->format, run->plane, run->in->info.width);
    uint32_t *tables = run->scratch;
    uint32_t *counts = run->results[result_of(state->format, run->plane)];
    memset(tables, 0, scratch_size(state, 0));
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *row = et_image_row(run->in, run->plane, y);
        if (et_format_info(state->format)->depth == 8)
            count_8(tables, row, width);
        else
            count_16(tables, (const uint16_t *)row, width, state->shift, state->bins);
    }
    for (int table = 0; table < TABLES; table++)
        for (int bin = 0; bin < state->bins; bin++)
            counts[bin] += tables[table * state->bins + bin];
}

static const struct et_result results[] = {
    [LUMA] = {"luma", "Samples of the luma plane by code.", ET_RESULT_U32},
    [CB] = {"cb", "Samples of the Cb plane by code.", ET_RESULT_U32},
    [CR] = {"cr", "Samples of the Cr plane by code.", ET_RESULT_U32},
    [RED] = {"red", "Samples of the red plane by code.", ET_RESULT_U32},
    [GREEN] = {"green", "Samples of the green plane by code.", ET_RESULT_U32},
    [BLUE] = {"blue", "Samples of the blue plane by code.", ET_RESULT_U32},
    [ALPHA] = {"alpha", "Samples of the alpha plane by code.", ET_RESULT_U32},
};

const struct et_filter et_filter_histogram = {
    .name = "histogram",
    .label = "Histogram",
    .help = "Counts the samples of each plane by code.",
    .group = ET_GROUP_ANALYSIS,
    .params_size = sizeof(struct histogram_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
};
