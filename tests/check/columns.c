// SPDX-License-Identifier: MIT
/*
 * What columns_needed() promises: a filter makes of a part of the picture across the samples that it
 * makes of the whole, but near the ends where the part was cut off. And whose filters say that they go
 * by_plane: no other plane of the input changes what they make.
 */
#include "single.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/cpu.h"
#include "chain/params.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 301, HEIGHT = 41, ROUNDS = 6 };

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I444P10, ET_FORMAT_I420P16,
                                         ET_FORMAT_I422};

/* The initial values, then such as lie near the lower ends, where parts may be narrow. */
static void choose_values(const struct et_filter *filter, int round, double *values)
{
    filter_initial(filter, values);
    for (size_t p = 0; round > 0 && p < filter->param_count; p++) {
        const struct et_param *param = &filter->params[p];
        /* Once a blur that is wide, and reaches less than a part is wide. */
        const double part = round == 3 ? 0.42 : check_random_below(1001) / 1000.0;
        const double span = param->max - param->min;
        values[p] = param->min + span * (span > 20 ? part * part * part * part : part);
        if (param->type != ET_PARAM_FLOAT)
            values[p] = (double)(int)values[p];
    }
}

/* What the filter says of each plane. Returns false where it cannot work on a part. */
static bool ask(const struct et_filter *filter, const double *values,
                const struct et_image_info *info, const struct et_image_info *second, int reach[4],
                int unit[4])
{
    struct et_arena *arena;
    if (et_arena_create(&arena))
        exit(2);
    struct et_setup setup = {.params = et_arena_alloc(arena, 1, filter->params_size),
                             .in = *info,
                             .second = *second,
                             .out = *info,
                             .whole_width = info->width,
                             .state = et_arena_alloc(arena, 1, filter->state_size),
                             .arena = arena};
    bool can = !et_params_fill(filter, values, filter->param_count, (void *)setup.params);
    if (can && filter->output_info)
        can = !filter->output_info(setup.params, info, &setup.out);
    can = can && !filter->configure(&setup);
    for (int p = 0; can && p < et_format_info(setup.out.format)->planes; p++)
        can = filter->columns_needed(setup.state, p, &reach[p], &unit[p]);
    et_arena_destroy(&arena);
    return can;
}

static int shift_of(enum et_format format, int plane)
{
    return et_plane_is_chroma(format, plane) ? et_format_info(format)->chroma_x : 0;
}

/* Columns `left` to `left` + `width` - 1 of an image. */
static void cut_out(const struct image *from, int left, int width, struct image *part)
{
    struct et_image_info info = from->image.info;
    info.width = width;
    image_create(part, &info, 0x71);
    for (int p = 0; p < et_format_info(info.format)->planes; p++)
        for (int y = 0; y < et_plane_height(info.format, p, info.height); y++)
            for (int x = 0; x < et_plane_width(info.format, p, width); x++)
                image_set(&part->image, p, x, y,
                          image_get(&from->image, p, (left >> shift_of(info.format, p)) + x, y));
}

/* A part that begins where it may: in the middle, at the left end or up to the right one. */
static bool choose_part(const int unit[4], const struct et_image_info *info, int round, int *left,
                        int *width)
{
    int step = 1;
    for (bool fits = false; !fits; step += !fits) {
        fits = true;
        for (int p = 0; p < et_format_info(info->format)->planes; p++)
            fits &= step % (unit[p] << shift_of(info->format, p)) == 0;
    }
    const int place = check_random_below(info->width / 2 / step + 1) * step;
    *left = round % 3 ? place : 0;
    *width = round % 3 == 2 ? info->width - *left
                            : info->width / 4 + check_random_below(info->width / 4);
    return step <= info->width / 2;
}

/* Formats that a second input has in turn. */
static const enum et_format seconds[] = {ET_FORMAT_RGBA, ET_FORMAT_I420A, ET_FORMAT_I411,
                                         ET_FORMAT_I444P12};

/* Returns how many samples were compared. */
static int compare_part(const struct et_filter *filter, const double *values,
                        const struct image *in, int round)
{
    struct et_image_info of_second = in->image.info;
    struct image second, whole, part, made;
    int reach[4], unit[4], left, width, compared = 0;
    if (filter->second_models && round)
        of_second.format = seconds[round % (int)ET_COUNT(seconds)];
    image_create(&second, &of_second, 0);
    image_fill(&second, FILL_RANDOM, 2001);
    struct scene scene = {.given_second = &second};
    if (!ask(filter, values, &in->image.info, &of_second, reach, unit) ||
        !choose_part(unit, &in->image.info, round, &left, &width)) {
        image_destroy(&second);
        return 0;
    }
    cut_out(in, left, width, &part);
    CHECK(!filter_run_scene(filter, values, in, &scene, et_cpu_available(), 0, 1, &whole), "%s",
          et_error_message());
    scene.left = left;
    scene.whole_width = in->image.info.width;
    const struct et_image_info *info = &whole.image.info;
    CHECK(!filter_run_scene(filter, values, &part, &scene, et_cpu_available(), 0, 1, &made), "%s",
          et_error_message());
    for (int p = 0; p < et_format_info(info->format)->planes && !check_has_failed(); p++) {
        const int columns = et_plane_width(info->format, p, width);
        const int from = left >> shift_of(info->format, p);
        const int first = left ? reach[p] : 0;
        const int last =
            left + width < info->width ? columns / unit[p] * unit[p] - reach[p] : columns;
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = first; x < last && !check_has_failed(); x++, compared++)
                CHECK(image_get(&made.image, p, x, y) == image_get(&whole.image, p, from + x, y),
                      "%s %s values %g %g, columns %d to %d: plane %d, %d, %d: %d, not %d",
                      filter->name, et_format_info(info->format)->name, values[0], values[1], left,
                      left + width - 1, p, x, y, image_get(&made.image, p, x, y),
                      image_get(&whole.image, p, from + x, y));
    }
    image_destroy(&second);
    image_destroy(&whole);
    image_destroy(&part);
    image_destroy(&made);
    return compared;
}

/* Each plane is made among planes of other samples. */
static void compare_planes(const struct et_filter *filter, const double *values, struct image *in)
{
    const struct et_image_info *info = &in->image.info;
    struct image expected, found;
    CHECK(!filter_run(filter, values, in, et_cpu_available(), 0, 1, &expected), "%s",
          et_error_message());
    for (int p = 0; p < et_format_info(info->format)->planes; p++) {
        struct image other;
        image_create(&other, info, 2);
        image_fill(&other, FILL_RANDOM, 99);
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++)
                image_set(&other.image, p, x, y, image_get(&in->image, p, x, y));
        CHECK(!filter_run(filter, values, &other, et_cpu_available(), 0, 1, &found), "%s",
              et_error_message());
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++)
                if (image_get(&found.image, p, x, y) != image_get(&expected.image, p, x, y))
                    CHECK(false, "%s: plane %d depends on another one", filter->name, p);
        image_destroy(&other);
        image_destroy(&found);
    }
    image_destroy(&expected);
}

void test_columns(void)
{
    int filters = 0;
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        double values[MOST_PARAMS];
        int compared = 0;
        CHECK(!filter->columns_needed || (!filter->frames_before && !filter->frames_after),
              "%s cannot be made in parts", filter->name);
        for (size_t i = 0; (filter->by_plane || filter->columns_needed) && i < ET_COUNT(formats);
             i++)
            for (int round = 0; round < ROUNDS && !check_has_failed(); round++) {
                const struct et_image_info info = info_of(formats[i], WIDTH, HEIGHT);
                struct image in;
                check_seed((uint32_t)(round + 10 * (int)i));
                choose_values(filter, round, values);
                image_create(&in, &info, 0);
                image_fill(&in, round & 1 ? FILL_RANDOM : FILL_SMOOTH, (uint32_t)round + 1);
                if (round < 2 && filter->by_plane)
                    compare_planes(filter, values, &in);
                if (filter->columns_needed)
                    compared += compare_part(filter, values, &in, round);
                image_destroy(&in);
            }
        CHECK(!filter->columns_needed || compared > WIDTH * HEIGHT, "%s: %d samples", filter->name,
              compared);
        filters += filter->columns_needed != NULL;
    }
    CHECK(filters >= 14, "%d filters", filters);
}
