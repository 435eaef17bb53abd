// SPDX-License-Identifier: MIT
/*
 * Median: each sample becomes the middle one, in order of their values, of the square of 2 * radius + 1
 * samples around it. Removes specks and lines narrower than half of the square and keeps edges. Exact
 * at every depth. Beyond its edges a plane goes on as its edge.
 *
 * Where chroma is subsampled by 2 the square is radius / 2 samples to each side, rounded up. Alpha is
 * filtered like luma.
 */
#include "base/alloc.h"
#include "base/range.h"
#include "filters/median_kernels.h"

#include <etalon/filter.h>
#include <string.h>

struct median_params {
    int radius;
};

/* One for luma, one for chroma. */
struct window {
    int width, height, radius_x, radius_y;
    et_median_run *run;
};

struct state {
    enum et_format format;
    int depth, bytes_per_sample;
    struct window luma, chroma;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct median_params *)params)->radius == 0;
}

static struct window window_of_plane(const struct et_setup *setup, int plane)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const int radius = ((const struct median_params *)setup->params)->radius;
    const bool chroma = et_plane_is_chroma(setup->in.format, plane);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    struct window window = {
        .width = et_plane_width(setup->in.format, plane, setup->in.width),
        .height = et_plane_height(setup->in.format, plane, setup->in.height),
        .radius_x = (radius + (1 << shift_x) - 1) >> shift_x,
        .radius_y = (radius + (1 << shift_y) - 1) >> shift_y,
    };
    window.run = et_median_kernel(format->depth, window.radius_x, window.radius_y, setup->cpu);
    return window;
}

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .depth = format->depth,
        .bytes_per_sample = format->bytes_per_pixel,
        .luma = window_of_plane(setup, 0),
    };
    state->chroma = state->luma;
    if (format->model == ET_MODEL_YUV)
        state->chroma = window_of_plane(setup, 1);
    return 0;
}

static const struct window *window_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    int halo = window_of(state, plane)->radius_y;
    *in_first = first - halo;
    *in_last = last + halo;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    *reach = window_of(state, plane)->radius_x;
    *unit = 1;
    return true;
}

/* Scratch: the histogram, then a ring of as many rows as the window has, each between its edges. */

static size_t counts_bytes(const struct state *state)
{
    return et_align_up(et_median_counts(state->depth) * sizeof(uint16_t));
}

static size_t row_bytes(const struct state *state, const struct window *window)
{
    size_t samples = (size_t)(window->width + 2 * window->radius_x);
    return et_align_up(samples * (size_t)state->bytes_per_sample);
}

static size_t scratch_of(const struct state *state, const struct window *window)
{
    return counts_bytes(state) + (size_t)(2 * window->radius_y + 1) * row_bytes(state, window);
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    size_t luma = scratch_of(s, &s->luma), chroma = scratch_of(s, &s->chroma);
    return luma > chroma ? luma : chroma;
}

/* A row between its edges, less half of the range. */
static void load_row(const struct window *window, void *dst, const void *src, int depth)
{
    const int width = window->width, edge = window->radius_x;
    if (depth == 8) {
        uint8_t *out = (uint8_t *)dst + edge;
        const uint8_t *in = src;
        for (int x = 0; x < width; x++)
            out[x] = in[x] ^ 0x80;
        memset(dst, out[0], (size_t)edge);
        memset(out + width, out[width - 1], (size_t)edge);
        return;
    }
    uint16_t *out = (uint16_t *)dst + edge;
    const uint16_t *in = src, max = (uint16_t)((1 << depth) - 1);
    for (int x = 0; x < width; x++)
        out[x] = (in[x] > max ? max : in[x]) ^ 0x8000;
    for (int x = 1; x <= edge; x++) {
        out[-x] = out[0];
        out[width - 1 + x] = out[width - 1];
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const struct window *window = window_of(state, plane);
    const int radius = window->radius_y, count = 2 * radius + 1;
    const size_t bytes = row_bytes(state, window);
    uint8_t *ring = (uint8_t *)run->scratch + counts_bytes(state);
    int loaded = run->first - radius; /* the next row that the ring gets */
    for (int y = run->first; y < run->last; y++) {
        const void *rows[2 * ET_MEDIAN_MOST_RADIUS + 1];
        for (; loaded <= y + radius; loaded++) {
            int from = et_nearest(loaded, window->height);
            load_row(window, ring + (size_t)((loaded + radius) % count) * bytes,
                     et_image_row(run->in, plane, from), state->depth);
        }
        for (int i = 0; i < count; i++)
            rows[i] = ring + (size_t)((y + i) % count) * bytes;
        window->run(et_image_row(run->out, plane, y), rows, window->radius_x, radius, window->width,
                    state->depth, run->scratch);
    }
}

static const struct et_param params[] = {
    ET_INT(struct median_params, radius, "Radius", "Pixels to each side that are looked at.",
           ET_UNIT_PIXEL, 0, ET_MEDIAN_MOST_RADIUS, 1, 1),
};

const struct et_filter et_filter_median = {
    .name = "median",
    .label = "Median",
    .help = "Removes specks and keeps edges: the middle one of the samples around.",
    .group = ET_GROUP_SPATIAL,
    .example = "radius:3",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct median_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
