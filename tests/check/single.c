// SPDX-License-Identifier: MIT
#include "single.h"
#include "curtain.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/math.h"
#include "chain/params.h"
#include "program/program.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FRAMES = CURTAIN_FRAMES, MOST_RESULTS = 8 };

/* One run: what the filter reads, and where an analysis adds up. */
struct single {
    const struct et_filter *filter;
    struct et_setup setup;
    struct image neighbours[MOST_FRAMES];
    const struct et_image *frames[MOST_FRAMES];
    struct image second;
    struct et_moment moment;
    uint32_t split;
    struct curtain curtain; /* with `split`: a band sees no rows but those that it may read */
    void *sums[MOST_RESULTS];
};

void filter_initial(const struct et_filter *filter, double values[MOST_PARAMS])
{
    for (size_t i = 0; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
}

struct et_image_info second_of(const struct et_filter *filter, const struct et_image_info *in)
{
    struct et_image_info info = *in;
    if (!(filter->second_models & 1u << et_format_info(in->format)->model))
        info.format = ET_FORMAT_RGBA;
    return info;
}

static size_t result_bytes(const struct single *single, size_t index)
{
    size_t element =
        single->filter->results[index].type == ET_RESULT_F64 ? sizeof(double) : sizeof(uint32_t);
    return single->filter->result_size(single->setup.state, index) * element;
}

static void make_arrays(const struct single *single, void **arrays)
{
    for (size_t i = 0; i < single->filter->result_count; i++) {
        arrays[i] = et_alloc_zero(1, result_bytes(single, i));
        if (!arrays[i])
            exit(2);
    }
}

static void free_arrays(const struct single *single, void **arrays)
{
    for (size_t i = 0; i < single->filter->result_count; i++)
        et_free(arrays[i]);
}

/* Adds what a band found to the sums, as the chain does. */
static void merge(struct single *single, void **found)
{
    const struct et_filter *filter = single->filter;
    if (filter->merge) {
        filter->merge(single->setup.state, single->sums, found);
        return;
    }
    for (size_t i = 0; i < filter->result_count; i++)
        for (size_t k = 0; k < result_bytes(single, i) / sizeof(uint32_t); k++)
            ((uint32_t *)single->sums[i])[k] += ((uint32_t *)found[i])[k];
}

static bool has_second(const struct et_filter *filter, const struct scene *scene)
{
    return filter->second_models && !(filter->inputs != 2 && scene->without_second);
}

static void make_inputs(struct single *single, const struct image *in, const struct scene *scene,
                        uint8_t guard)
{
    const struct et_filter *filter = single->filter;
    for (int i = 0; i < filter->frames_before + 1 + filter->frames_after; i++) {
        single->frames[i] = &in->image;
        if (i == filter->frames_before)
            continue;
        image_create(&single->neighbours[i], &in->image.info, guard);
        image_fill(&single->neighbours[i], FILL_RANDOM, (uint32_t)(1000 + i));
        single->frames[i] = &single->neighbours[i].image;
    }
    if (!has_second(filter, scene))
        ; /* zeros */
    else if (scene->given_second) {
        single->setup.second = scene->given_second->image.info;
        image_copy(&single->second, scene->given_second, guard);
    } else {
        single->setup.second =
            scene->second.format ? scene->second : second_of(filter, &in->image.info);
        image_create(&single->second, &single->setup.second, guard);
        image_fill(&single->second, FILL_RANDOM, 2000);
    }
    single->moment = (struct et_moment){
        .pts = 77, .time_s = 3.08, .interlaced = scene->interlaced, .top_first = scene->top_first};
}

static void free_inputs(struct single *single)
{
    for (int i = 0; i < MOST_FRAMES; i++) {
        CHECK(!single->neighbours[i].memory || image_guards_hold(&single->neighbours[i]),
              "%s wrote into a neighbour", single->filter->name);
        image_destroy(&single->neighbours[i]);
    }
    CHECK(!single->second.memory || image_guards_hold(&single->second),
          "%s wrote into its second input", single->filter->name);
    image_destroy(&single->second);
}

/* Bands of a filter that computes all planes at once hold whole rows of chroma. */
static int band_end(const struct single *single, int first, int height)
{
    const int shift =
        single->filter->joint ? et_format_info(single->setup.out.format)->chroma_y : 0;
    if (!single->split || single->filter->order == ET_ORDER_WHOLE_FRAME || height - first < 2)
        return height;
    int last = first + 1 + check_random_below(check_random() & 1 ? height - first : 3);
    last = (last + (1 << shift) - 1) >> shift << shift;
    return last < height ? last : height;
}

/*
 * Every band has its own arrays, and its own scratch, filled with noise; or they follow each other in
 * one, of noise at first, as on one thread. Top-down bands have one for the plane, of zeros at first.
 */
static void run_plane(struct single *single, struct et_run *run, const struct et_image_info *info)
{
    const struct et_filter *filter = single->filter;
    const int height = et_plane_height(info->format, run->plane, info->height);
    const bool kept = filter->order == ET_ORDER_TOP_DOWN;
    const bool follow = filter->order == ET_ORDER_ANY && single->split & 2;
    size_t size = filter->scratch_size ? filter->scratch_size(run->state, height) : 0;
    void *found[MOST_RESULTS];
    void *scratch = et_alloc_zero(1, size);
    for (int first = 0, last; first < height; first = last) {
        last = band_end(single, first, height);
        run->follows = follow && first > 0;
        if (!kept && !follow && filter->scratch_size) {
            et_free(scratch);
            size = filter->scratch_size(run->state, last - first);
            scratch = et_alloc(size);
        }
        if (!kept && !run->follows)
            memset(scratch, (int)check_random() & 255, size);
        make_arrays(single, found);
        run->first = first;
        run->last = last;
        run->scratch = scratch;
        run->results = found;
        if (single->split)
            curtain_open(&single->curtain, filter, run);
        filter->run(run);
        if (single->split)
            curtain_close(&single->curtain);
        merge(single, found);
        free_arrays(single, found);
    }
    et_free(scratch);
}

/* The results as an image of bytes. */
static void results_image(struct single *single, uint8_t guard, struct image *out)
{
    size_t size = 0;
    for (size_t i = 0; i < single->filter->result_count; i++)
        size += result_bytes(single, i);
    struct et_image_info info = info_of(ET_FORMAT_GRAY8, (int)size, 1);
    image_create(out, &info, guard);
    uint8_t *next = out->image.data[0];
    for (size_t i = 0; i < single->filter->result_count; i++) {
        memcpy(next, single->sums[i], result_bytes(single, i));
        next += result_bytes(single, i);
    }
}

static void run_all(struct single *single, const struct image *in, const struct scene *scene,
                    uint8_t guard, struct image *out)
{
    const struct et_filter *filter = single->filter;
    const bool analysis = filter->result_count > 0;
    const struct et_image_info *info = analysis ? &single->setup.in : &single->setup.out;
    if (!analysis)
        image_create(out, info, guard);
    struct et_run run = {.state = single->setup.state,
                         .in = &in->image,
                         .frames = single->frames,
                         .second = has_second(filter, scene) ? &single->second.image : NULL,
                         .out = analysis ? NULL : &out->image,
                         .moment = &single->moment,
                         .output = scene->output,
                         .left = scene->left};
    if (single->split) {
        curtain_create(&single->curtain, single->frames,
                       filter->frames_before + 1 + filter->frames_after);
        run.frames = single->curtain.shown;
        run.in = single->curtain.shown[filter->frames_before];
    }
    make_arrays(single, single->sums);
    check_seed(single->split + 7);
    for (int p = 0; p < (filter->joint ? 1 : et_format_info(info->format)->planes); p++) {
        run.plane = p;
        run_plane(single, &run, info);
    }
    CHECK(curtain_holds(&single->curtain), "%s wrote into a frame of its input", filter->name);
    curtain_destroy(&single->curtain);
    if (filter->finish)
        filter->finish(single->setup.state, single->sums);
    if (analysis)
        results_image(single, guard, out);
    free_arrays(single, single->sums);
}

static void fill_text(const struct et_param *param, const char *text, void *params)
{
    void *parsed;
    CHECK(!param->parse(text, strlen(text), &parsed), "%s", et_error_message());
    memcpy((uint8_t *)params + param->offset, &parsed, sizeof(parsed));
}

/*
 * Reads the text of each TEXT that the scene gives, or the sample that its value counts. A LIST has the scene's
 * numbers, or for another value another length and numbers: of the value itself and of random
 * ones. With the initial value it keeps its initial numbers.
 */
static void fill_lists(const struct et_filter *filter, const double *values,
                       const struct scene *scene, void *params, struct et_arena *arena)
{
    for (size_t i = 0; i < filter->param_count; i++) {
        const struct et_param *param = &filter->params[i];
        if (param->type == ET_PARAM_TEXT && scene->texts && scene->texts[i])
            fill_text(param, scene->texts[i], params);
        else if (param->type == ET_PARAM_TEXT && values[i] != param->initial)
            fill_text(param, param->choices[et_round(values[i]) - 1], params);
        const bool is_given = scene->lists && scene->lists[i].count;
        if (param->type == ET_PARAM_LIST && is_given)
            memcpy((uint8_t *)params + param->offset, &scene->lists[i], sizeof(*scene->lists));
        if (param->type != ET_PARAM_LIST || is_given || values[i] == param->initial)
            continue;
        check_seed((uint32_t)et_round(values[i] * 100) + (uint32_t)i);
        size_t most = param->most < param->fewest + 16 ? param->most : param->fewest + 16;
        size_t count = param->fewest + (size_t)check_random_below((int)(most - param->fewest) + 1);
        if (param->curve)
            count -= count % 2;
        double *numbers = et_arena_alloc(arena, count + 1, sizeof(*numbers));
        for (size_t k = 0; k < count; k++)
            numbers[k] =
                k & 1 ? param->min + (param->max - param->min) * check_random_below(1001) / 1000.0
                      : values[i];
        const struct et_numbers list = {numbers, count};
        memcpy((uint8_t *)params + param->offset, &list, sizeof(list));
    }
}

static void free_texts(const struct et_filter *filter, const void *params)
{
    for (size_t i = 0; i < filter->param_count; i++) {
        void *parsed;
        if (filter->params[i].type != ET_PARAM_TEXT)
            continue;
        memcpy(&parsed, (const uint8_t *)params + filter->params[i].offset, sizeof(parsed));
        et_free(parsed);
    }
}

int filter_run_scene(const struct et_filter *filter, const double *values, const struct image *in,
                     const struct scene *scene, unsigned cpu, uint32_t split, uint8_t guard,
                     struct image *out)
{
    struct et_arena *arena;
    if (et_arena_create(&arena))
        exit(2);
    void *params = et_arena_alloc(arena, 1, filter->params_size);
    /* A filter that says its work as steps is run as a program of it alone, unless it has a run() for that. */
    const unsigned model = 1u << et_format_info(in->image.info.format)->model;
    const bool is_program = filter->program && !(filter->run_models & model);
    const struct et_filter *runs = is_program ? &et_filter_program : filter;
    struct single single = {
        .filter = runs,
        .split = split,
        .setup = {.params = params,
                  .in = in->image.info,
                  .out = in->image.info,
                  .whole_width = scene->whole_width ? scene->whole_width : in->image.info.width,
                  .state = et_arena_alloc(arena, 1, runs->state_size),
                  .arena = arena,
                  .cpu = cpu}};
    struct et_setup *setup = &single.setup;
    make_inputs(&single, in, scene, (uint8_t)~guard);
    int error = et_params_fill(filter, values, filter->param_count, params);
    if (!error)
        fill_lists(filter, values, scene, params, arena);
    if (!error && filter->output_info)
        error = filter->output_info(params, &setup->in, &setup->out);
    const struct et_program_part part = {
        .filter = filter, .params = params, .in = setup->in, .out = setup->out};
    const struct et_program_parts parts = {.parts = &part, .count = 1};
    if (is_program)
        setup->params = &parts;
    if (!error)
        error = runs->configure(setup);
    if (!error)
        run_all(&single, in, scene, guard, out);
    free_inputs(&single);
    free_texts(filter, params);
    et_arena_destroy(&arena);
    return error;
}

bool filter_is_neutral(const struct et_filter *filter, const double *values,
                       const struct scene *scene, const struct et_image_info *in,
                       struct et_image_info *out)
{
    struct et_arena *arena;
    if (et_arena_create(&arena))
        exit(2);
    void *params = et_arena_alloc(arena, 1, filter->params_size);
    CHECK(!et_params_fill(filter, values, filter->param_count, params), "%s", et_error_message());
    fill_lists(filter, values, scene, params, arena);
    *out = *in;
    bool neutral = filter->is_neutral && filter->is_neutral(params, in);
    if (neutral && filter->output_info)
        CHECK(!filter->output_info(params, in, out), "%s", et_error_message());
    free_texts(filter, params);
    et_arena_destroy(&arena);
    return neutral;
}

int filter_run(const struct et_filter *filter, const double *values, const struct image *in,
               unsigned cpu, uint32_t split, uint8_t guard, struct image *out)
{
    const struct scene scene = {0};
    return filter_run_scene(filter, values, in, &scene, cpu, split, guard, out);
}
