// SPDX-License-Identifier: MIT
/*
 * Scaling to a width and a height. Each output sample is a weighted sum of the input samples under
 * a kernel that is centred where the output sample lies in the input: pixel centres are at half
 * integers, so x_in = (x_out + 1/2) * width_in / width_out - 1/2, and chroma samples lie where the
 * format's siting puts them. When shrinking, the kernel is widened by the ratio, so that nothing
 * aliases. The kernels: triangle, Catmull-Rom (Keys, 1981), Lanczos of 3 lobes (Duchon, 1979), that of
 * Mitchell and Netravali (1988, B = C = 1/3), and `area`: the mean of what an output sample covers, at
 * any ratio. A side that keeps its size keeps its samples. Beyond the edges the image goes on as its edge.
 *
 * Coefficients are in 1/16384 and add up to one exactly; a vertical pass rounds to 14 bits, a
 * horizontal pass to the format's depth, halves upward, with a clamp (simd/resample.h).
 */
#include "simd/resample.h"

#include <etalon/filter.h>

enum keep { KEEP_PIXELS, KEEP_PICTURE };

struct scale_params {
    int width, height, kernel, keep;
};

struct state {
    enum et_format format;
    bool mixes_rows;
    struct et_resampler luma, chroma;
};

/*
 * A side that follows from the other one: `in` times `other_out` / `other_in`, rounded to whole samples of
 * chroma, of `unit` pixels, at least one.
 */
static int keep_aspect(int in, int other_in, int other_out, int unit)
{
    const int64_t divisor = (int64_t)other_in * unit;
    int64_t size = ((int64_t)in * other_out * 2 + divisor) / (2 * divisor) * unit;
    if (other_in == other_out)
        return in;
    return size < unit ? unit : size > ET_SIDE_MOST ? ET_SIDE_MOST + 1 : (int)size;
}

static void size_of(const struct scale_params *p, const struct et_image_info *in, int *width,
                    int *height)
{
    const struct et_format_info *format = et_format_info(in->format);
    *width = p->width    ? p->width
             : p->height ? keep_aspect(in->width, in->height, p->height, 1 << format->chroma_x)
                         : in->width;
    *height = p->height  ? p->height
              : p->width ? keep_aspect(in->height, in->width, p->width, 1 << format->chroma_y)
                         : in->height;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    int width, height;
    size_of(params, in, &width, &height);
    return width == in->width && height == in->height;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    *out = *in;
    size_of(params, in, &out->width, &out->height);
    if (out->width > ET_SIDE_MOST || out->height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "keeping the aspect of %dx%d gives a side above %d",
                       in->width, in->height, ET_SIDE_MOST);
    return 0;
}

/* So that width times its aspect over height stays, in lowest terms that fit. */
static struct et_rational sample_aspect(const void *params, const struct et_image_info *in,
                                        const struct et_image_info *out, struct et_rational aspect)
{
    int64_t num = (int64_t)aspect.num * in->width * out->height;
    int64_t den = (int64_t)aspect.den * in->height * out->width;
    int64_t divisor = num, rest = den;
    if (((const struct scale_params *)params)->keep == KEEP_PIXELS)
        return aspect;
    while (rest) {
        const int64_t next = divisor % rest;
        divisor = rest;
        rest = next;
    }
    num /= divisor;
    den /= divisor;
    for (; num > INT32_MAX || den > INT32_MAX; num = (num + 1) / 2, den = (den + 1) / 2)
        continue;
    return (struct et_rational){(int)num, (int)den};
}

/* One axis of a plane with log2 subsampling `shift`, sample 0 `offset` pixels into the image. */
static struct et_axis axis_of(enum et_kernel kernel, int in, int out, int shift, double offset)
{
    double step = (double)in / out;
    return (struct et_axis){
        .kernel = in == out ? ET_KERNEL_BILINEAR : kernel, /* a side that stays is not smoothed */
        .in = (in + (1 << shift) - 1) >> shift,
        .out = (out + (1 << shift) - 1) >> shift,
        .origin = ((offset + 0.5) * step - 0.5 - offset) / (1 << shift),
        .step = step,
    };
}

static int configure_plane(const struct et_setup *setup, int shift_x, int shift_y,
                           struct et_resampler *resampler)
{
    static const enum et_kernel kernels[] = {ET_KERNEL_BILINEAR, ET_KERNEL_BICUBIC,
                                             ET_KERNEL_LANCZOS, ET_KERNEL_MITCHELL, ET_KERNEL_AREA};
    const struct scale_params *p = setup->params;
    const struct et_image_info *in = &setup->in, *out = &setup->out;
    double offset_x = et_siting_offset(in->color.siting, true, shift_x);
    double offset_y = et_siting_offset(in->color.siting, false, shift_y);
    enum et_kernel kernel = kernels[p->kernel];
    struct et_axis across = axis_of(kernel, in->width, out->width, shift_x, offset_x);
    struct et_axis down = axis_of(kernel, in->height, out->height, shift_y, offset_y);
    return et_resampler_init(resampler, setup->arena, &across, &down,
                             et_format_info(in->format)->depth, setup->cpu);
}

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    const struct et_format_info *format = et_format_info(setup->in.format);
    state->format = setup->in.format;
    state->mixes_rows = setup->in.height != setup->out.height;
    int error = configure_plane(setup, 0, 0, &state->luma);
    state->chroma = state->luma;
    if (error || (!format->chroma_x && !format->chroma_y))
        return error;
    return configure_plane(setup, format->chroma_x, format->chroma_y, &state->chroma);
}

static enum et_fields fields(const void *opaque)
{
    return ((const struct state *)opaque)->mixes_rows ? ET_FIELDS_MIX : ET_FIELDS_STAY;
}

static const struct et_resampler *resampler_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *s = state;
    et_resampler_rows(resampler_of(s, plane), first, last, in_first, in_last);
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    size_t luma = et_resampler_scratch(&s->luma), chroma = et_resampler_scratch(&s->chroma);
    return luma > chroma ? luma : chroma;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_resampler *resampler = resampler_of(state, run->plane);
    for (int y = run->first; y < run->last; y++)
        et_resample_row(resampler, run->in->data[run->plane], run->in->stride[run->plane], y,
                        et_image_row(run->out, run->plane, y), run->scratch);
}

static const char *const keep_names[] = {"pixels", "picture"};
static const char *const kernel_names[] = {"bilinear", "bicubic", "lanczos", "mitchell", "area"};

static const struct et_param params[] = {
    ET_FIXED_INT(struct scale_params, width, "Width",
                 "Width of the result; 0 keeps the aspect, to whole samples of chroma.",
                 ET_UNIT_PIXEL, 0, ET_SIDE_MOST, 1, 0),
    ET_FIXED_INT(struct scale_params, height, "Height",
                 "Height of the result; 0 keeps the aspect, to whole samples of chroma.",
                 ET_UNIT_PIXEL, 0, ET_SIDE_MOST, 1, 0),
    ET_CHOICE(struct scale_params, kernel, "Kernel",
              "From soft to sharp: bilinear, mitchell, bicubic, lanczos; area takes the mean.",
              kernel_names, 1),
    ET_FIXED_CHOICE(
        struct scale_params, keep, "Keep",
        "Where width and height change by different factors: the shape of pixels, so that the "
        "picture is "
        "stretched, or that of the picture, so that its pixels get another sample aspect ratio.",
        keep_names, KEEP_PIXELS),
};

const struct et_filter et_filter_scale = {
    .name = "scale",
    .label = "Scale",
    .help = "Changes the size of the image.",
    .group = ET_GROUP_GEOMETRY,
    .example = "width:144:kernel:bicubic",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct scale_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .sample_aspect = sample_aspect,
    .output_info = output_info,
    .fields = fields,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
