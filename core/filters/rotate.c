// SPDX-License-Identifier: MIT
/*
 * Turning clockwise. By quarters every sample is moved, none is changed; a quarter swaps width and
 * height, and with them 4:2:2 and 4:4:0. The siting of chroma turns with it, exactly but where chroma
 * comes to lie to the right, or a side is odd: then it is the nearest that has a name (siting.h).
 *
 * An angle beside it turns about the middle inside the frame that the quarters give, both in one step,
 * as placement.h and simd/sampler.h say; chroma then lies where it is said to. With `size` = grow that
 * frame becomes as large as the turned picture, in whole samples of chroma:
 *   width' = ceil(width |cos angle| + height |sin angle|)
 *   height' = ceil(width |sin angle| + height |cos angle|)
 * and keyframes of the angle must not ask for other sizes.
 */
#include "filters/placement.h"
#include "filters/siting.h"
#include "filters/transpose.h"
#include "simd/reverse.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum turn { TURN_0, TURN_90, TURN_180, TURN_270 };

enum size { SIZE_KEEP, SIZE_GROW };

enum {
    BLOCK =
        64, /* rows that are made at a time of a quarter: the source's lines are read as a whole */
    LINE = 64,
};

struct rotate_params {
    int turn;
    double angle;
    int kernel, edge, size;
};

struct state {
    struct et_image_info in;
    enum turn turn;
    int bytes_per_sample;
    et_transpose *transpose;
    et_reverse_row *reverse;

    bool sampled; /* by an angle that is none of the quarters */
    enum et_edge edge;
    struct et_placement luma, chroma;
    struct et_sampler sampler;
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

static bool is_whole(double angle)
{
    return floor(angle / 360) * 360 == angle;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct rotate_params *p = params;
    (void)in;
    return p->turn == TURN_0 && is_whole(p->angle);
}

static struct et_rational sample_aspect(const void *params, const struct et_image_info *in,
                                        const struct et_image_info *out, struct et_rational aspect)
{
    (void)in;
    (void)out;
    if (((const struct rotate_params *)params)->turn % 2)
        return (struct et_rational){aspect.den, aspect.num};
    return aspect;
}

/* What a side grows to; what is below a thousandth of a pixel is no reason for one more. */
static int grown(double side, int unit)
{
    return -(int)floor((0.001 - side) / unit) * unit;
}

static int grow(double degrees, struct et_image_info *out)
{
    const struct et_format_info *format = et_format_info(out->format);
    const double width = out->width, height = out->height;
    double cosine, sine;
    et_turn_of(degrees, &cosine, &sine);
    cosine = fabs(cosine);
    sine = fabs(sine);
    out->width = grown(width * cosine + height * sine, 1 << format->chroma_x);
    out->height = grown(width * sine + height * cosine, 1 << format->chroma_y);
    if (out->width > ET_SIDE_MOST || out->height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "%.0fx%.0f turned by %g degrees has a side above %d",
                       width, height, degrees, ET_SIDE_MOST);
    return 0;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    const struct rotate_params *p = params;
    enum turn turn = (enum turn)p->turn;
    /* 90: the bottom becomes the left, and the left the top. */
    const struct et_mirror mirror = {.across = turn == TURN_180 || turn == TURN_270,
                                     .down = turn == TURN_180 || turn == TURN_90,
                                     .turned = turn == TURN_90 || turn == TURN_270};
    *out = *in;
    if (mirror.turned) {
        out->width = in->height;
        out->height = in->width;
        out->format = et_format_turned(in->format);
        if (out->format == ET_FORMAT_NONE)
            return et_fail(ET_ERROR_UNSUPPORTED, "%s cannot be turned by a quarter",
                           et_format_info(in->format)->name);
    }
    out->color.siting = et_siting_moved(in, &mirror);
    return p->size == SIZE_GROW && !is_whole(p->angle) ? grow(p->angle, out) : 0;
}

static int configure(const struct et_setup *setup)
{
    const struct rotate_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .in = setup->in,
        .turn = (enum turn)p->turn,
        .bytes_per_sample = format->bytes_per_pixel,
        .transpose = et_transpose_kernel(format->bytes_per_pixel, setup->cpu),
        .reverse = et_reverse_kernel(format->bytes_per_pixel, setup->cpu),
        .sampled = !is_whole(p->angle),
        .edge = (enum et_edge)p->edge,
    };
    if (!state->sampled)
        return 0;
    const struct et_affine affine = et_affine_about(
        (setup->in.width - 1) / 2.0, (setup->in.height - 1) / 2.0, (setup->out.width - 1) / 2.0,
        (setup->out.height - 1) / 2.0, 1, 1, 90.0 * p->turn + p->angle);
    state->luma = et_placement_of(&affine, &setup->in, &setup->out, 0);
    state->chroma = et_placement_of(&affine, &setup->in, &setup->out, 1);
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR, format->depth,
                           setup->cpu);
}

static enum et_fields fields(const void *opaque)
{
    const struct state *state = opaque;
    if (state->sampled || state->turn == TURN_90 || state->turn == TURN_270)
        return ET_FIELDS_MIX;
    return state->turn == TURN_180 && state->in.height % 2 == 0 ? ET_FIELDS_SWAP : ET_FIELDS_STAY;
}

static const struct et_placement *placement_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->in.format, plane) ? &state->chroma : &state->luma;
}

static bool is_quarter(const struct state *state)
{
    return !state->sampled && (state->turn == TURN_90 || state->turn == TURN_270);
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const int height = et_plane_height(state->in.format, plane, state->in.height);
    if (state->sampled) {
        et_placement_rows(placement_of(state, plane), &state->sampler, first, last, in_first,
                          in_last);
        return;
    }
    const bool quarter = is_quarter(state);
    const bool half = state->turn == TURN_180;
    *in_first = quarter ? 0 : half ? height - last : first;
    *in_last = quarter ? height : half ? height - first : last;
}

static int band_rows(const void *opaque, int plane)
{
    (void)plane;
    return is_quarter(opaque) ? BLOCK : 1;
}

/* From one row of a block to the next: a line more than it takes, so that rows have places of their own. */
static size_t block_stride(const struct state *state, int width)
{
    const size_t bytes = (size_t)width * (size_t)state->bytes_per_sample;
    return (bytes + LINE - 1) / LINE * LINE + LINE;
}

/* A block, which is copied out of the cache row by row: memory that is written by columns comes slowly. */
static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    return is_quarter(state)
               ? (size_t)(rows < BLOCK ? rows : BLOCK) * block_stride(state, state->in.height)
               : 0;
}

static void run_quarter(const struct et_run *run, const struct state *state, int in_width,
                        int in_height)
{
    const uint8_t *src = run->in->data[run->plane];
    ptrdiff_t down = run->in->stride[run->plane];
    int across = 1, column = run->first; /* of the input, for output row `first` */
    if (state->turn == TURN_90) {        /* the last row becomes the first column */
        src += (in_height - 1) * down;
        down = -down;
    } else { /* the last column becomes the first row */
        across = -1;
        column = in_width - 1 - run->first;
    }
    const ptrdiff_t stride = (ptrdiff_t)block_stride(state, in_height);
    uint8_t *dst = run->out->data[run->plane];
    for (int first = run->first; first < run->last; first += BLOCK) {
        const int rows = run->last - first < BLOCK ? run->last - first : BLOCK;
        const int from = column + across * (first - run->first);
        state->transpose(run->scratch, stride, src + from * state->bytes_per_sample, down, across,
                         in_height, rows);
        for (int y = 0; y < rows; y++)
            memcpy(dst + (first + y) * run->out->stride[run->plane],
                   (const uint8_t *)run->scratch + y * stride,
                   (size_t)in_height * (size_t)state->bytes_per_sample);
    }
}

static void run_sampled(const struct et_run *run, const struct state *state)
{
    const int plane = run->plane, outside = et_edge_code(state->edge, &state->in, plane);
    for (int y = run->first; y < run->last; y++)
        et_placement_row(placement_of(state, plane), &state->sampler, run->in->data[plane],
                         run->in->stride[plane], outside, y, et_image_row(run->out, plane, y));
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    int in_width = et_plane_width(run->in->info.format, run->plane, run->in->info.width);
    int in_height = et_plane_height(run->in->info.format, run->plane, run->in->info.height);
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane];
    if (state->sampled) {
        run_sampled(run, state);
        return;
    }
    if (is_quarter(state)) {
        run_quarter(run, state, in_width, in_height);
        return;
    }
    /* Upwards by a half turn, so that what is written goes on backwards from row to row. */
    for (int i = 0; i < run->last - run->first; i++) {
        const int y = state->turn == TURN_180 ? run->last - 1 - i : run->first + i;
        uint8_t *dst = et_image_row(run->out, run->plane, y);
        if (state->turn == TURN_180)
            state->reverse(dst, src + (in_height - 1 - y) * stride, NULL, in_width);
        else
            memcpy(dst, src + y * stride, (size_t)in_width * (size_t)state->bytes_per_sample);
    }
}

static const char *const size_names[] = {"keep", "grow"};
static const char *const turn_names[] = {"0", "90", "180", "270"};

static const struct et_param params[] = {
    ET_FIXED_CHOICE(struct rotate_params, turn, "Turn", "Degrees clockwise.", turn_names, 0),
    ET_FLOAT(struct rotate_params, angle, "Angle", "Turned further, clockwise, about the middle.",
             ET_UNIT_DEGREE, -3600, 3600, 0.1, 0),
    ET_CHOICE(struct rotate_params, kernel, "Kernel",
              "For angles, from soft to sharp: bilinear, bicubic.", et_point_kernel_names,
              ET_KERNEL_BICUBIC),
    ET_EDGE(struct rotate_params, ET_EDGE_TRANSPARENT),
    ET_FIXED_CHOICE(struct rotate_params, size, "Size",
                    "For angles: the frame stays, and cuts corners off, or grows to hold them.",
                    size_names, SIZE_KEEP),
};

const struct et_filter et_filter_rotate = {
    .name = "rotate",
    .label = "Rotate",
    .help = "Turns the image by quarters, and by any angle.",
    .group = ET_GROUP_GEOMETRY,
    .example = "turn:90",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct rotate_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .sample_aspect = sample_aspect,
    .output_info = output_info,
    .fields = fields,
    .configure = configure,
    .rows_needed = rows_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
