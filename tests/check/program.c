// SPDX-License-Identifier: MIT
/* Colour programs against the same chain of equations in double precision. */
#include "image.h"
#include "single.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "color/cube.h"
#include "color/matrix3.h"
#include "color/standard.h"
#include "frame/frame.h"
#include "program/words.h"
#include "simd/bank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A change of R'G'B' of a clip's colour. */
typedef void change(const double *values, const struct et_color *color, double rgb[3]);

/* ---- The filters once more --------------------------------------------------------------------- */

static double light_of(int transfer, double signal)
{
    double light = et_transfer_to_light(transfer, fabs(signal));
    return signal < 0 ? -light : light;
}

/* The inverse by halving, of the standard's equation and nothing else. */
static double signal_of(int transfer, double light)
{
    double low = 0, high = 64;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        *(light_of(transfer, middle) < fabs(light) ? &low : &high) = middle;
    }
    return light < 0 ? -low : low;
}

static void exposure(const double *values, const struct et_color *color, double rgb[3])
{
    for (int c = 0; c < 3; c++)
        rgb[c] = signal_of(color->transfer, light_of(color->transfer, rgb[c]) * pow(2, values[0]));
}

static void levels(const double *v, const struct et_color *color, double rgb[3])
{
    (void)color;
    for (int c = 0; c < 3; c++) {
        double t = (rgb[c] - v[0]) / (v[1] - v[0]);
        if (v[2] != 1)
            t = t < 0 ? 0 : pow(t, 1 / v[2]);
        if (v[5] == 0 || v[5] == c + 1)
            rgb[c] = v[3] + t * (v[4] - v[3]);
    }
}

static void saturate(double amount, const double weights[3], double rgb[3])
{
    const double luma = weights[0] * rgb[0] + weights[1] * rgb[1] + weights[2] * rgb[2];
    for (int c = 0; c < 3; c++)
        rgb[c] = luma + amount * (rgb[c] - luma);
}

static void color_wheels(const double *v, const struct et_color *color, double rgb[3])
{
    static const double bt709[3] = {0.2126, 0.7152, 0.0722}, bt601[3] = {0.299, 0.587, 0.114};
    for (int c = 0; c < 3; c++) {
        const double lift = v[c], gamma = v[3 + c], gain = v[6 + c];
        double y = v[10] ? gain * rgb[c] + lift : gain * (rgb[c] + lift * (1 - rgb[c]));
        if (gamma != 1)
            y = y < 0 ? 0 : pow(y, v[10] ? gamma : 1 / gamma);
        rgb[c] = y;
    }
    saturate(v[9], v[10] || color->matrix == ET_MATRIX_BT709 ? bt709 : bt601, rgb);
}

static void channel_mixer(const double *v, const struct et_color *color, double rgb[3])
{
    const double in[3] = {rgb[0], rgb[1], rgb[2]};
    (void)color;
    for (int c = 0; c < 3; c++)
        rgb[c] = v[4 * c] * in[0] + v[4 * c + 1] * in[1] + v[4 * c + 2] * in[2] + v[4 * c + 3];
}

/* The value of table 1 of lut3d at a colour: of the six tetrahedra of a cell the one that holds it. */
static const struct et_cube *cube;

static void lut3d(const double *values, const struct et_color *color, double rgb[3])
{
    const int last = cube->size_3d - 1, steps[3] = {1, last + 1, (last + 1) * (last + 1)};
    double fraction[3], sum[3];
    int entry = 0, order[3] = {0, 1, 2};
    (void)values, (void)color;
    for (int c = 0; c < 3; c++) {
        const double low = cube->from_3d[c], high = cube->to_3d[c];
        double at = (fmin(fmax(rgb[c], low), high) - low) / (high - low) * last;
        int cell = at >= last ? last - 1 : (int)at;
        fraction[c] = at - cell;
        entry += cell * steps[c];
    }
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2 - i; k++)
            if (fraction[order[k]] < fraction[order[k + 1]]) {
                const int swap = order[k];
                order[k] = order[k + 1];
                order[k + 1] = swap;
            }
    for (int c = 0; c < 3; c++)
        sum[c] = cube->entries_3d[entry][c] * (1 - fraction[order[0]]);
    for (int k = 0; k < 3; k++) {
        entry += steps[order[k]];
        for (int c = 0; c < 3; c++)
            sum[c] += cube->entries_3d[entry][c] *
                      (fraction[order[k]] - (k < 2 ? fraction[order[k + 1]] : 0));
    }
    memcpy(rgb, sum, sizeof(sum));
}

/* ---- An image through changes ------------------------------------------------------------------ */

struct step {
    const char *filter;
    change *change;
    double values[MOST_PARAMS];
};

struct planes {
    double *samples[3]; /* of full size: Y', Cb, Cr, or R', G', B' */
    int width, height;
};

static void range_of(const struct et_image_info *info, int channel, double *zero, double *unit)
{
    const struct et_format_info *format = et_format_info(info->format);
    const double scale = 1 << (format->depth - 8), most = (1 << format->depth) - 1;
    const bool chroma = channel && format->model == ET_MODEL_YUV;
    *zero = chroma ? 128 * scale : info->color.full_range ? 0 : 16 * scale;
    *unit = info->color.full_range ? most : (chroma ? 224 : 219) * scale;
}

static int clip(int value, int size)
{
    return value < 0 ? 0 : value >= size ? size - 1 : value;
}

/* A plane's value at a pixel, linear between samples. */
static double sample_at(const struct et_image *image, int plane, int x, int y)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    const bool chroma = et_plane_is_chroma(image->info.format, plane);
    const int sx = chroma ? format->chroma_x : 0, sy = chroma ? format->chroma_y : 0;
    const int width = et_plane_width(image->info.format, plane, image->info.width);
    const int height = et_plane_height(image->info.format, plane, image->info.height);
    const double u =
        (x - (sx ? et_siting_offset(image->info.color.siting, true, sx) : 0)) / (1 << sx);
    const double v =
        (y - (sy ? et_siting_offset(image->info.color.siting, false, sy) : 0)) / (1 << sy);
    double sum = 0;
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 2; i++) {
            const double across = 1 - fabs(floor(u) + i - u), down = 1 - fabs(floor(v) + j - v);
            if (across > 0 && down > 0)
                sum += across * down *
                       image_get(image, plane, clip((int)floor(u) + i, width),
                                 clip((int)floor(v) + j, height));
        }
    return sum;
}

static void read_pixel(const struct et_image *in, const double to_rgb[3][3], int x, int y,
                       double rgb[3])
{
    const struct et_format_info *format = et_format_info(in->info.format);
    double values[3] = {0};
    for (int plane = 0; plane < et_format_color_planes(in->info.format); plane++) {
        double zero, unit;
        range_of(&in->info, plane, &zero, &unit);
        values[format->model == ET_MODEL_RGB ? (plane + 1) % 3 : plane] =
            (sample_at(in, plane, x, y) - zero) / unit;
    }
    if (format->model == ET_MODEL_RGB)
        memcpy(rgb, values, sizeof(values));
    else
        et_matrix3_apply(to_rgb, values, rgb);
}

static struct planes change_image(const struct et_image *in, const struct step *steps, int count)
{
    struct planes planes = {.width = in->info.width, .height = in->info.height};
    const size_t pixels = (size_t)planes.width * (size_t)planes.height;
    double to_rgb[3][3], to_yuv[3][3];
    CHECK(!et_matrix_to_rgb(&in->info.color, in->info.height, to_rgb), "no matrix");
    et_matrix3_invert(to_rgb, to_yuv);
    for (int c = 0; c < 3; c++)
        planes.samples[c] = malloc(pixels * sizeof(double));
    for (size_t i = 0; i < pixels; i++) {
        double rgb[3], out[3];
        read_pixel(in, to_rgb, (int)i % planes.width, (int)i / planes.width, rgb);
        for (int k = 0; k < count; k++)
            steps[k].change(steps[k].values, &in->info.color, rgb);
        if (et_format_info(in->info.format)->model == ET_MODEL_RGB)
            memcpy(out, rgb, sizeof(out));
        else
            et_matrix3_apply(to_yuv, rgb, out);
        for (int c = 0; c < 3; c++)
            planes.samples[c][i] = out[c];
    }
    return planes;
}

/* What a pixel weighs in a sample at `place` of a plane with one in `ratio`. */
static double weight_of(int pixel, double place, int ratio)
{
    const double distance = fabs(pixel - place);
    if (place != floor(place))
        return distance < ratio / 2.0 ? 1.0 / ratio : 0;
    return distance < ratio ? (ratio - distance) / (ratio * ratio) : 0;
}

static double expected_at(const struct planes *planes, const struct et_image_info *info, int plane,
                          int x, int y)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int sx = chroma ? format->chroma_x : 0, sy = chroma ? format->chroma_y : 0;
    const int channel = format->model == ET_MODEL_RGB ? (plane + 1) % 3 : plane;
    const double px = (x << sx) + (sx ? et_siting_offset(info->color.siting, true, sx) : 0);
    const double py = (y << sy) + (sy ? et_siting_offset(info->color.siting, false, sy) : 0);
    double sum = 0, zero, unit, most = (1 << format->depth) - 1;
    for (int j = (int)py - 4; j <= (int)py + 4; j++)
        for (int i = (int)px - 4; i <= (int)px + 4; i++) {
            const double weight = weight_of(i, px, 1 << sx) * weight_of(j, py, 1 << sy);
            if (weight > 0)
                sum += weight * planes->samples[channel][clip(j, planes->height) * planes->width +
                                                         clip(i, planes->width)];
        }
    range_of(info, plane, &zero, &unit);
    sum = zero + sum * unit;
    return sum < 0 ? 0 : sum > most ? most : sum;
}

/*
 * A half for rounding, and what float and the tables of curves are off by: up to 4e-7 of the range, and
 * 2e-3 of a code where that is small beside what powers make of values near 0. Words of 16 bits, which
 * 8 bits of 4:2:0 may be run in, are off by what program/words.h says.
 */
static double bound_of(const struct et_format_info *format)
{
    const bool words = format->depth == 8 && format->chroma_x == 1 && format->chroma_y == 1;
    return 0.502 + (1 << format->depth) * 4e-7 + (words ? ET_WORDS_ERROR : 0);
}

static void compare(const struct et_image *in, const struct et_image *out, const struct step *steps,
                    int count)
{
    struct planes planes = change_image(in, steps, count);
    const struct et_format_info *format = et_format_info(in->info.format);
    double worst = 0;
    for (int p = 0; p < et_format_color_planes(in->info.format); p++)
        for (int y = 0; y < et_plane_height(in->info.format, p, in->info.height); y++)
            for (int x = 0; x < et_plane_width(in->info.format, p, in->info.width); x++) {
                const double off =
                    fabs(image_get(out, p, x, y) - expected_at(&planes, &in->info, p, x, y));
                worst = off > worst ? off : worst;
                CHECK(off <= bound_of(format), "%s %s plane %d x %d y %d is %d, not %g",
                      steps[0].filter, format->name, p, x, y, image_get(out, p, x, y),
                      expected_at(&planes, &in->info, p, x, y));
            }
    if (getenv("ETALON_WORST"))
        printf("%s %s %g\n", steps[0].filter, format->name, worst);
    for (int c = 0; c < 3; c++)
        free(planes.samples[c]);
}

static const struct step cases[] = {
    {"exposure", exposure, {1.3}},
    {"exposure", exposure, {-2}},
    {"levels", levels, {0.1, 0.8, 1, 0.05, 0.9, 0}},
    {"levels", levels, {0.1, 0.8, 1.7, 0, 1, 2}},
    {"color_wheels", color_wheels, {0.05, 0, -0.02, 1, 1.2, 0.9, 1.1, 1, 0.95, 1.3, 0}},
    {"color_wheels", color_wheels, {0.02, 0.01, 0, 0.9, 1.1, 1, 1.2, 1, 0.8, 0.7, 1}},
    {"channel_mixer", channel_mixer, {0.8, 0.2, 0, 0.01, -0.1, 1.1, 0, 0, 0.3, 0.3, 0.4, -0.02}},
};

/* Colours of a clip: matrix, primaries, transfer. */
static const uint8_t colors[][3] = {{1, 1, 1}, {6, 6, 6}, {9, 9, 18}, {5, 5, 4}};

void test_program_filters(void)
{
    for (size_t i = 0; i < ET_COUNT(cases); i++)
        for (int format = ET_FORMAT_GRAY8; format < ET_FORMAT_RGBA; format++) {
            const size_t color = (i + (size_t)format) % (i < 4 ? 4 : 2);
            struct et_image_info info = info_of((enum et_format)format, 29, 23);
            struct image in, out;
            info.color.full_range = (format + (int)i) & 1;
            info.color.siting = (uint8_t)((format + (int)i) % 7);
            info.color.matrix = colors[color][0];
            info.color.primaries = colors[color][1];
            info.color.transfer = colors[color][2];
            image_create(&in, &info, 0);
            image_fill(&in, i & 1 ? FILL_SMOOTH : FILL_RANDOM, (uint32_t)format);
            CHECK(!filter_run(et_filter_find(cases[i].filter), cases[i].values, &in, 0, 0, 0, &out),
                  "%s", et_error_message());
            compare(&in.image, &out.image, &cases[i], 1);
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* ---- Several filters --------------------------------------------------------------------------- */

static struct et_chain *chain_of(struct et_engine *engine, const struct step *steps, int count,
                                 const char *text)
{
    struct et_chain *chain = NULL;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < count; i++) {
        const struct et_filter *filter = et_filter_find(steps[i].filter);
        CHECK(!et_chain_add(chain, filter, steps[i].values, filter->param_count), "%s",
              et_error_message());
        if (steps[i].change == lut3d)
            CHECK(!et_chain_set_text(chain, 0, text, strlen(text)), "%s", et_error_message());
    }
    return chain;
}

/* Sends an image through a chain and compares, in colours without light below black. */
static void check_chain(struct et_engine *engine, const struct step *steps, int count,
                        const char *text, const char *operations)
{
    struct et_chain *chain = chain_of(engine, steps, count, text);
    struct et_image_info out_info, info = info_of(ET_FORMAT_I420, 64, 48);
    struct image in;
    struct et_pool *pool;
    char *plan = NULL;
    image_create(&in, &info, 0);
    image_fill(&in, FILL_RANDOM, 5);
    CHECK(!et_pool_create(8, &pool), "no pool");
    struct et_frame *frame = image_to_frame(&in.image, pool);
    CHECK(!et_chain_plan(chain, &info, &plan) && strstr(plan, operations), "%s is not in %s",
          operations, plan);
    CHECK(!et_chain_configure(chain, &info, &out_info) && !et_chain_push(chain, frame), "%s",
          et_error_message());
    int result;
    while ((result = et_chain_step(chain, 1000)) == ET_MORE)
        ;
    CHECK(result == ET_FRAME, "%s", et_error_message());
    struct et_frame *out = et_chain_take(chain);
    if (out)
        compare(&in.image, &out->image, steps, count);
    et_frame_unref(&out);
    et_frame_unref(&frame);
    free(plan);
    et_chain_destroy(&chain);
    et_pool_close(&pool);
    image_destroy(&in);
}

void test_program_fused(void)
{
    struct et_engine *engine = check_engine(1, 0);
    const struct step grade[] = {cases[0], cases[3], cases[4]};
    const struct step mixes[] = {cases[6], cases[6], cases[2]};
    check_chain(engine, grade, 3, NULL, "\"operations\":[\"affine\",\"curves\",\"affine\"]");
    check_chain(engine, mixes, 3, NULL, "\"operations\":[\"affine\"]");
    et_engine_destroy(&engine);
}

/* ---- Tables ------------------------------------------------------------------------------------ */

/* A table of random colours, with a domain of its own. */
static char *random_cube(int size)
{
    const size_t room = 200 + 40 * (size_t)(size * size * size);
    char *text = malloc(room);
    size_t used = (size_t)snprintf(text, room,
                                   "# a comment\r\nTITLE \"one\"\r\n\r\nLUT_3D_SIZE %d\r\n"
                                   "DOMAIN_MIN -0.1 0 0.05\nDOMAIN_MAX 1.1 1e0 +.9\n",
                                   size);
    for (int i = 0; i < size * size * size; i++)
        used += (size_t)snprintf(text + used, room - used, "%.6f %g\t%.3e\n",
                                 check_random_below(1000) / 1000.0,
                                 check_random_below(1000) / 999.0, check_random_below(999) / 1e3);
    return text;
}

void test_program_table(void)
{
    static const int table_sizes[] = {2, 3, 17, 33};
    struct et_engine *engine = check_engine(1, 0);
    const struct step table = {"lut3d", lut3d, {0}};
    const struct step between[] = {cases[0], table, cases[4]};
    check_seed(3);
    for (size_t i = 0; i < ET_COUNT(table_sizes); i++) {
        char *text = random_cube(table_sizes[i]);
        void *parsed;
        CHECK(!et_cube_parse(text, strlen(text), &parsed), "%s", et_error_message());
        cube = parsed;
        check_chain(engine, &table, 1, text, "\"operations\":[\"affine\",\"table\",\"affine\"]");
        check_chain(engine, between, 3, text,
                    "[\"affine\",\"curves\",\"table\",\"affine\",\"curves\",\"affine\"]");
        et_free(parsed);
        free(text);
    }
    et_engine_destroy(&engine);
}
