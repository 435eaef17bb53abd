// SPDX-License-Identifier: MIT
/* scale and the view against resampling in double precision, and the banks under both. */
#include "resample.h"

#include "single.h"

#include "base/arena.h"
#include "simd/bank.h"

#include <math.h>

enum { MITCHELL = 3, AREA = 4, KERNELS }; /* beside bilinear, 0, and bicubic, 1 */

/* In samples of the plane; `step` from one output sample to the next. */
static double reach_of(int kernel, double step)
{
    static const double supports[] = {1, 2, 3, 2};
    return kernel == AREA ? (step + 1) / 2 : supports[kernel] * fmax(step, 1);
}

static double weight_of(int kernel, double distance, double step)
{
    const double pi = acos(-1);
    const double x = fabs(distance) / fmax(step, 1);
    if (kernel == AREA) /* the part of (x - 1/2, x + 1/2) within step / 2 of 0 */
        return fmax(0,
                    fmin(fabs(distance) + 0.5, step / 2) - fmax(fabs(distance) - 0.5, -step / 2));
    if (x >= reach_of(kernel, 1))
        return 0;
    if (kernel == 0)
        return 1 - x;
    if (kernel == MITCHELL) /* their equation 8 with B = C = 1/3 */
        return (x < 1 ? 7 * x * x * x - 12 * x * x + 16.0 / 3
                      : -7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) /
               6;
    if (kernel == 1)
        return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1
                     : -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
    return x < 1e-9 ? 1 : sin(pi * x) / (pi * x) * sin(pi * x / 3) / (pi * x / 3);
}

/* Where sample 0 of a plane lies: H.273's chroma sample locations, figure 1. */
double resample_offset(const struct et_image_info *info, int plane, int across)
{
    const struct et_format_info *format = et_format_info(info->format);
    int shift = across ? format->chroma_x : format->chroma_y;
    if (!et_plane_is_chroma(info->format, plane) || !shift)
        return 0;
    /* In halves of the way to the last luma sample that shares it: across, down. */
    static const double halves[][2] = {
        [ET_SITING_UNSPECIFIED] = {0, 1}, [ET_SITING_LEFT] = {0, 1},
        [ET_SITING_CENTER] = {1, 1},      [ET_SITING_TOP_LEFT] = {0, 0},
        [ET_SITING_TOP] = {1, 0},         [ET_SITING_BOTTOM_LEFT] = {0, 2},
        [ET_SITING_BOTTOM] = {1, 2}};
    return halves[info->color.siting][across ? 0 : 1] * ((1 << shift) - 1) / 2;
}

int spacing_of(enum et_format format, int plane, int across)
{
    const struct et_format_info *info = et_format_info(format);
    return et_plane_is_chroma(format, plane) ? 1 << (across ? info->chroma_x : info->chroma_y) : 1;
}

double resample_at(const struct et_image *in, int plane, const struct resample_axis axes[2])
{
    const struct et_image_info *info = &in->info;
    int size[2] = {et_plane_width(info->format, plane, info->width),
                   et_plane_height(info->format, plane, info->height)};
    double center[2];
    for (int a = 0; a < 2; a++) {
        int spacing = spacing_of(info->format, plane, !a);
        /* The position in pixels of the input, then in samples of the plane. */
        double pixel = (axes[a].position + 0.5) * axes[a].ratio - 0.5;
        center[a] = (pixel - resample_offset(info, plane, !a)) / spacing;
    }
    double sum = 0, total = 0;
    double reach_y = reach_of(axes[1].kernel, axes[1].step),
           reach_x = reach_of(axes[0].kernel, axes[0].step);
    for (int y = (int)floor(center[1] - reach_y); y <= center[1] + reach_y; y++)
        for (int x = (int)floor(center[0] - reach_x); x <= center[0] + reach_x; x++) {
            double weight = weight_of(axes[0].kernel, x - center[0], axes[0].step) *
                            weight_of(axes[1].kernel, y - center[1], axes[1].step);
            int xx = x < 0 ? 0 : x >= size[0] ? size[0] - 1 : x;
            int yy = y < 0 ? 0 : y >= size[1] ? size[1] - 1 : y;
            sum += weight * image_get(in, plane, xx, yy);
            total += weight;
        }
    return sum / total;
}

static void compare_scaled(const struct image *in, const struct image *out, int kernel)
{
    const struct et_image_info *from = &in->image.info, *to = &out->image.info;
    const struct et_format_info *format = et_format_info(from->format);
    const int max = (1 << format->depth) - 1;
    /*
     * Rounded once to the middle samples' bits and once to the depth; coefficients are exact to
     * 1/16384, and dozens of them add up to less than 1/3500 of the range.
     */
    const double bound = format->depth == 8 ? 0.6 : format->depth <= 12 ? 1.6 : max / 3500.0;
    for (int p = 0; p < format->planes; p++) {
        int spacing_x = spacing_of(from->format, p, 1), spacing_y = spacing_of(from->format, p, 0);
        for (int y = 0; y < et_plane_height(to->format, p, to->height); y++)
            for (int x = 0; x < et_plane_width(to->format, p, to->width); x++) {
                struct resample_axis axes[2] = {
                    {from->width == to->width ? 0 : kernel,
                     x * spacing_x + resample_offset(to, p, 1), (double)from->width / to->width,
                     (double)from->width / to->width},
                    {from->height == to->height ? 0 : kernel,
                     y * spacing_y + resample_offset(to, p, 0), (double)from->height / to->height,
                     (double)from->height / to->height}};
                double expected = resample_at(&in->image, p, axes);
                expected = expected < 0 ? 0 : expected > max ? max : expected;
                int got = image_get(&out->image, p, x, y);
                CHECK(fabs(got - expected) < bound,
                      "%s kernel %d, %dx%d to %dx%d, plane %d at %d, %d: %d, not %g", format->name,
                      kernel, from->width, from->height, to->width, to->height, p, x, y, got,
                      expected);
            }
    }
}

static void keep_from_limits(struct image *in)
{
    const struct et_image_info *info = &in->image.info;
    for (int p = 0; p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++)
                image_set(&in->image, p, x, y, 16384 + image_get(&in->image, p, x, y) / 2);
}

void test_scale(void)
{
    static const int targets[][2] = {{61, 43}, {122, 86}, {30, 21}, {97, 13},
                                     {7, 60},  {1, 1},    {200, 43}};
    static const enum et_format formats[] = {ET_FORMAT_I420,  ET_FORMAT_I422P10,  ET_FORMAT_I440P12,
                                             ET_FORMAT_I444,  ET_FORMAT_GRAY10,   ET_FORMAT_GBR8,
                                             ET_FORMAT_I420A, ET_FORMAT_I422AP16, ET_FORMAT_GRAYA16,
                                             ET_FORMAT_I410,  ET_FORMAT_I422P14};
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (size_t t = 0; t < ET_COUNT(targets); t++)
            for (int kernel = 0; kernel < KERNELS; kernel++) {
                struct et_image_info info = info_of(formats[f], 61, 43);
                info.color.siting = (uint8_t)((t + f) & 3);
                double values[MOST_PARAMS] = {targets[t][0], targets[t][1], kernel};
                struct image in, out;
                image_create(&in, &info, 0);
                image_fill(&in, t & 1 ? FILL_RANDOM : FILL_EXTREMES, 4);
                if (et_format_info(formats[f])->depth == 16)
                    keep_from_limits(&in); /* there a pass cuts its overshoot off */
                CHECK(!filter_run(et_filter_find("scale"), values, &in, 0, 0, 0, &out), "%s",
                      et_error_message());
                compare_scaled(&in, &out, kernel);
                image_destroy(&in);
                image_destroy(&out);
            }
}

void test_scale_aspect(void)
{
    static const int cases[][6] = {{1920, 1080, 1280, 0, 1280, 720}, {1920, 1080, 0, 540, 960, 540},
                                   {100, 3, 10, 0, 10, 2},           {1000, 1, 10, 0, 10, 2},
                                   {333, 222, 0, 0, 333, 222},       {64, 64, 17, 5, 17, 5}};
    const struct et_filter *scale = et_filter_find("scale");
    for (size_t c = 0; c < ET_COUNT(cases); c++) {
        struct {
            int width, height, kernel;
        } params = {cases[c][2], cases[c][3], 1};
        struct et_image_info in = info_of(ET_FORMAT_I420, cases[c][0], cases[c][1]), out;
        CHECK(!scale->output_info(&params, &in, &out), "%s", et_error_message());
        CHECK(out.width == cases[c][4] && out.height == cases[c][5], "%dx%d", out.width,
              out.height);
    }
}

void test_banks(void)
{
    struct et_arena *arena;
    CHECK(!et_arena_create(&arena), "no arena");
    for (int kernel = ET_KERNEL_BILINEAR; kernel <= ET_KERNEL_AREA; kernel++)
        for (int round = 0; round < 60; round++) {
            double step = round == 0   ? 1
                          : round < 30 ? (1 + check_random_below(1000)) / 1000.0
                                       : 1 + check_random_below(30000) / 100.0;
            struct et_bank_shape shape = {(enum et_kernel)kernel, 50,
                                          round ? check_random_below(100) / 7.0 - 5 : 0, step,
                                          round & 1};
            struct et_bank bank;
            CHECK(!et_bank_build(arena, &shape, &bank), "%s", et_error_message());
            CHECK(bank.taps % 2 == 0 && (!shape.across || bank.taps <= 4 || bank.taps % 8 == 0),
                  "%d taps", bank.taps);
            CHECK(bank.identity ==
                      (round == 0 && kernel != ET_KERNEL_BSPLINE && kernel != ET_KERNEL_MITCHELL),
                  "kernel %d step %g", kernel, step);
            for (int i = 0; i < bank.count; i++) {
                int sum = 0;
                for (int t = 0; t < bank.taps; t++)
                    sum += bank.coefs[i * bank.taps + t];
                CHECK(sum == ET_BANK_ONE, "kernel %d step %g: sum %d", kernel, step, sum);
                CHECK(bank.start[i] >= bank.first && bank.start[i] + bank.taps <= bank.last,
                      "outside");
            }
        }
    et_arena_destroy(&arena);
}
