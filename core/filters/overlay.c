// SPDX-License-Identifier: MIT
/*
 * Lays a second input, a bitmap or another clip, over the first one, the base, in place, at its own
 * size. W3C's Compositing and Blending Level 1: source over, with a blend mode B. With colours and
 * alpha from 0 to 1, s the second input, b the base, `opacity` multiplied into as:
 *   ao = as + ab (1 - as)
 *   Co = Cb + (as (1 - ab) (Cs - Cb) + as ab (B(Cb, Cs) - Cb)) / ao
 * With `order` = under the base lies over the second input: the same with B(Cs, Cb), which in `normal` is Cb.
 * Alpha is straight: colours are not multiplied by it; with `alpha` = premultiplied those of the
 * second input are, and are divided by it first. B sees Cb cut to 0 to 1.
 *
 * Space. Components are those of the signal, as it is (not linear): R'G'B' of the base's matrix and
 * range; GRAY is one component. No primaries or transfers are converted. `normal` needs no R'G'B':
 * the second input is brought to the base's planes and mixed there, which is the same.
 *
 * Chroma. Base planes that have fewer samples than there are pixels get the weighted mean of what
 * happens to the pixels around a sample, as <etalon/program.h> says: 1/4, 1/2, 1/4 where a sample of
 * 4:2:0 is co-sited with a pixel, else alike those that it stands for. A second input that has the
 * base's format, matrix and range, in `normal`, and lies on its grid, keeps its chroma samples as
 * they are, mixed by the mean alpha of the pixels that they stand for: where it is opaque it is
 * copied exactly.
 *
 * Numbers. Straight RGBA in `normal` on opaque bases of up to 12 bits: integers of 14 bits
 * (overlay_bytes.h), within 1 code of the formulas in double precision. The other modes of straight
 * RGBA, or of YUV without alpha of up to 12 bits, on YUV without alpha of up to 10 bits: integers of 15
 * bits (overlay_lanes.h), within 1 code too. All else: single precision (overlay_rows.h), the code
 * nearest to the result.
 */
#include "filters/overlay.h"
#include "base/range.h"
#include "filters/overlay_bytes.h"
#include "filters/overlay_lanes.h"
#include "filters/overlay_rows.h"

#include "color/matrix3.h"

#include <math.h>
#include <string.h>

enum alpha { ALPHA_STRAIGHT, ALPHA_PREMULTIPLIED };
enum order { ORDER_OVER, ORDER_UNDER };

enum { MOST_PLACE = 16384 };

struct overlay_params {
    int x, y;
    double opacity;
    int blend, alpha, order;
};

struct state {
    struct et_overlay overlay;
    enum { OF_ROWS, OF_BYTES, OF_LANES } way;
    struct et_overlay_bytes bytes;
    struct et_overlay_lanes lanes;
    struct et_overlay_rows rows;
};

/* ---- How they lie ---------------------------------------------------------------------------- */

struct et_span et_overlay_pixels(const struct et_overlay *overlay)
{
    const int first = et_larger(0, overlay->x);
    const int last = et_smaller(overlay->base.width, overlay->x + overlay->second.width);
    return first < last ? (struct et_span){first, last} : (struct et_span){0, 0};
}

struct et_span et_overlay_chroma(const struct et_overlay *overlay)
{
    const struct et_chroma_axis *across = &overlay->across;
    const struct et_span pixels = et_overlay_pixels(overlay);
    const int columns = et_plane_width(overlay->base.format, 1, overlay->base.width);
    if (pixels.first >= pixels.last)
        return (struct et_span){0, 0};
    return (struct et_span){
        et_larger(
            0, (pixels.first - across->down_from - across->taps + 1 + (1 << across->shift) - 1) >>
                   across->shift),
        et_smaller(columns, ((pixels.last - 1 - across->down_from) >> across->shift) + 1)};
}

bool et_overlay_has_row(const struct et_overlay *overlay, int y)
{
    return y >= overlay->y && y < overlay->y + overlay->second.height;
}

bool et_overlay_has_chroma_row(const struct et_overlay *overlay, int k)
{
    const int height = overlay->base.height;
    return et_chroma_first(&overlay->down, k, height) < overlay->y + overlay->second.height &&
           et_chroma_last(&overlay->down, k, height) >= overlay->y;
}

void et_overlay_copy_around(const struct et_run *run, int plane, int y, struct et_span part)
{
    const struct et_image_info *info = &run->in->info;
    const size_t bytes = et_format_info(info->format)->depth == 8 ? 1 : 2;
    const size_t width = (size_t)et_plane_width(info->format, plane, info->width) * bytes;
    const uint8_t *src = et_image_row(run->in, plane, y);
    uint8_t *dst = et_image_row(run->out, plane, y);
    const size_t before = (size_t)part.first * bytes, until = (size_t)part.last * bytes;
    memcpy(dst, src, before);
    memcpy(dst + until, src + until, width - until);
}

/* ---- The filter ------------------------------------------------------------------------------ */

/* Nothing of what lies under an opaque base is seen. */
static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct overlay_params *p = params;
    const bool hidden = p->order == ORDER_UNDER && p->blend == ET_BLEND_NORMAL &&
                        !et_format_info(in->format)->alpha;
    return p->opacity == 0 || hidden;
}

/* The mode in which the base is the backdrop. */
static enum et_blend blend_of(const struct overlay_params *p)
{
    const enum et_blend blend = (enum et_blend)p->blend;
    if (p->order == ORDER_OVER)
        return blend;
    switch (blend) {
    case ET_BLEND_OVERLAY:
        return ET_BLEND_HARD_LIGHT;
    case ET_BLEND_HARD_LIGHT:
        return ET_BLEND_OVERLAY;
    case ET_BLEND_SOFT_LIGHT:
        return ET_BLEND_SOFT_LIGHT_UNDER;
    default: /* symmetric, or normal */
        return blend;
    }
}

/* Whether the base's planes are those of the second input, each by itself, but for range and depth. */
static bool is_same_matrix(const struct et_image_info *base, const struct et_image_info *second)
{
    struct et_code_scale scale;
    double to_rgb[3][3], from_rgb[3][3], through[3][3];
    if (et_pixels_to_rgb(second, to_rgb, &scale) || et_pixels_from_rgb(base, from_rgb))
        return false; /* which is an error soon enough */
    et_matrix3_multiply((const double(*)[3])from_rgb, (const double(*)[3])to_rgb, through);
    for (int i = 0; i < 9; i++)
        if (i % 4 && fabs(through[i / 3][i % 3]) > 1e-9)
            return false;
    return true;
}

/* Whether a sample of the base's chroma is one of the second input's, where that is opaque. */
static bool is_same_grid(const struct et_overlay *overlay, const struct et_image_info *base,
                         const struct et_image_info *second)
{
    const struct et_pixels *a = &overlay->base, *b = &overlay->second;
    return a->interpolated && b->interpolated && overlay->blend == ET_BLEND_NORMAL &&
           a->shift_x == b->shift_x && a->shift_y == b->shift_y && a->offset_x == b->offset_x &&
           a->offset_y == b->offset_y && !(overlay->x & ((1 << a->shift_x) - 1)) &&
           !(overlay->y & ((1 << a->shift_y) - 1)) && is_same_matrix(base, second);
}

/* A sample of chroma that is kept stands for the pixels beside it, wherever it lies. */
static struct et_chroma_axis axis_of(const struct et_overlay *overlay,
                                     const struct et_image_info *base, bool across, int shift)
{
    const int siting = overlay->keeps_chroma ? ET_SITING_CENTER : base->color.siting;
    return et_chroma_axis_of(siting, across, shift);
}

static int configure(const struct et_setup *setup)
{
    const struct overlay_params *p = setup->params;
    struct state *state = setup->state;
    struct et_overlay *overlay = &state->overlay;
    *overlay = (struct et_overlay){
        .base = et_pixels_of(&setup->in),
        .second = et_pixels_of(&setup->second),
        .x = p->x,
        .y = p->y,
        .blend = blend_of(p),
        .under = p->order == ORDER_UNDER,
        .premultiplied = p->alpha == ALPHA_PREMULTIPLIED,
        .opacity = p->opacity,
    };
    overlay->keeps_chroma = is_same_grid(overlay, &setup->in, &setup->second);
    overlay->across = axis_of(overlay, &setup->in, true, overlay->base.shift_x);
    overlay->down = axis_of(overlay, &setup->in, false, overlay->base.shift_y);
    if (et_overlay_lanes_fit(overlay, &setup->in, &setup->second)) {
        state->way = OF_LANES;
        et_overlay_lanes_init(&state->lanes, overlay, &setup->in, &setup->second, setup->cpu);
        return 0;
    }
    state->way = et_overlay_bytes_fit(overlay) ? OF_BYTES : OF_ROWS;
    return state->way == OF_BYTES ? et_overlay_bytes_init(&state->bytes, overlay, &setup->in,
                                                          &setup->second, setup->cpu)
                                  : et_overlay_rows_init(&state->rows, overlay, &setup->in,
                                                         &setup->second, setup->cpu);
}

static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    (void)rows;
    return state->way == OF_BYTES   ? et_overlay_bytes_scratch(&state->bytes)
           : state->way == OF_LANES ? et_overlay_lanes_scratch(&state->lanes)
                                    : et_overlay_rows_scratch(&state->rows);
}

/*
 * A chroma sample is the mean of pixels around it, of each of which the chroma is interpolated: one
 * row of chroma beyond what lies beside it, and one more for the mean.
 */
static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct et_pixels *base = &((const struct state *)opaque)->overlay.base;
    const int halo = base->shift_y ? 2 << base->shift_y : 0;
    (void)plane;
    *in_first = first - halo;
    *in_last = last + halo;
}

/* Chroma that is interpolated, and then the mean of pixels around a sample: one row, or column, for each. */
static bool columns_needed(const void *opaque, int plane, int *reach, int *unit)
{
    const struct et_pixels *base = &((const struct state *)opaque)->overlay.base;
    (void)plane;
    *reach = base->shift_x ? 2 << base->shift_x : 0;
    *unit = 1;
    return true;
}

/* The state for a part of the picture that begins `left` pixels further right. */
static void move_left(const struct state *state, int left, struct state *moved)
{
    *moved = *state;
    moved->overlay.x -= left;
    moved->rows.overlay = moved->bytes.overlay = moved->lanes.overlay = &moved->overlay;
    moved->bytes.chroma.overlay = moved->lanes.chroma.overlay = &moved->overlay;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    struct state moved;
    if (run->left) {
        move_left(state, run->left, &moved);
        state = &moved;
    }
    if (state->way == OF_BYTES)
        et_overlay_bytes_run(&state->bytes, run);
    else if (state->way == OF_LANES)
        et_overlay_lanes_run(&state->lanes, run);
    else
        et_overlay_rows_run(&state->rows, run);
}

#define NAME(name, mode) [mode] = #name,
static const char *const blend_names[] = {[ET_BLEND_NORMAL] = "normal", ET_BLEND_MODES(NAME)};
static const char *const alpha_names[] = {"straight", "premultiplied"};
static const char *const order_names[] = {"over", "under"};

static const struct et_param params[] = {
    ET_INT(struct overlay_params, x, "Left", "Where the left edge of the second input lies.",
           ET_UNIT_PIXEL, -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_INT(struct overlay_params, y, "Top", "Where the top edge of the second input lies.",
           ET_UNIT_PIXEL, -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_FLOAT(struct overlay_params, opacity, "Opacity", "Factor for the second input's alpha.",
             ET_UNIT_NONE, 0, 1, 0.01, 1),
    ET_CHOICE(struct overlay_params, blend, "Blend mode",
              "How colours are mixed where both are opaque.", blend_names, ET_BLEND_NORMAL),
    ET_CHOICE(struct overlay_params, alpha, "Alpha",
              "Whether colours of the second input are multiplied by their alpha.", alpha_names,
              ALPHA_STRAIGHT),
    ET_FIXED_CHOICE(
        struct overlay_params, order, "Second input",
        "Whether the second input lies over the image or under it, seen where that is clear.",
        order_names, ORDER_OVER),
};

const struct et_filter et_filter_overlay = {
    .name = "overlay",
    .label = "Overlay",
    .help = "Lays a second input over the image, or under it.",
    .group = ET_GROUP_COMPOSE,
    .example = "x:90:y:40:opacity:0.8:blend:screen",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct overlay_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .joint = true,
    .inputs = 2,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
