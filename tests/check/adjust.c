// SPDX-License-Identifier: MIT
/* adjust against its formula in double precision. */
#include "single.h"

#include <math.h>

static double clamp(double value, double max)
{
    return value < 0 ? 0 : value > max ? max : value;
}

/* values: brightness, contrast, saturation, gamma, hue. */
static double expected_at(const struct et_image *in, const double values[5], int plane, int x,
                          int y)
{
    const int depth = et_format_info(in->info.format)->depth;
    const double max = (1 << depth) - 1, scale = 1 << (depth - 8), middle = 128 * scale;
    if (plane >= et_format_color_planes(in->info.format))
        return image_get(in, plane, x, y);
    if (plane == 0) {
        double black = in->info.color.full_range ? 0 : 16 * scale;
        double range = in->info.color.full_range ? max : 219 * scale;
        double luma = (image_get(in, 0, x, y) - black) / range;
        luma = (luma - 0.5) * values[1] + 0.5 + values[0];
        if (values[3] != 1)
            luma = pow(luma < 0 ? 0 : luma, 1 / values[3]);
        return clamp(black + range * luma, max);
    }
    double cb = image_get(in, 1, x, y) - middle, cr = image_get(in, 2, x, y) - middle;
    double angle = values[4] * acos(-1) / 180, c = cos(angle), s = sin(angle);
    return clamp(middle + values[2] * (plane == 1 ? cb * c - cr * s : cb * s + cr * c), max);
}

void test_adjust(void)
{
    static const double cases[][5] = {
        {0, 1, 1, 1, 0},    {0.2, 1, 1, 1, 0},          {-0.5, 4, 4, 1, 180},
        {1, 0, 0, 1, 90},   {0, 1, 1, 2.2, 0},          {0.1, 1.3, 0.7, 0.45, -33.3},
        {0, 4, 4, 0.1, 45}, {-1, 0.01, 3.99, 10, -179}, {0, 1, 2, 1, 0},
    };
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_I444AP16; format++) {
            struct et_image_info info = info_of((enum et_format)format, 67, 65);
            info.color.full_range = c & 1;
            struct image in, out;
            image_create(&in, &info, 0);
            image_fill(&in, c % 3 ? FILL_RANDOM : FILL_SMOOTH, (uint32_t)c);
            CHECK(!filter_run(et_filter_find("adjust"), cases[c], &in, 0, 0, 0, &out), "%s",
                  et_error_message());
            /*
             * A half for rounding, and factors that are off by 2^-17: 4096 codes of luma, or twice
             * 2048 of chroma, make that 1/32 of a code at 12 bits, and a half at 16.
             */
            const double bound =
                0.53 + (1 << et_format_info(info.format)->depth) / (double)(1 << 17);
            for (int p = 0; p < et_format_info(info.format)->planes; p++)
                for (int y = 0; y < et_plane_height(info.format, p, info.height); y++)
                    for (int x = 0; x < et_plane_width(info.format, p, info.width); x++) {
                        double expected = expected_at(&in.image, cases[c], p, x, y);
                        int got = image_get(&out.image, p, x, y);
                        CHECK(fabs(got - expected) < bound,
                              "case %zu %s plane %d: %d became %d, not %g", c,
                              et_format_info(info.format)->name, p, image_get(&in.image, p, x, y),
                              got, expected);
                    }
            image_destroy(&in);
            image_destroy(&out);
        }
}
