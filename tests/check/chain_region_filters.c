// SPDX-License-Identifier: MIT
/* Regions and times of every filter: of what it makes without them, only where and when they say. */
#include "chain_rig.h"

#include "frame/frame.h"
#include "single.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES = 3,
    MOST_FRAMES = 2 * FRAMES,
    FIRST = 1,
    LAST = 2,
    ROUNDS = 3,
    WIDTH = 54,
    HEIGHT = 37
};

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I422P10, ET_FORMAT_I444AP12,
                                         ET_FORMAT_GRAY16, ET_FORMAT_GBR8};

struct limits {
    const struct et_region *region; /* NULL: the whole picture */
    bool has_times;                 /* in FIRST to LAST - 1 alone */
};

/* A filter with settings, and what goes through it. */
struct limited {
    const struct et_filter *filter;
    double values[MOST_PARAMS];
    struct et_frame *in[FRAMES], *still;
};

/* The frames that a chain makes, two of each at most, or an error. */
static int send(const struct limited *limited, const struct limits *limits,
                struct et_frame *out[MOST_FRAMES])
{
    const double unit_s = 1 / 25.0;
    struct et_chain *chain = rig_chain(limited->filter, limited->values);
    if (limited->filter->second_models)
        CHECK(!et_chain_set_still(chain, limited->still, NULL), "%s", et_error_message());
    if (limits->region)
        CHECK(!et_chain_set_region(chain, limits->region), "%s", et_error_message());
    if (limits->has_times)
        CHECK(!et_chain_set_enable(chain, FIRST * unit_s, LAST * unit_s), "%s", et_error_message());
    const int made = rig_send_all(chain, limited->in, FRAMES, out, MOST_FRAMES);
    et_chain_destroy(&chain);
    return made;
}

static void drop(struct et_frame **frames, int count)
{
    for (int i = 0; i < count; i++)
        et_frame_unref(&frames[i]);
}

/* Half a code, and what weights of 14 bits, which are half a step off at most, make of a difference. */
static void check_mixed(const struct et_filter *filter, const struct et_image *in,
                        const struct et_image *whole, const struct et_image *part,
                        const struct et_region *region)
{
    const struct et_image_info *info = &in->info;
    for (int p = 0; p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < image_columns(in, p); x++) {
                const double weight = rig_region_weight(info, p, x, y, region);
                const int input = image_get(in, p, x, y), filtered = image_get(whole, p, x, y);
                const double mixed = input + (filtered - input) * weight;
                const double bound =
                    weight == 0 || weight == 1 ? 0 : 0.501 + abs(filtered - input) / 32768.0;
                const int got = image_get(part, p, x, y);
                CHECK(fabs(got - mixed) <= bound,
                      "%s %s siting %d plane %d x %d y %d: %d of %d and %d, weight %g",
                      filter->name, et_format_info(info->format)->name, info->color.siting, p, x, y,
                      got, input, filtered, weight);
            }
}

static void check_region(const struct limited *limited, struct et_frame *const whole[FRAMES])
{
    const struct et_region region = {check_random_below(40) - 10, check_random_below(26) - 6,
                                     1 + check_random_below(50), 1 + check_random_below(36),
                                     check_random_below(3) * check_random_below(8)};
    struct et_frame *part[MOST_FRAMES];
    const struct limits limits = {.region = &region};
    const int made = send(limited, &limits, part);
    CHECK(made == FRAMES, "%s in a region: %d frames: %s", limited->filter->name, made,
          et_error_message());
    for (int i = 0; made == FRAMES && i < FRAMES; i++)
        check_mixed(limited->filter, &limited->in[i]->image, &whole[i]->image, &part[i]->image,
                    &region);
    drop(part, MOST_FRAMES);
}

static void check_times(const struct limited *limited, struct et_frame *const whole[FRAMES])
{
    struct et_frame *part[MOST_FRAMES];
    const struct limits limits = {.has_times = true};
    const int made = send(limited, &limits, part);
    CHECK(made == FRAMES, "%s for a time: %d frames: %s", limited->filter->name, made,
          et_error_message());
    for (int i = 0; made == FRAMES && i < FRAMES; i++) {
        const bool is_within = i >= FIRST && i < LAST;
        const char *difference =
            image_difference(&(is_within ? whole[i] : limited->in[i])->image, &part[i]->image);
        CHECK(!difference, "%s for a time, frame %d: %s", limited->filter->name, i, difference);
    }
    drop(part, MOST_FRAMES);
}

/* Settings of another shape, or of several frames, are to be refused. */
static void check_refused(const struct limited *limited)
{
    static const struct et_region region = {3, 4, 20, 20, 0};
    const struct limits limits[] = {{.region = &region}, {.has_times = true}};
    for (size_t i = 0; i < ET_COUNT(limits); i++) {
        struct et_frame *part[MOST_FRAMES];
        const int made = send(limited, &limits[i], part);
        CHECK(made == ET_ERROR_ARGUMENT, "%s: %d frames of another shape", limited->filter->name,
              made);
        drop(part, MOST_FRAMES);
    }
}

static bool keeps_shape(const struct et_image_info *a, const struct et_image_info *b)
{
    return a->format == b->format && a->width == b->width && a->height == b->height &&
           !memcmp(&a->color, &b->color, sizeof(a->color));
}

/* Initial settings, or random ones, of wide ranges more of the small ones. */
static void fill_values(struct limited *limited, int round)
{
    const struct et_filter *filter = limited->filter;
    filter_initial(filter, limited->values);
    for (size_t p = 0; round && p < filter->param_count; p++) {
        const struct et_param *param = &filter->params[p];
        const double span = param->max - param->min, part = check_random_below(1001) / 1000.0;
        limited->values[p] = param->min + span * (span > 100 ? part * part * part : part);
        if (param->fixed && span > 100) /* a side of the output */
            limited->values[p] = param->min + check_random_below(64);
        if (param->type != ET_PARAM_FLOAT)
            limited->values[p] = (double)(int)limited->values[p];
    }
}

/* Returns whether a region was tried. */
static bool check_settings(const struct limited *limited, uint32_t seed)
{
    struct et_frame *whole[MOST_FRAMES];
    const struct limits none = {0};
    const int made = send(limited, &none, whole);
    const bool keeps =
        made == FRAMES && keeps_shape(&limited->in[0]->image.info, &whole[0]->image.info);
    check_seed(seed);
    if (keeps) {
        check_region(limited, whole);
        check_times(limited, whole);
    } else if (made > 0) {
        check_refused(limited);
    }
    drop(whole, MOST_FRAMES);
    return keeps;
}

static void check_filter(const struct et_filter *filter, size_t number)
{
    int tried = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const enum et_format format = formats[(number + (size_t)round) % ET_COUNT(formats)];
        struct limited limited = {.filter = filter};
        struct et_image_info info = info_of(format, WIDTH, HEIGHT);
        if (!(filter->models & 1u << et_format_info(format)->model))
            continue;
        check_seed((uint32_t)(number * ROUNDS) + (uint32_t)round);
        info.color.siting = (uint8_t)check_random_below(ET_SITING_BOTTOM + 1);
        fill_values(&limited, round);
        for (int i = 0; i < FRAMES; i++)
            limited.in[i] = rig_frame(info, i);
        if (filter->second_models & ET_MODELS_RGBA)
            info.format = ET_FORMAT_RGBA;
        limited.still = rig_frame(info, 99);
        tried += check_settings(&limited, (uint32_t)number + 1);
        et_frame_unref(&limited.still);
        drop(limited.in, FRAMES);
    }
    CHECK(tried > 0 || filter->output_info || filter->outputs_per_input,
          "%s was not tried in a region", filter->name);
}

void test_region_filters(void)
{
    const char *wanted = check_filter_wanted();
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        if ((wanted && strcmp(wanted, filter->name) != 0) || filter->result_count)
            continue; /* analyses see the region alone: chain_part.c */
        rig_begin(f % 3 == 0 ? 2 : 0);
        check_filter(filter, f);
        rig_end();
    }
}
