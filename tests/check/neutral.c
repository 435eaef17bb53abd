// SPDX-License-Identifier: MIT
/* Where a filter says that its settings change nothing, running it by itself changes nothing. */
#include "single.h"

#include "base/cpu.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 24, WIDTH = 37, HEIGHT = 22, MOST_NUMBERS = 24, CANDIDATES = 8 };

static const enum et_format formats[] = {ET_FORMAT_I420,    ET_FORMAT_I420P10, ET_FORMAT_GRAY12,
                                         ET_FORMAT_I422P12, ET_FORMAT_GBR8,    ET_FORMAT_GBRA16,
                                         ET_FORMAT_I411,    ET_FORMAT_I444A};

/* What changes nothing in some filter: what there is at first, ends, a factor, a turn, the picture's size. */
static double candidate(const struct et_param *param, int number)
{
    const double values[CANDIDATES] = {param->initial, 0,   1,     param->min,
                                       param->max,     360, WIDTH, HEIGHT};
    const double value = values[number];
    return value < param->min || value > param->max ? param->initial : value;
}

/* All of one kind, but for a few. */
static void fill_values(const struct et_filter *filter, double *values)
{
    const int mostly = check_random_below(3);
    for (size_t p = 0; p < filter->param_count; p++) {
        const struct et_param *param = &filter->params[p];
        const int kind = check_random_below(8);
        values[p] = candidate(param, kind > 1 ? mostly : check_random_below(CANDIDATES));
        if (kind == 0 || (kind == 7 && param->type == ET_PARAM_CHOICE))
            values[p] = param->min + (param->max - param->min) * check_random_below(1001) / 1000;
        if (param->type != ET_PARAM_FLOAT)
            values[p] = floor(values[p] + 0.5);
    }
}

/* Points on the diagonal of a curve, in any order; weights of which the middle one alone may not be 0. */
static void fill_list(const struct et_param *param, double *numbers, struct et_numbers *list)
{
    size_t most = param->most < MOST_NUMBERS ? param->most : MOST_NUMBERS;
    size_t count = param->fewest + (size_t)check_random_below((int)(most - param->fewest) + 1);
    if (param->curve)
        count -= count % 2;
    for (size_t i = 0; i < count; i++)
        numbers[i] = !param->curve ? 0 : i & 1 ? numbers[i - 1] : check_random_below(1001) / 1000.0;
    if (param->curve) {
        const size_t end = 2 * (size_t)check_random_below((int)count / 2);
        const size_t start = end ? 0 : 2;
        numbers[end] = numbers[end + 1] = 1;
        numbers[start] = numbers[start + 1] = 0;
    } else {
        numbers[count / 2] = check_random_below(1001) / 1000.0;
    }
    *list = (struct et_numbers){numbers, check_random() & 1 ? count : 0};
}

static bool same_color(const struct et_color *a, const struct et_color *b)
{
    return a->matrix == b->matrix && a->primaries == b->primaries && a->transfer == b->transfer &&
           a->full_range == b->full_range && a->siting == b->siting;
}

static void check_unchanged(const struct et_filter *filter, const double *values,
                            const struct scene *scene, const struct image *in)
{
    const unsigned cpus[] = {0, et_cpu_available()};
    for (size_t i = 0; i < (cpus[1] ? 2 : 1); i++) {
        struct image out;
        CHECK(!filter_run_scene(filter, values, in, scene, cpus[i], 0, 0x3A, &out), "%s",
              et_error_message());
        if (!out.memory)
            return;
        const char *difference = image_difference(&in->image, &out.image);
        CHECK(!difference, "%s %s says that %g %g %g %g %g are neutral, siting %d, cpu %u: %s",
              filter->name, et_format_info(in->image.info.format)->name, values[0], values[1],
              values[2], values[3], values[4], in->image.info.color.siting, cpus[i], difference);
        image_destroy(&out);
    }
}

/* Returns whether the settings of a round are neutral. */
static bool check_round(const struct et_filter *filter, const struct image *in, uint32_t seed)
{
    double values[MOST_PARAMS] = {0}, numbers[MOST_PARAMS][MOST_NUMBERS];
    struct et_numbers lists[MOST_PARAMS] = {{0}};
    const struct scene scene = {.lists = lists};
    struct et_image_info out;
    check_seed(seed);
    fill_values(filter, values);
    for (size_t p = 0; p < filter->param_count; p++)
        if (filter->params[p].type == ET_PARAM_LIST) {
            values[p] = filter->params[p].initial;
            fill_list(&filter->params[p], numbers[p], &lists[p]);
        }
    if (!filter_is_neutral(filter, values, &scene, &in->image.info, &out))
        return false;
    CHECK(out.format == in->image.info.format && out.width == in->image.info.width &&
              out.height == in->image.info.height && same_color(&out.color, &in->image.info.color),
          "%s %s changes the shape in a neutral setting", filter->name,
          et_format_info(in->image.info.format)->name);
    check_unchanged(filter, values, &scene, in);
    return true;
}

/*
 * A colour program that does nothing still brings chroma up to the pixels and down again, which is not nothing: the
 * chain runs none.
 */
static bool is_tried(const struct et_filter *filter, enum et_format format)
{
    const struct et_format_info *info = et_format_info(format);
    const bool is_program = filter->program && !(filter->run_models & 1u << info->model);
    return filter->models & 1u << info->model &&
           !(is_program && (info->chroma_x || info->chroma_y));
}

void test_neutral(void)
{
    const char *wanted = check_filter_wanted();
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        int neutral = 0;
        if (!filter->is_neutral || (wanted && strcmp(wanted, filter->name) != 0))
            continue;
        for (size_t i = 0; i < ET_COUNT(formats); i++) {
            struct et_image_info info = info_of(formats[i], WIDTH, HEIGHT);
            struct image in;
            if (!is_tried(filter, formats[i]))
                continue;
            info.color.siting = (uint8_t)((f + i) % (ET_SITING_BOTTOM + 1));
            info.color.full_range = (f + i) & 1;
            image_create(&in, &info, 0);
            image_fill(&in, i & 1 ? FILL_EXTREMES : FILL_RANDOM, (uint32_t)f + 1);
            for (uint32_t round = 0; round < ROUNDS; round++)
                neutral += check_round(filter, &in, (uint32_t)(f * 1000 + i * ROUNDS) + round);
            image_destroy(&in);
        }
        CHECK(neutral > 0, "no setting of %s was neutral", filter->name);
    }
}
