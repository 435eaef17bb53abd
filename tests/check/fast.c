// SPDX-License-Identifier: MIT
/* Programs of a fast preview, one table each, against the same ones as they are. */
#include "chain_rig.h"
#include "grades.h"

#include "base/engine.h"
#include "color/matrix3.h"
#include "color/standard.h"
#include "frame/frame.h"
#include "program/fast.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 16, EDGE = 6 };

/* ---- The bound --------------------------------------------------------------------------------- */

/* Codes of a colour. */
static void codes_of(const struct et_image_info *info, const double rgb[3], int codes[3])
{
    const struct et_format_info *format = et_format_info(info->format);
    const double scale = 1 << (format->depth - 8);
    double to_rgb[3][3], to_yuv[3][3], yuv[3];
    CHECK(!et_matrix_to_rgb(&info->color, info->height, to_rgb), "no matrix");
    et_matrix3_invert((const double(*)[3])to_rgb, to_yuv);
    et_matrix3_apply((const double(*)[3])to_yuv, rgb, yuv);
    for (int c = 0; c < 3; c++)
        codes[c] = (int)floor((c ? 128 + 224 * yuv[c] : 16 + 219 * yuv[c]) * scale + 0.5);
}

/* Squares of one random colour each, one in eight a grey. */
static void fill_squares(struct image *image, int side)
{
    const struct et_image_info *info = &image->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    for (int top = 0; top < info->height; top += side)
        for (int left = 0; left < info->width; left += side) {
            double rgb[3];
            int codes[3];
            for (int c = 0; c < 3; c++)
                rgb[c] = check_random_below(100001) / 100000.0;
            if (!check_random_below(8))
                rgb[1] = rgb[2] = rgb[0];
            codes_of(info, rgb, codes);
            for (int p = 0; p < 3; p++)
                for (int y = top >> (p ? format->chroma_y : 0);
                     y < (top + side) >> (p ? format->chroma_y : 0); y++)
                    for (int x = left >> (p ? format->chroma_x : 0);
                         x < (left + side) >> (p ? format->chroma_x : 0); x++)
                        image_set(&image->image, p, x, y, codes[p]);
        }
}

/* Whether a pixel is of one square alone, chroma of its neighbours not mixed in. */
static bool is_inside(int at, int side)
{
    return side == 1 || (at % side >= EDGE && at % side < side - EDGE);
}

/* How far colours are off, in codes of 8 bits: the most of any sample, and the share of pixels far off. */
struct errors {
    double most, far;
};

static struct errors errors_of(const struct et_image *a, const struct et_image *b, int side)
{
    const struct et_format_info *format = et_format_info(a->info.format);
    const double one = 1 << (format->depth - 8);
    struct errors errors = {0, 0};
    int far = 0, pixels = 0;
    for (int y = 0; y < a->info.height; y++)
        for (int x = 0; x < a->info.width; x++) {
            int off = 0;
            if (!is_inside(x, side) || !is_inside(y, side))
                continue;
            for (int p = 0; p < 3; p++) {
                const int at_x = x >> (p ? format->chroma_x : 0),
                          at_y = y >> (p ? format->chroma_y : 0);
                const int here = abs(image_get(a, p, at_x, at_y) - image_get(b, p, at_x, at_y));
                off = here > off ? here : off;
            }
            errors.most = fmax(errors.most, off / one);
            far += off > ET_FAST_USUAL * one + 1;
            pixels++;
        }
    errors.far = far / (double)pixels;
    return errors;
}

/* Beside the bound: a code for both roundings, words, and the colours that are not tried. */
static void check_bound(struct et_engine *engine, const struct grade *grade, enum et_format format,
                        int side)
{
    const struct et_image_info info = grade_info(grade, format, GRADE_WIDTH, GRADE_HEIGHT);
    struct image in;
    bool table, is_exact_table;
    image_create(&in, &info, 0);
    fill_squares(&in, side);
    struct et_frame *exact = graded(engine, grade, &in, false, &is_exact_table);
    struct et_frame *fast = graded(engine, grade, &in, true, &table);
    CHECK(!is_exact_table, "%s is a table without being asked for", grade->name);
    CHECK(table, "%s, %s is no table", grade->name, et_format_info(format)->name);
    if (exact && fast) {
        const struct errors errors = errors_of(&exact->image, &fast->image, side);
        const bool sdr = grade->color[2] == 1;
        CHECK(errors.most <= (sdr ? 2 * ET_FAST_USUAL : ET_FAST_MOST) + 2 && errors.far <= 0.05,
              "%s, %s: %g codes off, %g far", grade->name, et_format_info(format)->name,
              errors.most, errors.far);
        if (getenv("ETALON_WORST"))
            printf("%s, %s: %g, %g far\n", grade->name, et_format_info(format)->name, errors.most,
                   errors.far);
    }
    et_frame_unref(&exact);
    et_frame_unref(&fast);
    image_destroy(&in);
}

/* Half a million random colours of each grade; in 4:2:0 a few thousand. */
void test_fast_bound(void)
{
    rig_begin(1);
    check_seed(11);
    for (size_t i = 0; i < GRADES; i++) {
        check_bound(rig_engine(), &grades[i], ET_FORMAT_I444P12, 1);
        check_bound(rig_engine(), &grades[i], ET_FORMAT_I420P10, BLOCK);
        if (grades[i].color[2] == 1)
            check_bound(rig_engine(), &grades[i], ET_FORMAT_I420, BLOCK);
    }
    rig_end();
}

/* ---- What stays exact -------------------------------------------------------------------------- */

static const struct {
    struct grade grade;
    enum et_format format;
    int width, height;
    const char *why;
} exact[] = {
    {{"a threshold", SDR, {WHEELS, {"threshold", {0.5, 0, 0}}, WHEELS}},
     ET_FORMAT_I420P10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "it jumps"},
    {{"posterized", SDR, {WHEELS, {"posterize", {6, 0}}, WHEELS}},
     ET_FORMAT_I420P10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "it jumps"},
    {{"levels", SDR, {WHEELS, {"levels", {0.49, 0.5, 1, 0, 1, 0}}, WHEELS}},
     ET_FORMAT_I444P10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "it nearly jumps"},
    {{"PQ", PQ, {EXPOSURE(0.5), WHITE, VIBRANCE, SHADOWS, LEVELS}},
     ET_FORMAT_I420P10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "saturated colours would be far off"},
    {{"stops", SDR, {EXPOSURE(1)}}, ET_FORMAT_I420, GRADE_WIDTH, GRADE_HEIGHT, "it is cheap"},
    {{"a mix", SDR, {{"channel_mixer", {0.8, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}}}},
     ET_FORMAT_I420P10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "it is cheap"},
    {{"a thumbnail", SDR, {EXPOSURE(0.3), WHEELS, VIBRANCE}},
     ET_FORMAT_I420P10,
     160,
     90,
     "filling the table costs more"},
    {{"grey", SDR, {EXPOSURE(0.3), WHEELS}},
     ET_FORMAT_GRAY10,
     GRADE_WIDTH,
     GRADE_HEIGHT,
     "it has no colours"},
};

void test_fast_exact(void)
{
    rig_begin(1);
    for (size_t i = 0; i < ET_COUNT(exact); i++) {
        const struct et_image_info info =
            grade_info(&exact[i].grade, exact[i].format, exact[i].width, exact[i].height);
        struct image in;
        bool table[2];
        image_create(&in, &info, 0);
        image_fill(&in, FILL_RANDOM, 3);
        struct et_frame *a = graded(rig_engine(), &exact[i].grade, &in, false, &table[0]);
        struct et_frame *b = graded(rig_engine(), &exact[i].grade, &in, true, &table[1]);
        CHECK(!table[0] && !table[1], "%s is a table, though %s", exact[i].grade.name,
              exact[i].why);
        const char *difference = a && b ? image_difference(&a->image, &b->image) : "no frame";
        CHECK(!difference, "%s: %s", exact[i].grade.name, difference);
        et_frame_unref(&a);
        et_frame_unref(&b);
        image_destroy(&in);
    }
    rig_end();
}
