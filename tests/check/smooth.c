// SPDX-License-Identifier: MIT
/* box_blur, bilateral, median, unsharp and cas against their definitions, computed in double precision. */
#include "single.h"

#include "base/cpu.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A plane in double precision, which goes on as its edge. */
struct plane {
    int width, height;
    double *values;
};

static struct plane plane_create(const struct et_image *image, int index)
{
    struct plane plane = {
        et_plane_width(image->info.format, index, image->info.width),
        et_plane_height(image->info.format, index, image->info.height),
        NULL,
    };
    plane.values = malloc(sizeof(double) * (size_t)(plane.width * plane.height));
    for (int y = 0; y < plane.height; y++)
        for (int x = 0; x < plane.width; x++)
            plane.values[y * plane.width + x] = image_get(image, index, x, y);
    return plane;
}

static double at(const struct plane *plane, int x, int y)
{
    x = x < 0 ? 0 : x >= plane->width ? plane->width - 1 : x;
    y = y < 0 ? 0 : y >= plane->height ? plane->height - 1 : y;
    return plane->values[y * plane->width + x];
}

/* The sample that a definition gives; `max` is the largest code. */
typedef double definition(const struct plane *plane, int x, int y, const double *values, int max);

/* Largest difference, and the mean of the squared ones, between a filter's luma and its definition. */
static double difference_on(unsigned cpu, const char *name, definition *expected,
                            enum et_format format, enum fill fill, const double *values,
                            double *mean_square)
{
    struct et_image_info info = info_of(format, 61, 47);
    const int max = (1 << et_format_info(format)->depth) - 1;
    double given[MOST_PARAMS] = {0}, largest = 0, sum = 0;
    struct image in, out;
    image_create(&in, &info, 0);
    image_fill(&in, fill, 3);
    filter_initial(et_filter_find(name), given);
    memcpy(given, values, 3 * sizeof(*values));
    CHECK(!filter_run(et_filter_find(name), given, &in, cpu, 0, 0, &out), "%s", et_error_message());
    struct plane plane = plane_create(&in.image, 0);
    for (int y = 0; y < plane.height; y++)
        for (int x = 0; x < plane.width; x++) {
            double error =
                fabs(image_get(&out.image, 0, x, y) - expected(&plane, x, y, values, max));
            largest = error > largest ? error : largest;
            sum += error * error;
        }
    *mean_square = sum / (plane.width * plane.height);
    free(plane.values);
    image_destroy(&in);
    image_destroy(&out);
    return largest;
}

/* The same of plain C and of SIMD, the worse of both. */
static double difference_from(const char *name, definition *expected, enum et_format format,
                              enum fill fill, const double *values, double *mean_square)
{
    double plain = difference_on(0, name, expected, format, fill, values, mean_square);
    if (!et_cpu_available())
        return plain;
    return fmax(plain, difference_on(et_cpu_available(), name, expected, format, fill, values,
                                     mean_square));
}

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_GRAY12, ET_FORMAT_GRAYA16};

/* ---- Box ------------------------------------------------------------------------------------- */

/* Weights of `power` boxes one after the other, for -power * radius on; adds up to 1. */
static void box_weights(int radius, int power, double *weights)
{
    const int width = 2 * radius + 1;
    int count = 1;
    weights[0] = 1;
    for (int p = 0; p < power; p++) {
        double next[256] = {0};
        for (int i = 0; i < count; i++)
            for (int k = 0; k < width; k++)
                next[i + k] += weights[i] / width;
        count += width - 1;
        memcpy(weights, next, sizeof(double) * (size_t)count);
    }
}

static double box_at(const struct plane *plane, int x, int y, const double *values, int max)
{
    const int radius = (int)values[0], power = (int)values[1], reach = radius * power;
    double weights[256], sum = 0;
    (void)max;
    box_weights(radius, power, weights);
    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++)
            sum += weights[dy + reach] * weights[dx + reach] * at(plane, x + dx, y + dy);
    return sum;
}

/* Half a code for the one rounding at the end, and what the samples between the directions lose. */
void test_smooth_box(void)
{
    static const double cases[][3] = {{1, 1, 0}, {5, 2, 0}, {3, 3, 0}, {30, 2, 0}, {20, 3, 0}};
    static const double bounds[] = {0.5 + 1.0 / 8, 0.5 + 1.0 / 8, 1};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (size_t f = 0; f < ET_COUNT(formats); f++) {
            double mean, error = difference_from("box_blur", box_at, formats[f], FILL_EXTREMES,
                                                 cases[c], &mean);
            CHECK(error <= bounds[f] + 1e-3, "radius %g, power %g at %d bits: off by %g",
                  cases[c][0], cases[c][1], et_format_info(formats[f])->depth, error);
        }
}

/* ---- Median ---------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

static double median_at(const struct plane *plane, int x, int y, const double *values, int max)
{
    const int radius = (int)values[0];
    double window[41 * 41];
    int count = 0;
    (void)max;
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++)
            window[count++] = at(plane, x + dx, y + dy);
    qsort(window, (size_t)count, sizeof(*window), ascending);
    return window[count / 2];
}

void test_smooth_median(void)
{
    static const double cases[][3] = {{1, 0, 0}, {2, 0, 0}, {4, 0, 0}, {11, 0, 0}};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (enum fill fill = FILL_RANDOM; fill <= FILL_SMOOTH; fill++) {
                double mean,
                    error = difference_from("median", median_at, formats[f], fill, cases[c], &mean);
                CHECK(error == 0, "radius %g: off by %g", cases[c][0], error);
            }
}

/* ---- Sharpening ------------------------------------------------------------------------------ */

static double binomial(int n, int k)
{
    double value = 1;
    for (int i = 1; i <= k; i++)
        value = value * (n - k + i) / i;
    return value;
}

static double unsharp_at(const struct plane *plane, int x, int y, const double *values, int max)
{
    const int radius = (int)values[2];
    double sum = 0;
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++)
            sum += binomial(2 * radius, radius + dx) * binomial(2 * radius, radius + dy) *
                   at(plane, x + dx, y + dy);
    const double code = at(plane, x, y), blurred = floor(ldexp(sum, -4 * radius) + 0.5);
    const double value = code + floor((code - blurred) * floor(values[0] * 65536) / 65536);
    return value < 0 ? 0 : value > max ? max : value;
}

/*
 * Integers up to radius 3 at 8 bits, and up to 1 at 12, whose sums have 14 bits as well; then a blur that is off by 1
 * at most, times the amount.
 */
void test_smooth_unsharp(void)
{
    static const double cases[][3] = {{1, 0, 1}, {1.5, 0, 2}, {0.3, 0, 2}, {4, 0, 3}, {1, 0, 7}};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (enum fill fill = FILL_RANDOM; fill <= FILL_SMOOTH; fill++) {
            double mean, error = difference_from("unsharp", unsharp_at, ET_FORMAT_I420, fill,
                                                 cases[c], &mean);
            CHECK(error <= (cases[c][2] > 3 ? 1 : 0), "amount %g, radius %g: off by %g",
                  cases[c][0], cases[c][2], error);
            error = difference_from("unsharp", unsharp_at, ET_FORMAT_GRAY12, fill, cases[c], &mean);
            CHECK(error <= (cases[c][2] > 1 ? ceil(cases[c][0]) : 0),
                  "amount %g, radius %g at 12 bits: off by %g", cases[c][0], cases[c][2], error);
        }
}

static double cas_at(const struct plane *plane, int x, int y, const double *values, int max)
{
    double low = max, high = 0, lowest = max, highest = 0, cross = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            double code = at(plane, x + dx, y + dy);
            lowest = fmin(lowest, code), highest = fmax(highest, code);
            if (dx && dy)
                continue;
            low = fmin(low, code), high = fmax(high, code);
            if (dx || dy)
                cross += code;
        }
    const double mn = (low + lowest) / max, mx = (high + highest) / max;
    const double weight =
        mx > 0 ? sqrt(fmin(mn, 2 - mx) / mx) * -values[1] / (8 - 3 * values[0]) : 0;
    const double value = (at(plane, x, y) + weight * cross) / (1 + 4 * weight);
    return value < 0 ? 0 : value > max ? max : value;
}

/* Half a code for the rounding; single precision has 24 bits, and dividing by 0.2 takes 3 of them. */
void test_smooth_cas(void)
{
    for (int step = 0; step <= 4; step++) {
        const double values[3] = {step / 4.0, step % 2 ? 0.4 : 1};
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (enum fill fill = FILL_RANDOM; fill <= FILL_SMOOTH; fill++) {
                double mean,
                    error = difference_from("cas", cas_at, formats[f], fill, values, &mean);
                CHECK(error <= (f == 2 ? 0.6 : 0.501), "sharpness %g at %d bits: off by %g",
                      values[0], et_format_info(formats[f])->depth, error);
            }
    }
}

/* ---- Bilateral ------------------------------------------------------------------------------- */

/* Of the samples in the plane only. */
static double bilateral_at(const struct plane *plane, int x, int y, const double *values, int max)
{
    const double code = at(plane, x, y), deep = values[1] * max;
    double weights = 0, sum = 0;
    const int reach = (int)ceil(4 * values[0]);
    for (int yy = y - reach < 0 ? 0 : y - reach; yy < plane->height && yy <= y + reach; yy++)
        for (int xx = x - reach < 0 ? 0 : x - reach; xx < plane->width && xx <= x + reach; xx++) {
            double other = at(plane, xx, yy), away = (xx - x) * (xx - x) + (yy - y) * (yy - y);
            double weight = exp(-0.5 * away / (values[0] * values[0]) -
                                0.5 * (other - code) * (other - code) / (deep * deep));
            weights += weight;
            sum += weight * other;
        }
    return sum / weights;
}

/* An approximation: the worst are samples that are black or white, and a range between. */
void test_smooth_bilateral(void)
{
    static const double cases[][3] = {{1.5, 0.1, 0}, {3, 0.1, 0},  {8, 0.1, 0},
                                      {8, 0.4, 0},   {5, 0.05, 0}, {4, 1, 0}};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (enum fill fill = FILL_RANDOM; fill <= FILL_SMOOTH; fill++) {
                const double max = (1 << et_format_info(formats[f])->depth) - 1;
                double mean;
                difference_from("bilateral", bilateral_at, formats[f], fill, cases[c], &mean);
                double psnr = 10 * log10(max * max / mean);
                CHECK(psnr > (fill == FILL_EXTREMES ? 37 : 43), "sigma %g, range %g: %g dB",
                      cases[c][0], cases[c][1], psnr);
            }
}
