// SPDX-License-Identifier: MIT
/* perspective against a homography solved as eight equations, in double precision. */
#include "resample.h"
#include "single.h"

#include <math.h>

/* Where corners go, or come from: top left, top right, bottom left, bottom right; sense, kernel, edge. */
struct corners {
    double places[4][2];
    double sense, kernel, edge;
};

enum { DESTINATION, SOURCE };
enum { BLACK = 1, CLAMP };

/*
 * The map of four points to four others, by Gaussian elimination of
 *   a x + b y + c - g x X - h y X = X, d x + e y + f - g x Y - h y Y = Y
 */
static void solve(const double from[4][2], const double to[4][2], double map[9])
{
    double rows[8][9];
    for (int i = 0; i < 4; i++)
        for (int axis = 0; axis < 2; axis++) {
            const double x = from[i][0], y = from[i][1], target = to[i][axis];
            double *row = rows[2 * i + axis];
            for (int j = 0; j < 9; j++)
                row[j] = 0;
            row[3 * axis] = x, row[3 * axis + 1] = y, row[3 * axis + 2] = 1;
            row[6] = -x * target, row[7] = -y * target, row[8] = target;
        }
    for (int column = 0; column < 8; column++) {
        int pivot = column;
        for (int r = column; r < 8; r++)
            if (fabs(rows[r][column]) > fabs(rows[pivot][column]))
                pivot = r;
        for (int j = 0; j < 9; j++) {
            const double kept = rows[column][j];
            rows[column][j] = rows[pivot][j];
            rows[pivot][j] = kept;
        }
        for (int r = 0; r < 8; r++) {
            const double factor = rows[r][column] / rows[column][column];
            for (int j = column; r != column && j < 9; j++)
                rows[r][j] -= factor * rows[column][j];
        }
    }
    for (int i = 0; i < 8; i++)
        map[i] = rows[i][8] / rows[i][i];
    map[8] = 1;
}

static double weight(int kernel, double x)
{
    x = fabs(x);
    if (kernel == 0)
        return fmax(1 - x, 0);
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/* A plane at a pixel of the whole picture; beyond the edges they go on, or there is `outside`. */
static double value_at(const struct et_image *in, int plane, int kernel, double x, double y,
                       double outside)
{
    const int width = et_plane_width(in->info.format, plane, in->info.width);
    const int height = et_plane_height(in->info.format, plane, in->info.height);
    const double u =
        (x - resample_offset(&in->info, plane, 1)) / spacing_of(in->info.format, plane, 1);
    const double v =
        (y - resample_offset(&in->info, plane, 0)) / spacing_of(in->info.format, plane, 0);
    double sum = 0;
    for (int j = -1; j <= 2; j++)
        for (int i = -1; i <= 2; i++) {
            const double column = floor(u) + i, row = floor(v) + j;
            const double xx = fmin(fmax(column, 0), width - 1), yy = fmin(fmax(row, 0), height - 1);
            const bool there = outside < 0 || (xx == column && yy == row);
            sum += weight(kernel, u - column) * weight(kernel, v - row) *
                   (there ? image_get(in, plane, (int)xx, (int)yy) : outside);
        }
    return sum;
}

static double psnr_of(const struct image *in, const struct image *out,
                      const struct corners *corners)
{
    static const double frame[4][2] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    const struct et_image_info *info = &in->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    const double max = (1 << format->depth) - 1;
    double map[9], total = 0, count = 0;
    if (corners->sense == SOURCE)
        solve(frame, corners->places, map);
    else
        solve(corners->places, frame, map);
    for (int p = 0; p < format->planes; p++) {
        const double outside = corners->edge == CLAMP               ? -1
                               : format->model == ET_MODEL_YUV && p ? 1 << (format->depth - 1)
                                                                    : 16 << (format->depth - 8);
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++) {
                const double px = x * spacing_of(info->format, p, 1) + resample_offset(info, p, 1);
                const double py = y * spacing_of(info->format, p, 0) + resample_offset(info, p, 0);
                const double u = (px + 0.5) / info->width, v = (py + 0.5) / info->height;
                const double w = map[6] * u + map[7] * v + map[8];
                double expected =
                    value_at(&in->image, p, (int)corners->kernel,
                             (map[0] * u + map[1] * v + map[2]) / w * info->width - 0.5,
                             (map[3] * u + map[4] * v + map[5]) / w * info->height - 0.5, outside);
                expected = fmin(fmax(expected, 0), max);
                const double error = (image_get(&out->image, p, x, y) - expected) / max;
                total += error * error;
                count++;
            }
    }
    return -10 * log10(total / count + 1e-12);
}

/* The bound is that of test_transform: noise, and places that are rounded to 1/1024. */
void test_perspective(void)
{
    static const struct corners cases[] = {
        /* All of them enlarge, so that one point stands for each sample. */
        {{{-0.2, -0.1}, {1.3, -0.3}, {-0.1, 1.2}, {1.1, 1.4}}, DESTINATION, 1, CLAMP},
        {{{-0.2, 0.1}, {1.5, -0.3}, {-0.3, 1.2}, {1.1, 1.6}}, DESTINATION, 0, BLACK},
        {{{0.2, 0.1}, {0.9, 0.2}, {0.1, 0.8}, {0.95, 0.9}}, SOURCE, 1, BLACK},
        {{{0.8, 0.15}, {0.3, 0.1}, {0.9, 0.7}, {0.2, 0.8}}, SOURCE, 0, CLAMP},
        {{{0, 0}, {1, 0}, {0, 1}, {1, 1}}, SOURCE, 1, BLACK},
    };
    static const enum et_format formats[] = {ET_FORMAT_I420,   ET_FORMAT_I422P10, ET_FORMAT_I440,
                                             ET_FORMAT_GRAY16, ET_FORMAT_GBR12,   ET_FORMAT_I411};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (size_t f = 0; f < ET_COUNT(formats); f++) {
            struct et_image_info info = info_of(formats[f], 83, 61);
            struct image in, out;
            info.color.siting = (uint8_t)(c & 3);
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            CHECK(!filter_run(et_filter_find("perspective"), &cases[c].places[0][0], &in, 0, 5, 0,
                              &out),
                  "%s", et_error_message());
            const double psnr = psnr_of(&in, &out, &cases[c]);
            CHECK(psnr > 56, "case %zu %s: %.1f dB", c, et_format_info(formats[f])->name, psnr);
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* Halves: what transform makes of them; turned over: flip's; corners on a line: nothing at all. */
void test_perspective_plain(void)
{
    static const struct corners half = {
        {{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}}, DESTINATION, 1, BLACK};
    static const struct corners over = {{{1, 0}, {0, 0}, {1, 1}, {0, 1}}, DESTINATION, 1, BLACK};
    static const struct corners line = {
        {{0, 0}, {0.5, 0.5}, {1, 1}, {0.2, 0.2}}, DESTINATION, 1, BLACK};
    static const double shrunk[] = {0, 0, 0.5, 0.5, 0, 0.5, 0.5, 1, 1}, across[] = {0};
    const struct et_filter *perspective = et_filter_find("perspective");
    struct et_image_info info = info_of(ET_FORMAT_I420, 64, 48);
    struct image in, out, expected;
    info.color.siting = ET_SITING_CENTER;
    image_create(&in, &info, 0);
    image_fill(&in, FILL_RANDOM, 9);
    CHECK(!filter_run(perspective, &half.places[0][0], &in, 0, 0, 0, &out) &&
              !filter_run(et_filter_find("transform"), shrunk, &in, 0, 0, 0, &expected),
          "%s", et_error_message());
    const char *difference = image_difference(&expected.image, &out.image);
    CHECK(!difference, "halves: %s", difference);
    image_destroy(&out);
    image_destroy(&expected);
    CHECK(!filter_run(perspective, &over.places[0][0], &in, 0, 0, 0, &out) &&
              !filter_run(et_filter_find("flip"), across, &in, 0, 0, 0, &expected),
          "%s", et_error_message());
    difference = image_difference(&expected.image, &out.image);
    CHECK(!difference, "turned over: %s", difference);
    image_destroy(&out);
    image_destroy(&expected);
    CHECK(!filter_run(perspective, &line.places[0][0], &in, 0, 0, 0, &out), "%s",
          et_error_message());
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            CHECK(image_get(&out.image, 0, x, y) == 16, "a line shows %d",
                  image_get(&out.image, 0, x, y));
    image_destroy(&out);
    image_destroy(&in);
}
