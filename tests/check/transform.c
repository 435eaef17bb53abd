// SPDX-License-Identifier: MIT
/* transform against its formula in double precision, and where it copies, sample by sample. */
#include "single.h"

#include <math.h>

enum { BILINEAR, BICUBIC };
enum { TRANSPARENT, BLACK, CLAMP };

struct move {
    double x, y, scale_x, scale_y, rotation, anchor_x, anchor_y, kernel, edge;
};

static void run_transform(const struct move *move, const struct image *in, struct image *out)
{
    CHECK(!filter_run(et_filter_find("transform"), &move->x, in, 0, 0, 0, out), "%s",
          et_error_message());
}

static double weight(int kernel, double x)
{
    x = fabs(x);
    if (kernel == BILINEAR)
        return fmax(1 - x, 0);
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

static double siting(const struct et_image_info *info, bool across, int shift)
{
    const bool cosited = info->color.siting == ET_SITING_TOP_LEFT ||
                         (across && info->color.siting != ET_SITING_CENTER);
    return cosited ? 0 : 0.5 * ((1 << shift) - 1);
}

/* Code beyond the edges, -1 where the edge goes on. */
static double outside_of(const struct et_image_info *info, int plane, int edge)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool alpha = plane >= et_format_color_planes(info->format);
    if (edge == CLAMP || (edge == TRANSPARENT && format->alpha && !alpha))
        return -1;
    if (alpha)
        return edge == BLACK ? (1 << format->depth) - 1 : 0;
    if (format->model == ET_MODEL_YUV && plane)
        return 1 << (format->depth - 1);
    return info->color.full_range ? 0 : 16 << (format->depth - 8);
}

static double code_at(const struct et_image *image, int plane, int x, int y, double outside)
{
    const int width = et_plane_width(image->info.format, plane, image->info.width);
    const int height = et_plane_height(image->info.format, plane, image->info.height);
    const int xx = x < 0 ? 0 : x >= width ? width - 1 : x;
    const int yy = y < 0 ? 0 : y >= height ? height - 1 : y;
    return outside >= 0 && (xx != x || yy != y) ? outside : image_get(image, plane, xx, yy);
}

/* The input's plane at the point that the output's pixel (x, y) of the whole image shows. */
static double at_point(const struct et_image *in, int plane, const struct move *move, double x,
                       double y)
{
    const struct et_format_info *format = et_format_info(in->info.format);
    const bool chroma = et_plane_is_chroma(in->info.format, plane);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    const double ax = move->anchor_x * in->info.width - 0.5;
    const double ay = move->anchor_y * in->info.height - 0.5;
    const double c = cos(move->rotation * acos(-1) / 180);
    const double s = sin(move->rotation * acos(-1) / 180);
    const double dx = x - ax - move->x, dy = y - ay - move->y;
    double u = ax + (c * dx + s * dy) / move->scale_x, v = ay + (c * dy - s * dx) / move->scale_y;
    u = (u - siting(&in->info, true, shift_x)) / (1 << shift_x);
    v = (v - siting(&in->info, false, shift_y)) / (1 << shift_y);
    const double outside = outside_of(&in->info, plane, (int)move->edge);
    double sum = 0;
    for (int j = -1; j <= 2; j++)
        for (int i = -1; i <= 2; i++) {
            const int xx = (int)floor(u) + i, yy = (int)floor(v) + j;
            sum += weight((int)move->kernel, u - xx) * weight((int)move->kernel, v - yy) *
                   code_at(in, plane, xx, yy, outside);
        }
    return sum;
}

/* Mean square of the errors over all planes, in parts of the largest code. */
static double mean_square(const struct image *in, const struct image *out, const struct move *move,
                          int points_x, int points_y)
{
    const struct et_image_info *info = &in->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    const double max = (1 << format->depth) - 1;
    double total = 0, count = 0;
    for (int p = 0; p < format->planes; p++) {
        const bool chroma = et_plane_is_chroma(info->format, p);
        const int fx = chroma ? 1 << format->chroma_x : 1, fy = chroma ? 1 << format->chroma_y : 1;
        const double ox = siting(info, true, chroma ? format->chroma_x : 0);
        const double oy = siting(info, false, chroma ? format->chroma_y : 0);
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++) {
                double expected = 0;
                for (int k = 0; k < points_x * points_y; k++)
                    expected += at_point(
                        &in->image, p, move, (x + (k % points_x + 0.5) / points_x - 0.5) * fx + ox,
                        (y + (double)(2 * (k / points_x) + 1) / (2 * points_y) - 0.5) * fy + oy);
                expected = fmin(fmax(expected / (points_x * points_y), 0), max);
                double error = (image_get(&out->image, p, x, y) - expected) / max;
                total += error * error;
                count++;
            }
    }
    return total / count;
}

/*
 * Noise has steps of the whole range between samples, so a place that is off by 1/2048 of a sample in
 * each direction is off by up to 2 * 1.5 / 2048 of the range, and by a third of that on average
 * (60 dB); rounding to 8 bits alone is 58.9 dB.
 */
void test_transform(void)
{
    static const struct move moves[] = {
        {3.25, -7.5, 1.5, 1.25, 33, 0.5, 0.5, BICUBIC, CLAMP},
        {0, 0, 1, 1, 5, 0.5, 0.5, BILINEAR, TRANSPARENT},
        {-11, 4.125, 2, 3, -120, 0, 1, BILINEAR, BLACK},
        {0.5, 0.5, 1, 1, 0, 0.5, 0.5, BICUBIC, TRANSPARENT},
    };
    static const enum et_format formats[] = {ET_FORMAT_I420,   ET_FORMAT_I422P10,  ET_FORMAT_I440,
                                             ET_FORMAT_GRAY16, ET_FORMAT_I444AP16, ET_FORMAT_GBR12,
                                             ET_FORMAT_GRAYA8, ET_FORMAT_I411};
    for (size_t m = 0; m < ET_COUNT(moves); m++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (int fill = FILL_RANDOM; fill <= FILL_SMOOTH; fill += FILL_SMOOTH) {
                struct et_image_info info = info_of(formats[f], 83, 61);
                struct image in, out;
                info.color.siting = (uint8_t)(m & 3);
                info.color.full_range = f & 1;
                image_create(&in, &info, 0);
                image_fill(&in, (enum fill)fill, 9);
                run_transform(&moves[m], &in, &out);
                double psnr = -10 * log10(mean_square(&in, &out, &moves[m], 1, 1) + 1e-12);
                CHECK(psnr > 56, "move %zu %s fill %d: %.1f dB", m,
                      et_format_info(formats[f])->name, fill, psnr);
                image_destroy(&in);
                image_destroy(&out);
            }
}

/* Shrinking: the mean of as many points as there are samples, which is plain for whole ratios. */
void test_transform_shrinks(void)
{
    static const struct {
        struct move move;
        int points_x, points_y;
    } cases[] = {
        {{0, 0, 0.5, 0.5, 0, 0.5, 0.5, BILINEAR, CLAMP}, 2, 2},
        {{5, 3, 0.25, 1.0 / 3, 0, 0, 0, BICUBIC, BLACK}, 4, 3},
        {{0, 0, 0.4, 0.4, 20, 0.5, 0.5, BICUBIC, TRANSPARENT}, 3, 3},
    };
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (int f = 0; f < 2; f++) {
            struct et_image_info info = info_of(f ? ET_FORMAT_I444AP16 : ET_FORMAT_GRAY8, 83, 61);
            struct image in, out;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            run_transform(&cases[c].move, &in, &out);
            double psnr = -10 * log10(mean_square(&in, &out, &cases[c].move, cases[c].points_x,
                                                  cases[c].points_y) +
                                      1e-12);
            CHECK(psnr > 56, "case %zu: %.1f dB", c, psnr);
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* Quarter turns about the middle and whole steps: every sample is one of the input's. */
void test_transform_copies(void)
{
    for (int format = ET_FORMAT_GRAY8; format < ET_FORMAT_RGBA; format++)
        for (int turn = 0; turn < 4; turn++) {
            const struct et_format_info *facts = et_format_info((enum et_format)format);
            /* Steps that are whole for chroma too; centred chroma turns onto itself. */
            const struct move move = {8, -4, 1, 1, 90.0 * turn - 360, 0.5, 0.5, BICUBIC, BLACK};
            struct et_image_info info = info_of((enum et_format)format, 48, 48);
            struct image in, out;
            if (facts->chroma_x != facts->chroma_y && turn % 2)
                continue; /* its samples lie between */
            info.color.siting = ET_SITING_CENTER;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 4);
            run_transform(&move, &in, &out);
            for (int p = 0; p < facts->planes; p++) {
                const bool chroma = et_plane_is_chroma(info.format, p);
                const int width = et_plane_width(info.format, p, 48);
                const int height = et_plane_height(info.format, p, 48);
                const int right = chroma ? 8 >> facts->chroma_x : 8;
                const int up = chroma ? 4 >> facts->chroma_y : 4;
                const double outside = outside_of(&info, p, BLACK);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++) {
                        const int xx = x - right, yy = y + up;
                        const int from_x = turn == 0   ? xx
                                           : turn == 1 ? yy
                                           : turn == 2 ? width - 1 - xx
                                                       : width - 1 - yy;
                        const int from_y = turn == 0   ? yy
                                           : turn == 1 ? height - 1 - xx
                                           : turn == 2 ? height - 1 - yy
                                                       : xx;
                        CHECK(image_get(&out.image, p, x, y) ==
                                  code_at(&in.image, p, from_x, from_y, outside),
                              "%s turn %d plane %d, x %d, y %d", facts->name, turn, p, x, y);
                    }
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}
