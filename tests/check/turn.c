// SPDX-License-Identifier: MIT
/* rotate and flip, sample by sample. */
#include "resample.h"
#include "single.h"

#include <math.h>

static void source_of(int turn, int width, int height, int x, int y, int *in_x, int *in_y)
{
    *in_x = turn == 0 ? x : turn == 1 ? y : turn == 2 ? width - 1 - x : width - 1 - y;
    *in_y = turn == 0 ? y : turn == 1 ? height - 1 - x : turn == 2 ? height - 1 - y : x;
}

static double chroma_at(const struct et_image_info *info, int siting, int across, int sample)
{
    struct et_image_info named = *info;
    named.color.siting = (uint8_t)siting;
    return (double)sample * spacing_of(info->format, 1, across) +
           resample_offset(&named, 1, across);
}

/*
 * The siting of an image turned by quarters (0 to 3) or flipped (4 across, 5 down): no other would put
 * chroma sample 0 nearer to where it was in the picture.
 */
static void check_siting(const struct et_image_info *from, const struct et_image_info *to, int move)
{
    const int columns = et_plane_width(from->format, 1, from->width);
    const int rows = et_plane_height(from->format, 1, from->height);
    int in_x = 0, in_y = 0; /* the sample that becomes sample 0 */
    if (move < 4)
        source_of(move, columns, rows, 0, 0, &in_x, &in_y);
    else if (move == 4)
        in_x = columns - 1;
    else
        in_y = rows - 1;
    const double x = chroma_at(from, from->color.siting, 1, in_x), right = from->width - 1 - x;
    const double y = chroma_at(from, from->color.siting, 0, in_y), below = from->height - 1 - y;
    const double places[][2] = {{x, y},     {below, x}, {right, below},
                                {y, right}, {right, y}, {x, below}};
    double best = 9, got = 9;
    for (int siting = ET_SITING_LEFT; siting <= ET_SITING_BOTTOM; siting++) {
        const double error = fabs(chroma_at(to, siting, 1, 0) - places[move][0]) +
                             fabs(chroma_at(to, siting, 0, 0) - places[move][1]);
        best = fmin(best, error);
        if (siting == (to->color.siting ? to->color.siting : ET_SITING_LEFT))
            got = error;
    }
    CHECK(got == best, "%s %dx%d siting %d move %d became %d: %g pixels off, not %g",
          et_format_info(from->format)->name, from->width, from->height, from->color.siting, move,
          to->color.siting, got, best);
}

static void check_sitings(enum et_format format, int width, int height)
{
    for (int siting = 0; siting <= ET_SITING_BOTTOM; siting++)
        for (int move = 0; move < 6; move++) {
            const struct {
                int turn;
                double angle;
                int kernel, edge, size;
            } params = {move < 4 ? move : move - 4, 0, 0, 0, 0};
            struct et_image_info in = info_of(format, width, height), out;
            in.color.siting = (uint8_t)siting;
            if (!et_filter_find(move < 4 ? "rotate" : "flip")->output_info(&params, &in, &out))
                check_siting(&in, &out, move);
        }
}

void test_turned_siting(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I422, ET_FORMAT_I440,
                                             ET_FORMAT_I444, ET_FORMAT_I410, ET_FORMAT_I411};
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (int odd = 0; odd < 4; odd++)
            check_sitings(formats[f], 64 + (odd & 1), 48 + (odd >> 1));
    /* Upright 4:2:0 of today, turned by its phone: exact, and named. */
    struct et_image_info in = info_of(ET_FORMAT_I420, 64, 48), out;
    const struct {
        int turn;
        double angle;
        int kernel, edge, size;
    } quarter = {1, 0, 0, 0, 0};
    CHECK(!et_filter_find("rotate")->output_info(&quarter, &in, &out), "%s", et_error_message());
    CHECK(out.color.siting == ET_SITING_TOP, "left became %d", out.color.siting);
}

/* An angle beside a quarter: what transform gives for both together, and for the quarter alone. */
void test_rotate_angle(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_GRAY16, ET_FORMAT_I444AP10};
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (int turn = 0; turn < 4; turn++) {
            const double values[] = {turn, 12.5, 1, 1, 0};
            const double moved[] = {0, 0, 1, 1, 90.0 * turn + 12.5, 0.5, 0.5, 1, 1};
            struct et_image_info info = info_of(formats[f], 64, 64);
            struct image in, out, expected;
            info.color.siting = ET_SITING_CENTER; /* the same in every direction */
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            CHECK(!filter_run(et_filter_find("rotate"), values, &in, 0, 3, 0, &out) &&
                      !filter_run(et_filter_find("transform"), moved, &in, 0, 0, 0, &expected),
                  "%s", et_error_message());
            const char *difference = image_difference(&expected.image, &out.image);
            CHECK(!difference, "%s turn %d: %s", et_format_info(formats[f])->name, turn,
                  difference);
            image_destroy(&in);
            image_destroy(&out);
            image_destroy(&expected);
        }
}

void test_rotate(void)
{
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (int turn = 0; turn < 4; turn++) {
            struct et_image_info info = info_of((enum et_format)format, 83, 37);
            struct image in, out;
            const double value[5] = {turn, 360}; /* a whole turn is none */
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            int error = filter_run(et_filter_find("rotate"), value, &in, 0, 3, 0, &out);
            if (format == ET_FORMAT_I411 && turn % 2) { /* its counterpart is in no codec */
                CHECK(error == ET_ERROR_UNSUPPORTED, "I411 was turned");
                image_destroy(&in);
                continue;
            }
            CHECK(!error, "%s", et_error_message());
            const struct et_format_info *from = et_format_info(info.format);
            const struct et_format_info *to = et_format_info(out.image.info.format);
            CHECK(turn % 2 == 0 ||
                      (to->chroma_x == from->chroma_y && to->chroma_y == from->chroma_x &&
                       to->depth == from->depth && to->planes == from->planes),
                  "%s became %s", from->name, to->name);
            for (int p = 0; p < to->planes; p++) {
                int width = et_plane_width(info.format, p, info.width);
                int height = et_plane_height(info.format, p, info.height);
                for (int y = 0; y < (turn % 2 ? width : height); y++)
                    for (int x = 0; x < (turn % 2 ? height : width); x++) {
                        int in_x, in_y;
                        source_of(turn, width, height, x, y, &in_x, &in_y);
                        CHECK(image_get(&out.image, p, x, y) == image_get(&in.image, p, in_x, in_y),
                              "%s turn %d plane %d at %d, %d", from->name, turn, p, x, y);
                    }
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}

void test_flip(void)
{
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (int vertical = 0; vertical < 2; vertical++) {
            struct et_image_info info = info_of((enum et_format)format, 83, 37);
            struct image in, out;
            double value = vertical;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            CHECK(!filter_run(et_filter_find("flip"), &value, &in, 0, 3, 0, &out), "%s",
                  et_error_message());
            for (int p = 0; p < et_format_info(info.format)->planes; p++) {
                int width = et_plane_width(info.format, p, info.width);
                int height = et_plane_height(info.format, p, info.height);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        CHECK(image_get(&out.image, p, x, y) ==
                                  image_get(&in.image, p, vertical ? x : width - 1 - x,
                                            vertical ? height - 1 - y : y),
                              "%s plane %d at %d, %d", et_format_info(info.format)->name, p, x, y);
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}
