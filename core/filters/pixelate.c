// SPDX-License-Identifier: MIT
/*
 * Mosaic: every sample of a block is the mean of the block, rounded halves upward. Blocks are
 * `width` x `height` pixels from the top left corner on, smaller at the other ends. A subsampled
 * chroma plane has the samples of a block that lie in it: where a block of an odd size begins between
 * two, the later one.
 *
 * A band that begins or ends inside a row of blocks adds up all rows of these blocks.
 */
#include "base/math.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <string.h>

enum { MOST_SIZE = 1024 };

struct pixelate_params {
    int width, height;
};

struct plane {
    int width, height;
    int block_width, block_height; /* pixels */
    int shift_x, shift_y;
};

struct state {
    enum et_format format;
    struct plane luma, chroma;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct pixelate_params *p = params;
    (void)in;
    return p->width == 1 && p->height == 1;
}

static int configure(const struct et_setup *setup)
{
    const struct pixelate_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){.format = setup->in.format,
                            .luma = {.width = setup->in.width,
                                     .height = setup->in.height,
                                     .block_width = p->width,
                                     .block_height = p->height}};
    state->chroma = state->luma;
    state->chroma.width = et_plane_width(setup->in.format, 1, setup->in.width);
    state->chroma.height = et_plane_height(setup->in.format, 1, setup->in.height);
    state->chroma.shift_x = format->chroma_x;
    state->chroma.shift_y = format->chroma_y;
    return 0;
}

static const struct plane *plane_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
}

/* First sample of block `index`, and the block that a sample is in; blocks may be empty. */

static int block_start(int index, int size, int shift)
{
    return (index * size + (1 << shift) - 1) >> shift;
}

static int block_at(int position, int size, int shift)
{
    return (position << shift) / size;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct plane *p = plane_of(state, plane);
    const int size = p->block_height, shift = p->shift_y;
    *in_first = block_start(block_at(first, size, shift), size, shift);
    *in_last = block_start(block_at(last - 1, size, shift) + 1, size, shift);
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    *reach = 0;
    *unit = plane_of(state, plane)->block_width;
    return true;
}

static int band_rows(const void *state, int plane)
{
    const struct plane *p = plane_of(state, plane);
    return (p->block_height + (1 << p->shift_y) - 1) >> p->shift_y;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return (size_t)((const struct state *)state)->luma.width * sizeof(uint32_t);
}

/* Adds a row to the sums of the columns. */
static inline void add_row(uint32_t *restrict sums, const void *row, int width, bool bytes)
{
    for (int x = 0; x < width; x++)
        sums[x] += (uint32_t)et_sample_get(row, x, bytes);
}

/* Makes a row of means from the columns' sums over `rows` rows. */
static inline void mean_row(void *dst, const uint32_t *sums, const struct plane *plane, int rows,
                            bool bytes)
{
    for (int block = 0, x = 0; x < plane->width; block++) {
        const int end = block_start(block + 1, plane->block_width, plane->shift_x);
        const int last = end < plane->width ? end : plane->width, first = x;
        const int64_t count = (int64_t)(last - first) * rows;
        int64_t sum = count / 2;
        for (; x < last; x++)
            sum += sums[x];
        if (count)
            for (int i = first, mean = (int)(sum / count); i < last; i++)
                et_sample_put(dst, i, mean, bytes);
    }
}

static inline void run_plane(const struct et_run *run, const struct plane *plane, bool bytes)
{
    const ptrdiff_t stride = run->in->stride[run->plane], out_stride = run->out->stride[run->plane];
    const size_t row_bytes = (size_t)plane->width * (bytes ? 1 : 2);
    const int size = plane->block_height, shift = plane->shift_y;
    uint32_t *sums = run->scratch;
    for (int y = run->first; y < run->last;) {
        const int block = block_at(y, size, shift), top = block_start(block, size, shift);
        const int end = block_start(block + 1, size, shift);
        const int bottom = end < plane->height ? end : plane->height;
        uint8_t *dst = run->out->data[run->plane] + y * out_stride;
        memset(sums, 0, (size_t)plane->width * sizeof(*sums));
        for (int row = top; row < bottom; row++)
            add_row(sums, run->in->data[run->plane] + row * stride, plane->width, bytes);
        mean_row(dst, sums, plane, bottom - top, bytes);
        for (y++; y < bottom && y < run->last; y++)
            memcpy(run->out->data[run->plane] + y * out_stride, dst, row_bytes);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    if (et_format_info(state->format)->depth == 8)
        run_plane(run, plane_of(state, run->plane), true);
    else
        run_plane(run, plane_of(state, run->plane), false);
}

static const struct et_param params[] = {
    ET_INT(struct pixelate_params, width, "Width", "Width of a block.", ET_UNIT_PIXEL, 1, MOST_SIZE,
           1, 16),
    ET_INT(struct pixelate_params, height, "Height", "Height of a block.", ET_UNIT_PIXEL, 1,
           MOST_SIZE, 1, 16),
};

const struct et_filter et_filter_pixelate = {
    .name = "pixelate",
    .label = "Pixelate",
    .help = "Shows the picture as a mosaic of blocks.",
    .group = ET_GROUP_SPATIAL,
    .example = "width:12:height:12",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct pixelate_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
