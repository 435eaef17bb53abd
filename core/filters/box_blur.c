// SPDX-License-Identifier: MIT
/*
 * Box blur: the mean over a square of 2 * radius + 1 pixels, `power` times. Power 1 leaves edges in the
 * shape of the square, 2 is smooth, 3 is close to a Gaussian of sigma = radius + 1/2. The cost does not
 * depend on the radius: box_kernels.h has the sums.
 *
 * All means of a direction are one exact sum, divided once: first down, to samples of 16 bits (fewer,
 * at least 2 more than the plane's, where a sum of 32 bits asks for it), then across. So it is within
 * 1/2 code and 1/8 of one at 8 bits of the real means, and within 1 code at 16. Where a sum of bytes
 * down fits 16 bits it is not divided, and there is one rounding in all. Beyond its edges a plane goes on
 * as its edge.
 *
 * Where chroma is subsampled by 2 the box has (2 * radius + 1) / 2 samples, to the nearest odd number.
 * Alpha is blurred like luma.
 */
#include "base/alloc.h"
#include "filters/box_kernels.h"
#include "simd/resample.h"

#include <etalon/filter.h>
#include <string.h>

enum { MOST_BITS = 31, MIDDLE_DEPTH = 16 };

struct box_blur_params {
    int radius, power;
};

/* One for luma, one for chroma. */
struct box {
    int width, height;
    int radius_x, radius_y; /* samples */
    enum et_box_sums down;
    bool wide_across;
    float scale_down, scale_across;
    struct et_box_kernels kernels;
};

struct state {
    enum et_format format;
    int power, max, bytes_per_sample;
    struct box luma, chroma;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct box_blur_params *)params)->radius == 0;
}

/* The weights of a sum: the box's width to the power. */
static double weights_of(int radius, int power)
{
    const double width = 2 * radius + 1;
    return power == 1 ? width : power == 2 ? width * width : width * width * width;
}

static bool fits(double weights, int bits)
{
    return weights * (1 << bits) <= (double)(1u << MOST_BITS);
}

static void prepare(const struct et_setup *setup, int plane, struct box *box)
{
    const struct box_blur_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const bool chroma = et_plane_is_chroma(setup->in.format, plane);
    const int depth = format->depth;
    box->width = et_plane_width(setup->in.format, plane, setup->in.width);
    box->height = et_plane_height(setup->in.format, plane, setup->in.height);
    box->radius_x = (2 * p->radius + 1) >> ((chroma ? format->chroma_x : 0) + 1);
    box->radius_y = (2 * p->radius + 1) >> ((chroma ? format->chroma_y : 0) + 1);
    const double down = weights_of(box->radius_y, p->power);
    const double across = weights_of(box->radius_x, p->power);
    const int fewest = depth + 2 < MIDDLE_DEPTH ? depth + 2 : MIDDLE_DEPTH;
    int middle = MIDDLE_DEPTH;
    while (middle > fewest && !fits(across, middle))
        middle--;
    box->wide_across = !fits(across, middle);
    if (box->wide_across)
        middle = MIDDLE_DEPTH;
    box->down = fits(down, depth) ? ET_BOX_SUMS_32 : ET_BOX_SUMS_64;
    double unit = 1 << (middle - depth); /* of a middle sample, for each of a code */
    box->scale_down = (float)(unit / down);
    if (depth == 8 && down * UINT8_MAX <= UINT16_MAX && fits(across, MIDDLE_DEPTH)) {
        box->down = ET_BOX_SUMS_16;
        unit = down;
    }
    box->scale_across = (float)(1 / (across * unit));
    box->kernels = et_box_kernels(depth, box->down, box->wide_across, setup->cpu);
}

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .power = ((const struct box_blur_params *)setup->params)->power,
        .max = (1 << format->depth) - 1,
        .bytes_per_sample = format->bytes_per_pixel,
    };
    prepare(setup, 0, &state->luma);
    state->chroma = state->luma;
    if (format->model == ET_MODEL_YUV)
        prepare(setup, 1, &state->chroma);
    return 0;
}

static const struct box *box_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *s = state;
    int halo = s->power * box_of(s, plane)->radius_y;
    *in_first = first - halo;
    *in_last = last + halo;
}

/* The rows that leave the sums are the box's width behind, for each time that the mean is taken. */
static void rows_to_follow(const void *state, int plane, int first, int last, int *in_first,
                           int *in_last)
{
    rows_needed(state, plane, first, last, in_first, in_last);
    *in_first -= ((const struct state *)state)->power;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    const struct state *s = state;
    *reach = s->power * box_of(s, plane)->radius_x;
    *unit = 1;
    return true;
}

/*
 * A band that follows none adds up 2 * halo rows before its first one. A small box joins others in groups of
 * whole rows, whose bands have up to 64 rows and follow none; a large one does not, and has few bands.
 */
static int band_rows(const void *state, int plane)
{
    const struct state *s = state;
    const int halo = s->power * box_of(s, plane)->radius_y;
    return 4 * halo < 64 ? 4 * halo + 1 : 8 * halo;
}

/* How a band's scratch is laid out, in bytes from its start, where the oldest row in the sums stands. */
struct layout {
    size_t zeros, sums, middle, total;
    size_t before, row_bytes; /* of the rows of middle samples: zeros before each, and all of it */
};

static struct layout layout_of(const struct state *state, const struct box *box)
{
    const size_t width = (size_t)box->width, power = (size_t)state->power;
    const size_t reach = power * (size_t)box->radius_x;
    const size_t sum = box->down == ET_BOX_SUMS_16   ? sizeof(uint16_t)
                       : box->down == ET_BOX_SUMS_32 ? sizeof(uint32_t)
                                                     : sizeof(uint64_t);
    struct layout layout = {.zeros = et_align_up(sizeof(int))};
    layout.sums = layout.zeros + et_align_up(width * (size_t)state->bytes_per_sample);
    layout.middle = layout.sums + et_align_up(power * width * sum);
    layout.before = et_align_up((2 * reach + power + 3) * sizeof(uint16_t));
    layout.row_bytes =
        layout.before + et_align_up((width + 2 * reach + ET_BOX_BEYOND) * sizeof(uint16_t));
    layout.total = layout.middle + ET_BOX_ROWS * layout.row_bytes;
    return layout;
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    size_t luma = layout_of(s, &s->luma).total, chroma = layout_of(s, &s->chroma).total;
    return luma > chroma ? luma : chroma;
}

/* Rows `newest` to newest + count - 1 go into the sums, in which no row before `oldest` is. */
static void add_rows(const struct et_run *run, const struct box *box, const struct layout *layout,
                     int oldest, int newest, int count, uint16_t *const *dst)
{
    const struct state *state = run->state;
    uint8_t *memory = run->scratch;
    const uint8_t *src = run->in->data[run->plane];
    et_box_column rows[ET_BOX_ROWS];
    for (int i = 0; i < count; i++)
        for (int j = 0; j <= state->power; j++) {
            int y = newest + i - j * (2 * box->radius_y + 1);
            if (y < oldest)
                rows[i][j] = memory + layout->zeros;
            else
                et_rows_clamped(&rows[i][j], src, run->in->stride[run->plane], box->height, y, 1);
        }
    box->kernels.down(dst, memory + layout->sums, rows, count, state->power, box->width,
                      box->scale_down);
}

static int rows_from(int y, int last)
{
    return last - y < ET_BOX_ROWS ? last - y : ET_BOX_ROWS;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct box *box = box_of(state, run->plane);
    const struct layout layout = layout_of(state, box);
    const int reach_x = state->power * box->radius_x, reach_y = state->power * box->radius_y;
    const int full = run->first + reach_y;
    uint8_t *memory = run->scratch;
    int *const oldest = run->scratch;
    const uint16_t *rows[ET_BOX_ROWS];
    uint16_t *middle[ET_BOX_ROWS];
    void *dst[ET_BOX_ROWS];
    if (!run->follows) {
        memset(memory, 0, layout.total);
        *oldest = run->first - reach_y;
    }
    for (int i = 0; i < ET_BOX_ROWS; i++) {
        rows[i] =
            (uint16_t *)(memory + layout.middle + (size_t)i * layout.row_bytes + layout.before);
        middle[i] = (uint16_t *)rows[i] + reach_x;
    }
    for (int y = *oldest; y < full && !run->follows; y += ET_BOX_ROWS)
        add_rows(run, box, &layout, *oldest, y, rows_from(y, full), NULL);
    for (int y = run->first; y < run->last; y += ET_BOX_ROWS) {
        const int count = rows_from(y, run->last);
        add_rows(run, box, &layout, *oldest, y + reach_y, count, middle);
        for (int i = 0; i < count; i++) {
            et_row_extend((int16_t *)middle[i], box->width, reach_x, reach_x);
            dst[i] = et_image_row(run->out, run->plane, y + i);
        }
        box->kernels.across(dst, rows, count, state->power, 2 * box->radius_x + 1, box->width,
                            box->scale_across, state->max);
    }
}

static const struct et_param params[] = {
    ET_INT(struct box_blur_params, radius, "Radius", "Pixels to each side over which is averaged.",
           ET_UNIT_PIXEL, 0, 200, 1, 5),
    ET_INT(struct box_blur_params, power, "Repeats", "How often the mean is taken.", ET_UNIT_NONE,
           1, 3, 1, 2),
};

const struct et_filter et_filter_box_blur = {
    .name = "box_blur",
    .label = "Box blur",
    .help = "Averages the pixels around, at the same cost for every radius.",
    .group = ET_GROUP_SPATIAL,
    .example = "radius:4",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct box_blur_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .rows_to_follow = rows_to_follow,
    .columns_needed = columns_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
