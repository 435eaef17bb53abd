// SPDX-License-Identifier: MIT
/* Colour programs against the same chain of equations in double precision. */
#include "program_pixels.h"
#include "shown.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "chain/plan.h"
#include "color/cube.h"
#include "color/standard.h"
#include "frame/frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The filters once more --------------------------------------------------------------------- */

static double light_of(int transfer, double signal)
{
    const double size = fabs(signal);
    const double light = transfer == 4    ? pow(size, 2.2)
                         : transfer == 18 ? shown_hlg_scene(size)
                                          : shown_bt709_light(size);
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
    const bool cdl = v[10] == 1;
    for (int c = 0; c < 3; c++) {
        const double lift = v[c], gamma = v[3 + c], gain = v[6 + c];
        double y = cdl ? v[11 + c] * rgb[c] + v[14 + c] : gain * (rgb[c] + lift * (1 - rgb[c]));
        if (cdl)
            y = pow(fmin(fmax(y, 0), 1), v[17 + c]);
        else if (gamma != 1)
            y = y < 0 ? 0 : pow(y, 1 / gamma);
        rgb[c] = y;
    }
    saturate(v[9], cdl || color->matrix == ET_MATRIX_BT709 ? bt709 : bt601, rgb);
    for (int c = 0; c < 3 && cdl; c++)
        rgb[c] = fmin(fmax(rgb[c], 0), 1);
}

static void channel_mixer(const double *v, const struct et_color *color, double rgb[3])
{
    const double in[3] = {rgb[0], rgb[1], rgb[2]};
    (void)color;
    for (int c = 0; c < 3; c++)
        rgb[c] = v[4 * c] * in[0] + v[4 * c + 1] * in[1] + v[4 * c + 2] * in[2] + v[4 * c + 3];
}

/* On the clip's own Y', Cb and Cr. */
static void adjust(const double *v, const struct et_color *color, double rgb[3])
{
    const bool is_601 = color->matrix != ET_MATRIX_BT709;
    const double red = is_601 ? 0.299 : 0.2126, blue = is_601 ? 0.114 : 0.0722;
    const double angle = v[4] * acos(-1) / 180, c = cos(angle), s = sin(angle);
    double y = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
    const double b = (rgb[2] - y) / (2 * (1 - blue)), r = (rgb[0] - y) / (2 * (1 - red));
    y = (y - 0.5) * v[1] + 0.5 + v[0];
    if (v[3] != 1)
        y = pow(y < 0 ? 0 : y, 1 / v[3]);
    rgb[0] = y + 2 * (1 - red) * v[2] * (b * s + r * c);
    rgb[2] = y + 2 * (1 - blue) * v[2] * (b * c - r * s);
    rgb[1] = (y - red * rgb[0] - blue * rgb[2]) / (1 - red - blue);
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

static const struct step cases[] = {
    {"exposure", exposure, {1.3}},
    {"exposure", exposure, {-2}},
    {"levels", levels, {0.1, 0.8, 1, 0.05, 0.9, 0}},
    {"levels", levels, {0.1, 0.8, 1.7, 0, 1, 2}},
    {"color_wheels", color_wheels, {0.05, 0, -0.02, 1, 1.2, 0.9, 1.1, 1, 0.95, 1.3,
                                    0,    1, 1,     1, 0,   0,   0,   1, 1,    1}},
    {"color_wheels", color_wheels, {0, 0,   0, 1,   1,    1,    1, 1,   1,   0.7,
                                    1, 1.2, 1, 0.8, 0.02, 0.01, 0, 0.9, 1.1, 1}},
    {"channel_mixer", channel_mixer, {0.8, 0.2, 0, 0.01, -0.1, 1.1, 0, 0, 0.3, 0.3, 0.4, -0.02}},
    {"levels", levels, {0.1, 0.8, 0.6, 0, 1, 2}},
};

static const struct step adjusts[] = {{"adjust", adjust, {0.05, 1.2, 0.8, 1, 20}},
                                      {"adjust", adjust, {-0.03, 1.1, 1.3, 0.7, -75}},
                                      {"adjust", adjust, {0.02, 0.9, 1.1, 1.6, 5}}};

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
            changes_compare(&in.image, &out.image, &cases[i], 1);
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* A power that rises without end at a value, in a picture of codes about that, of 12 to 16 bits. */
static void check_steep(const struct step *step, double at, enum et_format format)
{
    struct et_image_info info = info_of(format, 61, 47);
    const int scale = 1 << (et_format_info(format)->depth - 8);
    struct image in, out;
    info.color.matrix = ET_MATRIX_RGB;
    image_create(&in, &info, 0);
    image_fill(&in, FILL_RANDOM, (uint32_t)format);
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < info.height; y++)
            for (int x = 0; x < info.width; x++)
                image_set(&in.image, p, x, y,
                          (int)((16 + 219 * at) * scale) +
                              image_get(&in.image, p, x, y) % (2 * scale) - scale);
    CHECK(!filter_run(et_filter_find(step->filter), step->values, &in, 0, 0, 0, &out), "%s",
          et_error_message());
    changes_compare(&in.image, &out.image, step, 1);
    image_destroy(&in);
    image_destroy(&out);
}

void test_program_steep(void)
{
    static const struct {
        struct step step;
        double at;
    } steep[] = {
        {{"levels", levels, {0.1, 0.8, 1.7, 0, 1, 0}}, 0.1},
        {{"levels", levels, {0, 1, 2.2, 0.1, 0.9, 0}}, 0},
        {{"adjust", adjust, {0, 1, 1, 2.2, 0}}, 0},
        {{"adjust", adjust, {-0.3, 1.5, 1, 1.5, 0}}, 0.55 / 1.5},
        {{"color_wheels", color_wheels, {0, 0, 0, 1.8, 1.8, 1.8, 1, 1, 1, 1,
                                         0, 1, 1, 1,   0,   0,   0, 1, 1, 1}},
         0},
        {{"color_wheels", color_wheels, {0, 0, 0, 1, 1,    1,    1,    1,   1,   1,
                                         1, 1, 1, 1, -0.2, -0.2, -0.2, 0.6, 0.6, 0.6}},
         0.2},
    };
    for (size_t i = 0; i < ET_COUNT(steep); i++)
        for (int format = ET_FORMAT_GBR8; format < ET_FORMAT_RGBA; format++)
            if (et_format_info((enum et_format)format)->depth > 10)
                check_steep(&steep[i].step, steep[i].at, (enum et_format)format);
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
        changes_compare(&in.image, &out->image, steps, count);
    et_frame_unref(&out);
    et_frame_unref(&frame);
    et_text_free(&plan);
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
    const struct step first[] = {adjusts[0], cases[0], cases[3]};
    const struct step last[] = {cases[4], adjusts[2], adjusts[0]};
    check_chain(engine, first, 3, NULL, "\"operations\":[\"affine\",\"curves\",\"affine\"]");
    check_chain(engine, last, 3, NULL,
                "\"operations\":[\"affine\",\"curves\",\"affine\",\"curves\",\"affine\"]");
    et_engine_destroy(&engine);
}

/* RGB of every depth, with alpha and without, in the luma of BT.601 that fewer than 720 rows have. */
void test_program_adjust(void)
{
    for (int format = ET_FORMAT_GBR8; format < ET_FORMAT_RGBA; format++)
        for (size_t i = 0; i < ET_COUNT(adjusts); i++) {
            struct et_image_info info = info_of((enum et_format)format, 29, 23);
            struct image in, out;
            info.color.matrix = ET_MATRIX_RGB;
            info.color.full_range = i == 0;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, (uint32_t)format);
            CHECK(!filter_run(et_filter_find("adjust"), adjusts[i].values, &in, 0, 0, 0, &out),
                  "%s", et_error_message());
            changes_compare(&in.image, &out.image, &adjusts[i], 1);
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* Beside programs adjust is a part of them; alone, or beside what does nothing or has a region, it is not. */
void test_program_beside(void)
{
    static const struct et_region left = {.width = 8, .height = 16};
    static const double nothing[] = {0}, some[] = {1};
    struct et_engine *engine = check_engine(1, 0);
    const struct et_filter *filters[] = {et_filter_find("adjust"), et_filter_find("exposure")};
    const struct et_image_info info = info_of(ET_FORMAT_I420, 16, 16);
    for (int turn = 0; turn < 8; turn++) {
        const bool first = turn & 1, neutral = turn & 2, region = turn & 4;
        struct et_image_info out;
        struct et_chain *chain;
        CHECK(!et_chain_create(engine, &chain), "no chain");
        for (int i = 0; i < 3; i++) {
            const bool is_adjust = i != (first ? 0 : 2);
            const double *values = is_adjust ? adjusts[0].values : neutral ? nothing : some;
            CHECK(!et_chain_add(chain, filters[!is_adjust], values, is_adjust ? 5 : 1), "%s",
                  et_error_message());
            if (!is_adjust && region)
                CHECK(!et_chain_set_region(chain, &left), "%s", et_error_message());
        }
        CHECK(!et_chain_configure(chain, &info, &out), "%s", et_error_message());
        const size_t stages = neutral ? 2 : region ? 3 : 1;
        CHECK(chain->stage_count == stages, "%zu stages in turn %d, not %zu", chain->stage_count,
              turn, stages);
        et_chain_destroy(&chain);
    }
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
