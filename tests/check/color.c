// SPDX-License-Identifier: MIT
/* core/color against the standards' equations (shown.h) and the values that they publish. */
#include "image.h"
#include "shown.h"

#include "base/math.h"
#include "color/middle.h"
#include "color/standard.h"
#include "color/to_srgb.h"

#include <math.h>

/* What BT.2100, BT.2408, BT.2087 and IEC 61966-2-1 print. */
void test_color_published(void)
{
    static const double pq[][2] = {{0, 0},         {100, 0.5081},  {203, 0.5807},
                                   {1000, 0.7518}, {4000, 0.9026}, {10000, 1}};
    static const double bt2087[3][3] = {
        {1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}};
    double rows[3][3];
    for (size_t i = 0; i < ET_COUNT(pq); i++) {
        CHECK(fabs(et_pq_signal(pq[i][0] / 10000) - pq[i][1]) < 5e-5, "PQ of %g cd/m2: %g",
              pq[i][0], et_pq_signal(pq[i][0] / 10000));
        CHECK(fabs(et_transfer_to_light(16, et_pq_signal(pq[i][0] / 10000)) * 10000 - pq[i][0]) <
                  1e-7,
              "PQ of %g cd/m2 does not come back", pq[i][0]);
    }
    double scene = et_transfer_to_light(18, 0.75);
    CHECK(fabs(scene - 0.265) < 5e-4 && fabs(1000 * pow(scene, 1.2) - 203) < 0.5,
          "HLG of 75 %%: %g, %g cd/m2", scene, 1000 * pow(scene, 1.2));
    CHECK(fabs(et_transfer_to_light(18, 1) - 1) < 1e-7 &&
              fabs(et_transfer_to_light(18, 0.5) - 1.0 / 12) < 1e-12,
          "HLG's ends");
    CHECK(fabs(et_srgb_signal(0.214041) - 0.5) < 1e-6 && fabs(et_srgb_signal(1) - 1) < 1e-15,
          "sRGB");
    CHECK(!et_primaries_to_bt709(9, rows), "BT.2020");
    for (int i = 0; i < 9; i++)
        CHECK(fabs(rows[i / 3][i % 3] - bt2087[i / 3][i % 3]) < 6e-5, "BT.2087, %d: %g", i,
              rows[i / 3][i % 3]);
}

/* Every transfer at every signal of 12 bits, BT.2390 for several peaks. */
void test_color_curves(void)
{
    static const double peaks[] = {203, 204, 400, 1000, 4000, 10000};
    for (int i = 0; i <= 4095; i++) {
        double signal = i / 4095.0;
        CHECK(fabs(et_transfer_to_light(16, signal) * 10000 - shown_pq_nits(signal)) <
                  1e-9 * (1 + shown_pq_nits(signal)),
              "PQ %g", signal);
        CHECK(fabs(et_transfer_to_light(18, signal) - shown_hlg_scene(signal)) < 2e-8, "HLG %g",
              signal);
        CHECK(fabs(et_transfer_to_light(13, signal) - shown_srgb_light(signal)) < 1e-12 &&
                  fabs(et_srgb_signal(signal) - shown_srgb_signal(signal)) < 1e-12,
              "sRGB %g", signal);
        for (size_t p = 0; p < ET_COUNT(peaks); p++) {
            double nits = shown_pq_nits(signal), expected = shown_eetf(nits, peaks[p]);
            double got = 203 * et_tone_map(nits / 203, peaks[p]);
            CHECK(fabs(got - expected) < 1e-6, "%g cd/m2 of %g: %g, not %g", nits, peaks[p], got,
                  expected);
        }
    }
    for (size_t p = 0; p < ET_COUNT(peaks); p++)
        for (double nits = 0, last = 0; nits <= 12000; nits += 0.5) {
            double got = 203 * et_tone_map(nits / 203, peaks[p]);
            CHECK(got >= last - 1e-9 && got <= 203 + 1e-9 && got <= nits + 1e-9,
                  "%g cd/m2 of %g become %g after %g", nits, peaks[p], got, last);
            last = got;
        }
}

/* The cameras' equations with the constants that BT.709, BT.2020 and SMPTE 240M print; both ways. */
void test_color_cameras(void)
{
    static const uint8_t transfers[] = {1, 2, 6, 11, 12, 14, 15};
    for (int i = 0; i <= 4095; i++) {
        const double light = i / 4095.0, signal = et_transfer_to_signal(1, light);
        const double power = pow(light, 0.45);
        const double bt709 = light < 0.018 ? 4.5 * light : 1.099 * power - 0.099;
        const double bt2020 = light < 0.0181 ? 4.5 * light : 1.0993 * power - 0.0993;
        const double smpte240m = light < 0.0228 ? 4 * light : 1.1115 * power - 0.1115;
        CHECK(fabs(signal - shown_bt709_signal(light)) < 1e-12, "BT.709 %g: %g", light, signal);
        CHECK(fabs(signal - bt709) < 3e-4 && fabs(signal - bt2020) < 1e-5, "%g: %g, printed %g, %g",
              light, signal, bt709, bt2020);
        CHECK(fabs(et_transfer_to_signal(7, light) - smpte240m) < 1e-12, "SMPTE 240M %g", light);
        for (size_t t = 0; t < ET_COUNT(transfers); t++)
            CHECK(et_transfer_to_signal(transfers[t], light) == signal &&
                      fabs(et_transfer_to_light(transfers[t], signal) - light) < 1e-12 &&
                      et_transfer_to_shown_light(transfers[t], light) ==
                          et_transfer_to_light(13, light),
                  "transfer %d of %g", transfers[t], light);
        CHECK(fabs(et_transfer_to_light(7, smpte240m) - light) < 5e-5, "SMPTE 240M back %g", light);
    }
}

/* Recommendation H.273: weights of red and blue in luma by code, and the equations of YCgCo (8). */
void test_color_matrices(void)
{
    static const struct {
        int matrix;
        double red, blue;
    } weights[] = {{1, 0.2126, 0.0722}, {4, 0.30, 0.11},   {5, 0.299, 0.114},
                   {6, 0.299, 0.114},   {7, 0.212, 0.087}, {9, 0.2627, 0.0593}};
    static const double ycgco[3][3] = {{1, -1, 1}, {1, 1, 0}, {1, -1, -1}};
    double rows[3][3];
    for (size_t m = 0; m < ET_COUNT(weights); m++) {
        const struct et_color color = {.matrix = (uint8_t)weights[m].matrix};
        const double r = weights[m].red, b = weights[m].blue, g = 1 - r - b;
        const double expected[3][3] = {{1, 0, 2 * (1 - r)},
                                       {1, -2 * b * (1 - b) / g, -2 * r * (1 - r) / g},
                                       {1, 2 * (1 - b), 0}};
        CHECK(!et_matrix_to_rgb(&color, 1080, rows), "matrix %d", color.matrix);
        for (int i = 0; i < 9; i++)
            CHECK(fabs(rows[i / 3][i % 3] - expected[i / 3][i % 3]) < 1e-12,
                  "matrix %d, row %d, column %d: %g", color.matrix, i / 3, i % 3,
                  rows[i / 3][i % 3]);
    }
    CHECK(!et_matrix_to_rgb(&(struct et_color){.matrix = 8}, 1080, rows), "YCgCo");
    for (int i = 0; i < 9; i++)
        CHECK(rows[i / 3][i % 3] == ycgco[i / 3][i % 3], "YCgCo, row %d, column %d", i / 3, i % 3);
    static const int none[] = {10, 11, 13, 14, 15, 16, 17, 200};
    for (size_t m = 0; m < ET_COUNT(none); m++) {
        const struct et_color color = {.matrix = (uint8_t)none[m]};
        CHECK(et_matrix_to_rgb(&color, 1080, rows) == ET_ERROR_UNSUPPORTED, "matrix %d", none[m]);
    }
    CHECK(et_primaries_to_bt709(10, rows) == ET_ERROR_UNSUPPORTED, "CIE XYZ");
    for (int primaries = 1; primaries < 13; primaries++) {
        if (primaries == 10)
            continue;
        CHECK(!et_primaries_to_bt709(primaries, rows), "primaries %d", primaries);
        for (int c = 0; c < 3; c++)
            CHECK(fabs(rows[c][0] + rows[c][1] + rows[c][2] - 1) < 1e-9,
                  "primaries %d: white is not white", primaries);
    }
}

/* Pixels of all kinds: random ones, greys, the corners of the cube and its edges. */
static void fill_pixels(int16_t rows[3][ET_COLOR_CHUNK], int kind)
{
    for (int x = 0; x < ET_COLOR_CHUNK; x++)
        for (int p = 0; p < 3; p++) {
            int value = check_random_below(1 << 14);
            if (kind == 1)
                value = p ? 1 << 13 : value;
            if (kind == 2)
                value = value & 256 ? (1 << 14) - 1 : 0;
            if (kind == 3)
                value = p == x % 3 ? value : 1 << 13;
            rows[p][x] = (int16_t)value;
        }
}

/* The bound of to_srgb.h: sRGB's signal within 1/8 step of 8 bits before it is rounded. */
void test_color_to_srgb(void)
{
    static const struct et_color colors[] = {
        {.matrix = 9, .primaries = 9, .transfer = 16},
        {.matrix = 9, .primaries = 9, .transfer = 18},
        {.matrix = 9, .primaries = 9, .transfer = 14},
        {.matrix = 1, .primaries = 12, .transfer = 13, .full_range = 1},
        {.matrix = 6, .primaries = 12, .transfer = 16, .full_range = 1},
        {.matrix = 1, .primaries = 1, .transfer = 8},
        {.matrix = 9, .primaries = 9, .transfer = 4},
        {.matrix = 7, .primaries = 7, .transfer = 7},
        {.matrix = 5, .primaries = 5, .transfer = 5, .full_range = 1},
        {.matrix = 4, .primaries = 1, .transfer = 6},
        {.matrix = 8, .primaries = 1, .transfer = 13, .full_range = 1},
    };
    static const struct et_light lights[] = {{0, 0, 0}, {4000, 0, 0}, {4000, 620, 80}, {100, 0, 0}};
    struct et_engine *engine = check_engine(0, 0);
    const struct et_format_info *format = et_format_info(ET_FORMAT_I444P14);
    double worst = 0;
    for (size_t i = 0; i < 320 && !check_has_failed(); i++) {
        struct et_image_info info = {.format = ET_FORMAT_I444P14, .width = 1, .height = 1080};
        const struct et_light *light = &lights[i / 4 % ET_COUNT(lights)];
        struct et_to_srgb to;
        int16_t rows[3][ET_COLOR_CHUNK];
        const int16_t *const planes[3] = {rows[0], rows[1], rows[2]};
        float rgb[3][ET_COLOR_CHUNK];
        info.color = colors[i % ET_COUNT(colors)];
        CHECK(!et_to_srgb_init(&to, engine, format, &info.color, light, 1080), "%s",
              et_error_message());
        fill_pixels(rows, (int)(i / 16 % 4));
        et_to_srgb_row(&to, planes, ET_COLOR_CHUNK, rgb);
        for (int x = 0; x < ET_COLOR_CHUNK; x++) {
            double units[3], expected[3];
            for (int p = 0; p < 3; p++)
                units[p] = shown_unit(&info, p > 0, rows[p][x]);
            shown_rgb(&info, light, units, expected);
            for (int c = 0; c < 3; c++) {
                int bin = et_log_bin(to.tables->srgb_range, rgb[c][x]);
                double error = fabs(to.tables->srgb_14[bin] / 16383.0 * 255 - expected[c]);
                double rounded = fabs(to.tables->srgb_8[bin] - expected[c]);
                worst = error > worst ? error : worst;
                CHECK(error < 0.125 && rounded < 0.625,
                      "transfer %d, peak %d, %d %d %d: channel %d is %g off, %g rounded",
                      info.color.transfer, light->mastering_nits, rows[0][x], rows[1][x],
                      rows[2][x], c, error, rounded);
            }
        }
    }
    CHECK(worst > 0, "nothing was compared");
    et_engine_destroy(&engine);
}
