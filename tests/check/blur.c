// SPDX-License-Identifier: MIT
/* gaussian_blur against the Gaussian in double precision. */
#include "single.h"

#include "base/cpu.h"

#include <math.h>
#include <stdlib.h>

/* Blurs one plane, edges continued, out to `reach` sigmas. */
static void reference(const struct et_image *in, int plane, double sigma_x, double sigma_y,
                      double reach, double *out)
{
    int width = et_plane_width(in->info.format, plane, in->info.width);
    int height = et_plane_height(in->info.format, plane, in->info.height);
    double *rows = malloc(sizeof(double) * (size_t)(width * height));
    for (int axis = 0; axis < 2; axis++) {
        double sigma = axis ? sigma_x : sigma_y;
        int radius = (int)ceil(sigma * reach);
        double *weights = malloc(sizeof(double) * (size_t)(2 * radius + 1)), total = 0;
        for (int i = -radius; i <= radius; i++)
            total += weights[radius + i] = sigma > 0 ? exp(-0.5 * i * i / (sigma * sigma)) : i == 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int i = -radius; i <= radius; i++) {
                    int xx = axis ? x + i : x, yy = axis ? y : y + i;
                    xx = xx < 0 ? 0 : xx >= width ? width - 1 : xx;
                    yy = yy < 0 ? 0 : yy >= height ? height - 1 : yy;
                    sum += weights[radius + i] *
                           (axis ? rows[yy * width + xx] : image_get(in, plane, xx, yy));
                }
                out[y * width + x] = sum / total;
            }
        free(weights);
        if (!axis)
            for (int i = 0; i < width * height; i++)
                rows[i] = out[i];
    }
    free(rows);
}

static double largest_error(const struct image *in, const struct image *out, double sigma,
                            double reach)
{
    const struct et_image_info *info = &in->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    double largest = 0;
    for (int p = 0; p < format->planes; p++) {
        int width = et_plane_width(info->format, p, info->width);
        int height = et_plane_height(info->format, p, info->height);
        double *expected = malloc(sizeof(double) * (size_t)(width * height));
        bool chroma = et_plane_is_chroma(info->format, p);
        reference(&in->image, p, sigma / (1 << (chroma ? format->chroma_x : 0)),
                  sigma / (1 << (chroma ? format->chroma_y : 0)), reach, expected);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                double error = fabs(image_get(&out->image, p, x, y) - expected[y * width + x]);
                largest = error > largest ? error : largest;
            }
        free(expected);
    }
    return largest;
}

/* Points, a box with corners, and an edge: what shows errors that noise averages away. */
static void draw_shapes(struct image *in)
{
    const struct et_image_info *info = &in->image.info;
    int max = (1 << et_format_info(info->format)->depth) - 1;
    image_fill(in, FILL_BLACK, 0);
    for (int y = 0; y < info->height; y++)
        for (int x = 0; x < info->width; x++)
            if ((x > info->width / 2 + 7) ^ (y > info->height / 2 + 3 && y < info->height - 5) ^
                (x % 31 == 5 && y % 17 == 3))
                image_set(&in->image, 0, x, y, max);
}

static double error_of(enum et_format format, int width, int height, double sigma, double reach,
                       int shapes)
{
    struct et_image_info info = info_of(format, width, height);
    struct image in, out;
    image_create(&in, &info, 0);
    if (shapes)
        draw_shapes(&in);
    else
        image_fill(&in, FILL_EXTREMES, 5);
    CHECK(!filter_run(et_filter_find("gaussian_blur"), &sigma, &in, et_cpu_available(), 0, 0, &out),
          "%s", et_error_message());
    double error = largest_error(&in, &out, sigma, reach);
    image_destroy(&in);
    image_destroy(&out);
    return error;
}

/*
 * Narrow: half a code for each rounding; running sums of coefficients are off by 1/16384 at most,
 * which for an edge is 1/4 of a code at 12 bits in each direction, and 4 codes at 16 bits.
 */
void test_blur_narrow(void)
{
    static const double sigmas[] = {0.1, 0.3, 0.5, 1, 1.7, 2, 2.4, 3, 3.99};
    for (size_t s = 0; s < ET_COUNT(sigmas); s++)
        for (int shapes = 0; shapes < 2; shapes++) {
            double error = error_of(ET_FORMAT_I420, 61, 47, sigmas[s], 3, shapes);
            CHECK(error < 0.6, "sigma %g at 8 bits: off by %g", sigmas[s], error);
            error = error_of(ET_FORMAT_I422P12, 61, 47, sigmas[s], 3, shapes);
            CHECK(error < 1.5, "sigma %g at 12 bits: off by %g", sigmas[s], error);
            error = error_of(ET_FORMAT_GRAYA16, 61, 47, sigmas[s], 3, shapes);
            CHECK(error < 9.5, "sigma %g at 16 bits: off by %g", sigmas[s], error);
        }
}

/* Planes of several strips: at their seams, too. */
void test_blur_strips(void)
{
    static const int widths[] = {3840, 3841, 4001, 7700};
    for (size_t w = 0; w < ET_COUNT(widths); w++) {
        double error = error_of(ET_FORMAT_I420, widths[w], 19, 3.3, 3, 0);
        CHECK(error < 0.6, "%d wide at 8 bits: off by %g", widths[w], error);
        error = error_of(ET_FORMAT_GRAY12, widths[w], 7, 3.3, 3, 0);
        CHECK(error < 1.5, "%d wide at 12 bits: off by %g", widths[w], error);
    }
}

/* Wide: 0.1 % of the range. */
void test_blur_wide(void)
{
    static const double sigmas[] = {4,    4.7, 5.5, 6.7, 7.99, 8,   11.99, 12,
                                    15.9, 16,  30,  63,  64,   100, 127,   200};
    for (size_t s = 0; s < ET_COUNT(sigmas); s++)
        for (int shapes = 0; shapes < 2; shapes++) {
            int size = sigmas[s] < 20 ? 150 : 260;
            double error = error_of(ET_FORMAT_GRAY12, size, size - 33, sigmas[s], 5, shapes) / 4095;
            CHECK(error < 0.001, "sigma %g: off by %g of the range", sigmas[s], error);
            error = error_of(ET_FORMAT_GRAY16, size, size - 33, sigmas[s], 5, shapes) / 65535;
            CHECK(error < 0.001, "sigma %g at 16 bits: off by %g of the range", sigmas[s], error);
        }
}

/* Narrow and wide, of a few columns, one strip and several: kernels against plain C. */
void test_blur_kernels(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_GRAY10, ET_FORMAT_GRAY16};
    static const double sigmas[] = {0.4, 2, 3.9, 4, 8.5, 20, 50, 100, 200};
    static const int widths[] = {7, 33, 61, 2011};
    for (size_t i = 0; i < ET_COUNT(formats) * ET_COUNT(sigmas) * ET_COUNT(widths); i++) {
        const enum et_format format = formats[i % ET_COUNT(formats)];
        const double sigma = sigmas[i / ET_COUNT(formats) % ET_COUNT(sigmas)];
        const int width = widths[i / ET_COUNT(formats) / ET_COUNT(sigmas)];
        const struct et_filter *filter = et_filter_find("gaussian_blur");
        struct et_image_info info = info_of(format, width, 39);
        struct image in, plain, out;
        image_create(&in, &info, 0);
        image_fill(&in, FILL_RANDOM, (uint32_t)i);
        CHECK(!filter_run(filter, &sigma, &in, 0, 0, 0, &plain), "%s", et_error_message());
        CHECK(!filter_run(filter, &sigma, &in, et_cpu_available(), 3, 0, &out), "%s",
              et_error_message());
        const char *difference = image_difference(&plain.image, &out.image);
        CHECK(!difference, "sigma %g of %s, %d wide: %s", sigma, et_format_info(format)->name,
              width, difference);
        image_destroy(&in);
        image_destroy(&plain);
        image_destroy(&out);
    }
}
