// SPDX-License-Identifier: MIT
/*
 * The walk over the registry: what every filter promises, for every format, odd sizes and the
 * extremes of its parameters. A new filter is tested by being registered.
 */
#include "single.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "chain/params.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    int width, height;
} sizes[] = {{1, 1}, {2, 2}, {5, 3}, {16, 17}, {37, 23}, {131, 29}, {64, 97}, {531, 5}};

/* The last size is wider than what kernels take at a time; one format stands for all. */
enum { WIDE = ET_COUNT(sizes) - 1 };
static const enum et_format wide_format = ET_FORMAT_I420P10;

/* More output samples than this are left to the larger inputs of other cases. */
enum { MOST_PIXELS = 1 << 20 };

static bool takes(const struct et_filter *filter, enum et_format format)
{
    return filter->models & 1u << et_format_info(format)->model;
}

/*
 * The soak walks over every format. Otherwise 9 and 14 bits are left out, and alpha of 10 and 12 bits.
 * Kernels change behind 8 bits, behind 10 (programs) and behind 12 (adjust, unsharp, edge, emboss,
 * deinterlace, overlay); deband's behind 14.
 */
static bool is_walked(enum et_format format)
{
    const struct et_format_info *info = et_format_info(format);
    bool often = info->depth == 8 || info->depth == 16;
    bool plain = (info->depth == 10 || info->depth == 12) && !info->alpha;
    return often || plain || getenv("ETALON_SOAK");
}

/*
 * 12 bits, the most that lanes of 16 bits can hold sums and products of, are as many other kernels' 10: a
 * size for each setting, of the extremes where lanes are full.
 */
static bool is_brief(enum et_format format)
{
    return et_format_info(format)->depth == 12 && !check_filter_wanted() && !getenv("ETALON_SOAK");
}

/* Too large an output for a walk: a filter whose parameters are sizes. */
static bool too_large(const struct et_filter *filter, const double *values,
                      const struct et_image_info *in)
{
    struct et_image_info out = *in;
    if (!filter->output_info)
        return false;
    void *params = et_alloc_zero(1, filter->params_size);
    CHECK(!et_params_fill(filter, values, filter->param_count, params), "%s", et_error_message());
    const int error = filter->output_info(params, in, &out); /* errors are for the walk itself */
    et_free(params);
    return !error && (int64_t)out.width * out.height > MOST_PIXELS;
}

/*
 * What may be refused: a quarter turn of I411, a depth or an alpha that a format lacks, sides beyond the most,
 * a second input of another size where there are no places in between.
 */
static bool may_refuse(const struct et_filter *filter, int error)
{
    static const struct {
        const char *name;
        int error;
    } refusals[] = {{"rotate", ET_ERROR_UNSUPPORTED}, {"depth", ET_ERROR_UNSUPPORTED},
                    {"mask", ET_ERROR_UNSUPPORTED},   {"chroma_key", ET_ERROR_UNSUPPORTED},
                    {"scale", ET_ERROR_ARGUMENT},     {"pad", ET_ERROR_ARGUMENT},
                    {"crossfade", ET_ERROR_ARGUMENT}, {"wipe", ET_ERROR_ARGUMENT},
                    {"statistics", ET_ERROR_ARGUMENT}};
    for (size_t i = 0; i < ET_COUNT(refusals); i++)
        if (!strcmp(refusals[i].name, filter->name))
            return error == refusals[i].error;
    return check_filter_wanted() && (error == ET_ERROR_UNSUPPORTED || error == ET_ERROR_ARGUMENT);
}

/*
 * C and SIMD, whole and split, two kinds of guard: all the same samples, and no guard touched. A build
 * without SIMD has C alone.
 */
static void compare_variants(const struct et_filter *filter, const double *values, struct image *in,
                             const struct scene *scene)
{
    struct image expected, out;
    const char *format = et_format_info(in->image.info.format)->name;
    int width = in->image.info.width, height = in->image.info.height;
    const int error = filter_run_scene(filter, values, in, scene, 0, 0, 0xA5, &expected);
    CHECK(!error || may_refuse(filter, error), "%s %s %dx%d is refused: %s", filter->name, format,
          width, height, et_error_message());
    if (error)
        return;
    CHECK(image_guards_hold(&expected), "%s %s %dx%d wrote outside", filter->name, format, width,
          height);
    for (int variant = 1; variant < 4; variant++) {
        unsigned cpu = variant & 1 ? et_cpu_available() : 0;
        if (variant & 1 && !cpu)
            continue;
        uint32_t split = variant & 2 ? check_random() | 1 : 0;
        struct image other_guard;
        image_copy(&other_guard, in, (uint8_t)(0x11 * variant));
        CHECK(!filter_run_scene(filter, values, &other_guard, scene, cpu, split,
                                (uint8_t)(0x33 * variant), &out),
              "%s", et_error_message());
        const char *difference = image_difference(&expected.image, &out.image);
        CHECK(!difference,
              "%s %s %dx%d second %s %dx%d output %d cpu %u split %u values %g %g %g: %s",
              filter->name, format, width, height, et_format_info(scene->second.format)->name,
              scene->second.width, scene->second.height, scene->output, cpu, split, values[0],
              values[1], values[2], difference);
        CHECK(image_guards_hold(&out), "%s %s %dx%d cpu %u wrote outside", filter->name, format,
              width, height, cpu);
        image_destroy(&out);
        image_destroy(&other_guard);
    }
    image_destroy(&expected);
}

/* One of the matrices of H.273 that are equations, or that leave it open; RGB has none or a video's. */
static uint8_t matrix_of(enum et_format format, int number)
{
    static const uint8_t matrices[] = {1, 6, 9, 7, 4, 8, 5, 2, 12};
    const enum et_model model = et_format_info(format)->model;
    if (model == ET_MODEL_RGB || model == ET_MODEL_RGBA)
        return (uint8_t)(number & 1);
    return matrices[number % (int)ET_COUNT(matrices)];
}

/* Matrices, sitings and ranges in turn. */
static struct et_image_info colored(enum et_format format, int width, int height, int number)
{
    struct et_image_info info = info_of(format, width, height);
    info.color.matrix = matrix_of(format, number);
    info.color.siting = (uint8_t)(number % (ET_SITING_BOTTOM + 1));
    info.color.full_range = number % 3 == 1;
    return info;
}

/* A random format of a model, in a random size or in that of the first input. */
static struct et_image_info random_second(enum et_model model, const struct et_image_info *in)
{
    enum et_format formats[ET_FORMAT_COUNT];
    int count = 0;
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++)
        if (et_format_info((enum et_format)format)->model == model)
            formats[count++] = (enum et_format)format;
    const enum et_format format = formats[check_random_below(count)];
    const int number = check_random_below(1000);
    if (check_random() & 1)
        return colored(format, in->width, in->height, number);
    return colored(format, 1 + check_random_below(60), 1 + check_random_below(40), number);
}

static int outputs_of(const struct et_filter *filter, const double *values)
{
    if (!filter->outputs_per_input)
        return 1;
    void *params = et_alloc_zero(1, filter->params_size);
    CHECK(!et_params_fill(filter, values, filter->param_count, params), "%s", et_error_message());
    int outputs = filter->outputs_per_input(params);
    et_free(params);
    return outputs;
}

/* Each output, fields of each order, and a second input of each model that the filter takes. */
static void walk_scenes(const struct et_filter *filter, const double *values, struct image *in)
{
    const bool fields = filter->frames_before || filter->frames_after;
    const int outputs = outputs_of(filter, values);
    for (int output = 0; output < outputs; output++)
        for (int order = 0; order < (fields ? 3 : 1); order++) {
            struct scene scene = {
                .output = output, .interlaced = order > 0, .top_first = order > 1};
            scene.without_second = true;
            if (filter->inputs != 2)
                compare_variants(filter, values, in, &scene);
            scene.without_second = false;
            for (int model = 0; model < 32; model++) {
                if (!(filter->second_models & 1u << model))
                    continue;
                scene.second = random_second((enum et_model)model, &in->image.info);
                compare_variants(filter, values, in, &scene);
            }
        }
}

/*
 * Every size for the initial values and in a walk over one filter or of the soak; else each setting has
 * a third of them in turn. The build with threads has one of them: its filters are compiled from the same
 * source with the same options but -pthread, and run here on one thread.
 */
#if defined(__EMSCRIPTEN_PTHREADS__)
enum { SHARES = WIDE };
#else
enum { SHARES = 3 };
#endif

static bool is_size_walked(size_t size, enum et_format format, int turn)
{
    if (size == WIDE)
        return format == wide_format || getenv("ETALON_SOAK");
    if (is_brief(format))
        return turn == 0 ? size == 4 || size == 6 : (int)size == 3 + turn % 3;
    return turn == 0 || (int)size % SHARES == turn % SHARES || check_filter_wanted() ||
           getenv("ETALON_SOAK");
}

/* `turn`: 0 for the initial values, then counted up from setting to setting. */
static void walk_values(const struct et_filter *filter, enum et_format format, const double *values,
                        enum fill fill, int turn)
{
    for (size_t s = 0; s < ET_COUNT(sizes); s++) {
        if (!is_size_walked(s, format, turn))
            continue;
        struct et_image_info info =
            colored(format, sizes[s].width, sizes[s].height, turn + (int)s + (int)format);
        if (too_large(filter, values, &info))
            continue;
        struct image in;
        image_create(&in, &info, 0x5A);
        image_fill(&in, fill, (uint32_t)s + 1);
        walk_scenes(filter, values, &in);
        CHECK(image_guards_hold(&in), "%s wrote into its input", filter->name);
        image_destroy(&in);
        if (check_has_failed())
            return;
    }
}

/* Initial values, each parameter at its ends, and random ones. */
static void walk_filter(const struct et_filter *filter, enum et_format format)
{
    double values[MOST_PARAMS];
    int turn = 0;
    filter_initial(filter, values);
    walk_values(filter, format, values, is_brief(format) ? FILL_EXTREMES : FILL_RANDOM, turn);
    turn = (int)format + 1; /* other sizes for other formats */
    for (size_t p = 0; p < filter->param_count; p++) {
        const struct et_param *param = &filter->params[p];
        for (int end = 0; end < 2; end++) {
            filter_initial(filter, values);
            values[p] = end ? param->max : param->min;
            walk_values(filter, format, values,
                        end || is_brief(format) ? FILL_EXTREMES : FILL_RANDOM, turn++);
        }
    }
    for (int round = 0; round < 3; round++) {
        check_seed((uint32_t)(format * 10 + round));
        for (size_t p = 0; p < filter->param_count; p++) {
            const struct et_param *param = &filter->params[p];
            double part = check_random_below(1001) / 1000.0;
            double span = param->max - param->min;
            /* Sizes and radii: more of the small ones. */
            values[p] = param->min + span * (span > 100 ? part * part * part * part : part);
            if (param->type != ET_PARAM_FLOAT)
                values[p] = (double)(int)values[p];
        }
        walk_values(filter, format, values, round == 1 ? FILL_EXTREMES : FILL_SMOOTH, turn++);
    }
}

void test_walk(void)
{
    const char *wanted = check_filter_wanted();
    CHECK(!wanted || et_filter_find(wanted), "there is no filter %s", wanted ? wanted : "");
    for (size_t f = 0; f < et_filter_count(); f++)
        for (int format = ET_FORMAT_NONE + 1;
             (!wanted || !strcmp(wanted, et_filter_at(f)->name)) && format < ET_FORMAT_COUNT;
             format++)
            if (takes(et_filter_at(f), (enum et_format)format) && is_walked((enum et_format)format))
                walk_filter(et_filter_at(f), (enum et_format)format);
}

void test_flat_stays_flat(void)
{
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        double values[MOST_PARAMS];
        if (filter->inputs == 2 || filter->result_count || filter->frames_before ||
            filter->frames_after || filter->draws)
            continue; /* what they give is not of this input alone, or is meant to differ */
        filter_initial(filter, values);
        if (!strcmp(filter->name, "scale"))
            values[0] = 61, values[1] = 19;
        for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++)
            for (enum fill fill = FILL_BLACK;
                 takes(filter, (enum et_format)format) && fill <= FILL_WHITE; fill++) {
                struct et_image_info info = info_of((enum et_format)format, 43, 37);
                struct image in, out;
                image_create(&in, &info, 1);
                image_fill(&in, fill, 1);
                const int error = filter_run(filter, values, &in, et_cpu_available(), 0, 2, &out);
                CHECK(!error || error == ET_ERROR_UNSUPPORTED, "%s", et_error_message());
                if (error) {
                    image_destroy(&in);
                    continue;
                }
                bool same_depth = et_format_info(out.image.info.format)->depth ==
                                  et_format_info((enum et_format)format)->depth;
                /* Colours may be cut to black and white. */
                const struct image *like = filter->group == ET_GROUP_COLOR ? &out : &in;
                /* An alpha that the input did not have is another matter. */
                for (int p = 0; same_depth && p < et_format_info((enum et_format)format)->planes;
                     p++)
                    for (int y = 0, expected = image_get(&like->image, p, 0, 0);
                         y < et_plane_height(out.image.info.format, p, out.image.info.height); y++)
                        for (int x = 0; x < image_columns(&out.image, p); x++)
                            CHECK(image_get(&out.image, p, x, y) == expected, "%s %s: %d became %d",
                                  filter->name, et_format_info((enum et_format)format)->name,
                                  expected, image_get(&out.image, p, x, y));
                image_destroy(&in);
                image_destroy(&out);
            }
    }
}
