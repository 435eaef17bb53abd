// SPDX-License-Identifier: MIT
/* depth against its formulas, and error diffusion against the textbook's two rows of errors. */
#include "single.h"

#include <math.h>
#include <stdlib.h>

static const int depths[] = {8, 10, 12, 16};

/* What a code is in the output, exact. */
static double wanted(const struct et_image *in, int plane, int code, int out_depth)
{
    const struct et_format_info *format = et_format_info(in->info.format);
    const bool alpha = plane >= et_format_color_planes(in->info.format);
    if (!in->info.color.full_range && !alpha)
        return ldexp(code, out_depth - format->depth);
    const double ratio = ((1 << out_depth) - 1.0) / ((1 << format->depth) - 1.0);
    if (alpha || plane == 0 || format->model != ET_MODEL_YUV)
        return code * ratio;
    return (code - (1 << (format->depth - 1))) * ratio + (1 << (out_depth - 1));
}

static void run_depth(const struct image *in, int bits, int dither, int scan, struct image *out)
{
    const double values[] = {bits, dither, scan};
    CHECK(!filter_run(et_filter_find("depth"), values, in, 0, 3, 0, out), "%s", et_error_message());
}

/* Deepest formats there are of each kind, and of 10 bits. */
static const enum et_format formats[] = {ET_FORMAT_I420,    ET_FORMAT_I420P10, ET_FORMAT_GRAY16,
                                         ET_FORMAT_I422P12, ET_FORMAT_GBR8,    ET_FORMAT_GBR16,
                                         ET_FORMAT_I444P14, ET_FORMAT_GBRA16,  ET_FORMAT_I444AP16};

/* The nearest code; ordered dither, within a code, and right on average over the matrix. */
void test_depth(void)
{
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (int variant = 0; variant < 16; variant++) {
            const int bits = variant & 3, dither = variant >> 2 & 1, full = variant >> 3;
            struct et_image_info info = info_of(formats[f], 75, 43);
            info.color.full_range = (uint8_t)full;
            if (et_format_of_depth(formats[f], depths[bits]) == ET_FORMAT_NONE)
                continue;
            struct image in, out;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, (uint32_t)variant);
            run_depth(&in, bits, dither, 0, &out);
            const bool falls = et_format_info(info.format)->depth > depths[bits];
            const double bound = dither && falls ? 1 : 0.5 + 1.0 / 4096;
            for (int p = 0; p < et_format_info(info.format)->planes; p++)
                for (int y = 0; y < et_plane_height(info.format, p, info.height); y++)
                    for (int x = 0; x < et_plane_width(info.format, p, info.width); x++) {
                        double want =
                            wanted(&in.image, p, image_get(&in.image, p, x, y), depths[bits]);
                        want = fmin(fmax(want, 0), (1 << depths[bits]) - 1);
                        int got = image_get(&out.image, p, x, y);
                        CHECK(
                            fabs(got - want) <= bound, "%s to %d, dither %d, plane %d: %d, not %g",
                            et_format_info(info.format)->name, depths[bits], dither, p, got, want);
                    }
            image_destroy(&in);
            image_destroy(&out);
        }
}

void test_depth_ordered(void)
{
    for (int code = 1; code < 1000; code += 7) {
        struct et_image_info info = info_of(ET_FORMAT_GRAY10, 8, 8);
        struct image in, out;
        double sum = 0;
        image_create(&in, &info, 0);
        for (int i = 0; i < 64; i++)
            image_set(&in.image, 0, i % 8, i / 8, code);
        run_depth(&in, 0, 1, 0, &out);
        for (int i = 0; i < 64; i++)
            sum += image_get(&out.image, 0, i % 8, i / 8);
        CHECK(sum / 64 == code / 4.0, "%d became %g on average", code, sum / 64);
        image_destroy(&in);
        image_destroy(&out);
    }
}

/*
 * Floyd and Steinberg over a whole plane of errors, in doubles that are whole sixteenths of 1/4096.
 */
static void diffuse(const struct et_image *in, int plane, int out_depth, bool serpentine,
                    int *codes)
{
    const int width = et_plane_width(in->info.format, plane, in->info.width);
    const int height = et_plane_height(in->info.format, plane, in->info.height);
    double *errors = calloc((size_t)((width + 2) * (height + 1)), sizeof(*errors));
    for (int y = 0; y < height; y++)
        for (int i = 0; i < width; i++) {
            const int way = serpentine && y % 2 ? -1 : 1, x = way > 0 ? i : width - 1 - i;
            double *here = errors + y * (width + 2) + x + 1, *below = here + width + 2;
            double value =
                floor(wanted(in, plane, image_get(in, plane, x, y), out_depth) * 4096 + 0.5) +
                floor(*here / 16 + 0.5);
            double code = floor(value / 4096 + 0.5);
            code = fmin(fmax(code, 0), (1 << out_depth) - 1);
            double error = fmin(fmax(value - code * 4096, -2048), 2048);
            codes[y * width + x] = (int)code;
            here[way] += 7 * error;
            below[-way] += 3 * error;
            below[0] += 5 * error;
            below[way] += error;
        }
    free(errors);
}

void test_depth_diffusion(void)
{
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (int variant = 0; variant < 12; variant++) {
            const int bits = variant & 1, scan = variant >> 1 & 1, fill = variant % 3;
            const enum et_format to = et_format_of_depth(formats[f], depths[bits]);
            struct et_image_info info = info_of(formats[f], 75, 43);
            info.color.full_range = variant >= 6;
            if (to == ET_FORMAT_NONE || et_format_info(formats[f])->depth <= depths[bits])
                continue;
            struct image in, out;
            int codes[75 * 43];
            image_create(&in, &info, 0);
            image_fill(&in, (enum fill)fill, (uint32_t)variant);
            run_depth(&in, bits, 2, scan, &out);
            for (int p = 0; p < et_format_info(to)->planes; p++) {
                const int width = et_plane_width(to, p, info.width);
                diffuse(&in.image, p, depths[bits], scan == 0, codes);
                for (int y = 0; y < et_plane_height(to, p, info.height); y++)
                    for (int x = 0; x < width; x++)
                        CHECK(image_get(&out.image, p, x, y) == codes[y * width + x],
                              "%s to %d, plane %d, x %d, y %d: %d, not %d",
                              et_format_info(formats[f])->name, depths[bits], p, x, y,
                              image_get(&out.image, p, x, y), codes[y * width + x]);
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}
