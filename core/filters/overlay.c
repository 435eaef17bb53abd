// SPDX-License-Identifier: MIT
/*
 * Lays a second input, a bitmap or another clip, over the first one, the base, in place, at its own
 * size. W3C's Compositing and Blending Level 1: source over, with a blend mode B. With colours and
 * alpha from 0 to 1, s the second input, b the base, `opacity` multiplied into as:
 *   ao = as + ab (1 - as)
 *   Co = Cb + (as (1 - ab) (Cs - Cb) + as ab (B(Cb, Cs) - Cb)) / ao
 * Alpha is straight: colours are not multiplied by it; with `alpha` = premultiplied those of the
 * second input are, and are divided by it first. B sees Cb cut to 0 to 1.
 *
 * Space. Components are those of the signal, as it is (not linear): R'G'B' of the base's matrix and
 * range; GRAY is one component. No primaries or transfers are converted. `normal` needs no R'G'B':
 * the second input is brought to the base's planes and mixed there, which is the same.
 *
 * Chroma. Base planes that have fewer samples than there are pixels get the weighted mean of what
 * happens to the pixels around a sample: along a direction in which samples lie midway between
 * pixels, those that it stands for alike; where it is co-sited with one, that one and half of those
 * at twice the distance of the nearest, so 1/4, 1/2, 1/4 for 4:2:0. A second input that has the base's format,
 * matrix and range, in `normal`, and lies on its grid, keeps its chroma samples as they are, mixed by
 * the mean alpha of the pixels that they stand for: where it is opaque it is copied exactly.
 *
 * Integers. Samples of 14 bits (16 for bases deeper than 14), cover of 14, components of 16; every
 * product and mean is rounded to nearest, halves upward. At 8 to 12 bits within 1 code of the
 * formulas in double precision.
 */
#include "filters/overlay.h"
#include "filters/overlay_bytes.h"
#include "filters/second.h"

#include "base/alloc.h"

#include <string.h>

enum alpha { ALPHA_STRAIGHT, ALPHA_PREMULTIPLIED };

enum { MOST_PLACE = 16384 };

struct overlay_params {
    int x, y;
    double opacity;
    int blend, alpha;
};

struct state {
    struct et_overlay overlay;
    struct et_taps full, across, down; /* of planes of full size, of chroma */
    bool keeps_chroma;                 /* the second input's chroma samples are mixed as they are */
    bool full_in_one, chroma_in_one;   /* planes that `bytes` does in one go */
    struct et_overlay_bytes bytes;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct overlay_params *)params)->opacity == 0;
}

/* Whether plane 1 of the base is a factor times plane 1 of the second input, sample by sample. */
static bool is_same_grid(const struct et_overlay *overlay)
{
    const struct et_pixels *base = &overlay->base, *second = &overlay->second;
    const int64_t *cb = overlay->plane[1].factor, *cr = overlay->plane[2].factor;
    return base->interpolated && second->interpolated && overlay->blend == ET_BLEND_NORMAL &&
           base->shift_x == second->shift_x && base->shift_y == second->shift_y &&
           base->offset_x == second->offset_x && base->offset_y == second->offset_y &&
           !(overlay->x & ((1 << base->shift_x) - 1)) &&
           !(overlay->y & ((1 << base->shift_y) - 1)) && !cb[0] && !cb[2] && !cr[0] && !cr[1];
}

/* Which planes need no more than overlay_bytes.h has. */
static void find_shortcuts(struct state *state, unsigned cpu)
{
    const struct et_overlay *overlay = &state->overlay;
    state->full_in_one =
        overlay->paints_bytes && et_overlay_bytes_kernels(overlay->depth, cpu, &state->bytes);
    state->chroma_in_one = state->full_in_one && state->across.shift == 1 && state->down.count <= 2;
}

static int configure(const struct et_setup *setup)
{
    const struct overlay_params *p = setup->params;
    struct state *state = setup->state;
    struct et_overlay *overlay = &state->overlay;
    *overlay = (struct et_overlay){
        .x = p->x,
        .y = p->y,
        .blend = (enum et_blend)p->blend,
        .premultiplied = p->alpha == ALPHA_PREMULTIPLIED,
    };
    int error = et_overlay_init(overlay, &setup->in, &setup->second, p->opacity);
    if (error)
        return error;
    overlay->kernels = et_overlay_kernels(overlay->depth, setup->cpu);
    const struct et_pixels *base = &overlay->base;
    state->keeps_chroma = is_same_grid(overlay);
    state->full = et_taps_for(0, 0);
    state->across = et_taps_for(base->shift_x, state->keeps_chroma ? 1 : base->offset_x);
    state->down = et_taps_for(base->shift_y, state->keeps_chroma ? 1 : base->offset_y);
    find_shortcuts(state, setup->cpu);
    return 0;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)state, (void)rows;
    return sizeof(struct et_overlay_scratch);
}

/*
 * A chroma sample is the mean of pixels around it, of each of which the chroma is interpolated: one
 * row of chroma beyond what lies beside it, and one more for the mean.
 */
static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct et_pixels *base = &((const struct state *)opaque)->overlay.base;
    const int halo = et_plane_is_chroma(base->format, plane) ? 2 : 2 << base->shift_y;
    *in_first = base->interpolated ? first - halo : first;
    *in_last = base->interpolated ? last + halo : last;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Continues sums by their edges: `left` before the first of `count`, `right` after the last. */
static void continue_edges(int32_t *sums, int left, int count, int right)
{
    for (int i = 0; i < left; i++)
        sums[i] = sums[left];
    for (int i = 0; i < right; i++)
        sums[left + count + i] = sums[left + count - 1];
}

/*
 * Adds what happens to pixels `first` to `last` - 1 of the rows under row `y` of the plane; those
 * outside the base are as the nearest inside.
 */
static void sum_rows(const struct et_run *run, const struct et_taps *down, int y, int first,
                     int last, struct et_overlay_scratch *s)
{
    const struct et_overlay *overlay = &((const struct state *)run->state)->overlay;
    const int begin = larger(0, first), end = smaller(overlay->base.width, last);
    const int left = larger(begin, overlay->x);
    const int right = smaller(end, overlay->x + overlay->second.width);
    memset(s->paint_sum, 0, (size_t)(last - first) * sizeof(*s->paint_sum));
    memset(s->cover_sum, 0, (size_t)(last - first) * sizeof(*s->cover_sum));
    for (int t = 0; t < down->count; t++) {
        const int weight = down->weights[t];
        const int row =
            larger(0, smaller((y << down->shift) + down->first + t, overlay->base.height - 1));
        if (left >= right || row < overlay->y || row >= overlay->y + overlay->second.height)
            continue;
        et_overlay_pixels(overlay, run->in, run->second, run->plane, row, left, right - left, s);
        int32_t *paint_sum = s->paint_sum + left - first, *cover_sum = s->cover_sum + left - first;
        for (int i = 0; i < right - left; i++) {
            paint_sum[i] += s->paint[i] * weight;
            cover_sum[i] += s->cover[i] * weight;
        }
    }
    continue_edges(s->paint_sum, begin - first, end - begin, last - end);
    continue_edges(s->cover_sum, begin - first, end - begin, last - end);
}

/* Means of sums: those of sample i start at sums[i << shift]. */
static void mean_across(const struct et_taps *across, int count, const int32_t *sums,
                        int32_t *means)
{
    const int half = 1 << (2 * ET_TAPS_BITS - 1);
    const int *weights = across->weights;
    if (across->shift == 1 && across->count == 2)
        for (int i = 0; i < count; i++)
            means[i] = (4 * (sums[2 * i] + sums[2 * i + 1]) + half) >> (2 * ET_TAPS_BITS);
    else if (across->shift == 1)
        for (int i = 0; i < count; i++)
            means[i] = (2 * (sums[2 * i] + 2 * sums[2 * i + 1] + sums[2 * i + 2]) + half) >>
                       (2 * ET_TAPS_BITS);
    else
        for (int i = 0; i < count; i++) {
            int sum = half;
            for (int t = 0; t < across->count; t++)
                sum += sums[(i << across->shift) + t] * weights[t];
            means[i] = sum >> (2 * ET_TAPS_BITS);
        }
}

/* Instead of paint's means, the second input's own chroma samples times the mean cover. */
static void keep_chroma(const struct et_run *run, int y, int first, int count,
                        struct et_overlay_scratch *s)
{
    const struct et_overlay *overlay = &((const struct state *)run->state)->overlay;
    const struct et_pixels *second = &overlay->second;
    const int top = overlay->y >> second->shift_y, left = overlay->x >> second->shift_x;
    const int width = et_plane_width(second->format, run->plane, second->width);
    const int begin = larger(first, left), end = smaller(first + count, left + width);
    if (y < top || y >= top + et_plane_height(second->format, run->plane, second->height) ||
        begin >= end)
        return;
    et_overlay_chroma(overlay, run->second, run->plane, y - top, begin - left, end - begin, s);
    for (int i = begin; i < end; i++)
        s->paint_mean[i - first] = et_covered(s->value[i - begin], s->cover_mean[i - first]);
}

/* What happens to samples `x` to `x` + `count` - 1 of row `y`, to the means. */
static void find_means(const struct et_run *run, int y, int x, int count,
                       struct et_overlay_scratch *s)
{
    const struct state *state = run->state;
    const struct et_taps *across = &state->across;
    const int first = (x << across->shift) + across->first;
    const int last = first + ((count - 1) << across->shift) + across->count;
    sum_rows(run, &state->down, y, first, last, s);
    mean_across(across, count, s->paint_sum, s->paint_mean);
    mean_across(across, count, s->cover_sum, s->cover_mean);
    if (state->keeps_chroma)
        keep_chroma(run, y, x, count, s);
}

/* The pixels of the second input's row that lies on row `y` of the base, from column `x` of it on. */
static const uint8_t *bytes_at(const struct et_run *run, int y, int x)
{
    const struct et_overlay *overlay = &((const struct state *)run->state)->overlay;
    if (y < overlay->y || y >= overlay->y + overlay->second.height)
        return NULL;
    return run->second->data[0] + (y - overlay->y) * run->second->stride[0] + 4 * (x - overlay->x);
}

/* As sum_rows(), of bytes: the one row that samples stand for counts twice. */
static void pair_rows(const struct et_run *run, int y, int first, int last,
                      struct et_overlay_scratch *s)
{
    const struct state *state = run->state;
    const struct et_overlay *overlay = &state->overlay;
    const struct et_taps *down = &state->down;
    const int begin = larger(0, first), end = smaller(overlay->base.width, last);
    const int left = smaller(larger(begin, overlay->x), end);
    const int right = larger(smaller(end, overlay->x + overlay->second.width), left);
    const uint8_t *rows[2];
    for (int t = 0; t < 2; t++) {
        const int row = (y << down->shift) + down->first + (t < down->count ? t : 0);
        rows[t] = bytes_at(run, smaller(row, overlay->base.height - 1), left);
    }
    state->bytes.paint(s->paint_pair + left - first, s->cover_pair + left - first, rows[0], rows[1],
                       right - left, &overlay->plane[run->plane], (int)overlay->alpha_factor);
    for (int i = 0; i < last - first; i++)
        if (i < left - first || i >= right - first) {
            s->paint_pair[i] = 0;
            s->cover_pair[i] = -ET_COVER_ONE;
        }
    for (int i = 0; i < begin - first; i++) {
        s->paint_pair[i] = s->paint_pair[begin - first];
        s->cover_pair[i] = s->cover_pair[begin - first];
    }
    for (int i = end - first; i < last - first; i++) {
        s->paint_pair[i] = s->paint_pair[end - first - 1];
        s->cover_pair[i] = s->cover_pair[end - first - 1];
    }
}

/* As run_row(), where it can be had in one go. */
static void run_row_of_bytes(const struct et_run *run, int y, int first, int last, bool subsampled,
                             const struct et_overlay_mix *mix)
{
    const struct state *state = run->state;
    const struct et_overlay *overlay = &state->overlay;
    const struct et_taps *across = &state->across;
    const int plane = run->plane, bytes = overlay->depth == 8 ? 1 : 2;
    const uint8_t *src = run->in->data[plane] + y * run->in->stride[plane];
    uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
    struct et_overlay_scratch *s = run->scratch;
    if (!subsampled) {
        state->bytes.full(dst + first * bytes, src + first * bytes, bytes_at(run, y, first),
                          last - first, &overlay->plane[plane], (int)overlay->alpha_factor, mix);
        return;
    }
    for (int x = first; x < last; x += ET_OVERLAY_CHUNK) {
        const int count = smaller(ET_OVERLAY_CHUNK, last - x);
        const int from = (x << across->shift) + across->first;
        pair_rows(run, y, from, from + ((count - 1) << across->shift) + across->count, s);
        state->bytes.mix(dst + x * bytes, src + x * bytes, s->paint_pair, s->cover_pair, count,
                         across->count == 2, mix);
    }
}

/* The part of row `y` of the plane that the second input reaches: samples `first` to `last` - 1. */
static void run_row(const struct et_run *run, int y, int first, int last)
{
    const struct state *state = run->state;
    const struct et_overlay *overlay = &state->overlay;
    const int plane = run->plane;
    const bool chroma = et_plane_is_chroma(overlay->base.format, plane);
    const bool subsampled = chroma && overlay->base.interpolated;
    const int bytes = overlay->depth == 8 ? 1 : 2;
    const struct et_overlay_mix mix = {
        .shift = overlay->bits - overlay->depth,
        .zero = plane == overlay->base.alpha_plane ? 0 : overlay->zero[plane],
        .max = overlay->base.max,
    };
    const uint8_t *src = run->in->data[plane] + y * run->in->stride[plane];
    uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
    struct et_overlay_scratch *s = run->scratch;
    if (subsampled ? state->chroma_in_one : state->full_in_one) {
        run_row_of_bytes(run, y, first, last, subsampled, &mix);
        return;
    }
    for (int x = first; x < last; x += ET_OVERLAY_CHUNK) {
        const int count = smaller(ET_OVERLAY_CHUNK, last - x);
        if (subsampled)
            find_means(run, y, x, count, s);
        else
            et_overlay_pixels(overlay, run->in, run->second, plane, y, x, count, s);
        overlay->kernels.mix(dst + x * bytes, src + x * bytes,
                             subsampled ? s->paint_mean : s->paint,
                             subsampled ? s->cover_mean : s->cover, count, &mix);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_overlay *overlay = &state->overlay;
    const enum et_format format = overlay->base.format;
    const int plane = run->plane, width = et_plane_width(format, plane, overlay->base.width);
    const bool chroma = et_plane_is_chroma(format, plane);
    const struct et_taps *across = chroma ? &state->across : &state->full;
    const struct et_taps *down = chroma ? &state->down : &state->full;
    /* Samples that stand for a pixel of the second input. */
    const int right = overlay->x + overlay->second.width;
    const int bottom = overlay->y + overlay->second.height;
    const int first = larger(0, (overlay->x - across->first - across->count + 1) >> across->shift);
    const int last = smaller(width, ((right - 1 - across->first) >> across->shift) + 1);
    const size_t bytes = (size_t)et_format_info(format)->bytes_per_pixel;
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = run->in->data[plane] + y * run->in->stride[plane];
        uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
        const int top_pixel = (y << down->shift) + down->first;
        memcpy(dst, src, (size_t)width * bytes);
        if (first < last && top_pixel < bottom && top_pixel + down->count > overlay->y)
            run_row(run, y, first, last);
    }
}

static const char *const blend_names[] = {"normal",     "multiply",  "screen", "overlay",
                                          "darken",     "lighten",   "add",    "difference",
                                          "soft_light", "hard_light"};
static const char *const alpha_names[] = {"straight", "premultiplied"};

static const struct et_param params[] = {
    ET_INT(struct overlay_params, x, "Left", "Where the left edge of the second input lies.",
           ET_UNIT_PIXEL, -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_INT(struct overlay_params, y, "Top", "Where the top edge of the second input lies.",
           ET_UNIT_PIXEL, -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_FLOAT(struct overlay_params, opacity, "Opacity", "Factor for the second input's alpha.",
             ET_UNIT_FACTOR, 0, 1, 0.01, 1),
    ET_CHOICE(struct overlay_params, blend, "Blend mode",
              "How colours are mixed where both are opaque.", blend_names, ET_BLEND_NORMAL),
    ET_CHOICE(struct overlay_params, alpha, "Alpha",
              "Whether colours of the second input are multiplied by their alpha.", alpha_names,
              ALPHA_STRAIGHT),
};

const struct et_filter et_filter_overlay = {
    .name = "overlay",
    .label = "Overlay",
    .help = "Lays a second input over the image.",
    .group = ET_GROUP_COMPOSE,
    .example = "x:90:y:40:opacity:0.8:blend:screen",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct overlay_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .inputs = 2,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
