// SPDX-License-Identifier: MIT
/*
 * Every parameter of every filter with keyframes: each frame has the samples of a chain without any, whose parameter
 * is what the keyframes give then.
 */
#include "chain_rig.h"

#include "base/math.h"
#include "frame/frame.h"
#include "single.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 6, KEYS = 4, MOST_FRAMES = 2 * FRAMES, MOST_NUMBERS = 8, WIDTH = 37, HEIGHT = 18 };

/* Of the frames, in 1/25 s: before the keyframes, in each passage, and behind them. */
static const int64_t times[FRAMES] = {0, 3, 5, 7, 8, 11};
static const struct et_key passages[KEYS] = {
    {.time_s = 2 / 25.0, .ease = ET_EASE_HOLD},
    {.time_s = 4 / 25.0, .ease = ET_EASE_LINEAR},
    {.time_s = 6 / 25.0, .ease = ET_EASE_BEZIER, .bezier = {0.3, -0.6, 0.7, 1.5}},
    {.time_s = 9 / 25.0}};

/* A parameter of a filter, its keyframes, and the frames that go through the chains. */
struct keyed {
    const struct et_filter *filter;
    size_t param;
    size_t length; /* numbers of each keyframe */
    double numbers[KEYS][MOST_NUMBERS];
    struct et_frame *in[FRAMES];
    struct et_frame *still; /* the second input */
};

static double whole(const struct et_param *param, double value)
{
    value = value < param->min ? param->min : value > param->max ? param->max : value;
    return param->type == ET_PARAM_FLOAT || param->type == ET_PARAM_LIST ? value : et_round(value);
}

/* Random values, of wide ranges more of the small ones. */
static void fill_numbers(struct keyed *keyed)
{
    const struct et_param *param = &keyed->filter->params[keyed->param];
    const double span = param->max - param->min;
    keyed->length = 1;
    if (param->type == ET_PARAM_LIST)
        keyed->length = param->fewest > 3 ? param->fewest : 3;
    for (int k = 0; k < KEYS; k++)
        for (size_t i = 0; i < keyed->length; i++) {
            const double part = check_random_below(1001) / 1000.0;
            const bool is_wide = span > 100 && param->min >= 0;
            keyed->numbers[k][i] =
                whole(param, param->min + span * (is_wide ? part * part * part : part));
        }
}

static void keys_of(const struct keyed *keyed, size_t number, struct et_key keys[KEYS])
{
    const bool is_held = keyed->filter->params[keyed->param].type == ET_PARAM_CHOICE;
    for (int k = 0; k < KEYS; k++) {
        keys[k] = passages[k];
        keys[k].value = keyed->numbers[k][number];
        if (is_held)
            keys[k].ease = ET_EASE_HOLD;
    }
}

static void set_keys(struct et_chain *chain, const struct keyed *keyed)
{
    struct et_key keys[KEYS];
    double numbers[KEYS * MOST_NUMBERS];
    keys_of(keyed, 0, keys);
    if (keyed->filter->params[keyed->param].type != ET_PARAM_LIST) {
        CHECK(!et_chain_set_keys(chain, keyed->param, keys, KEYS), "%s", et_error_message());
        return;
    }
    for (int k = 0; k < KEYS; k++)
        memcpy(numbers + (size_t)k * keyed->length, keyed->numbers[k],
               keyed->length * sizeof(*numbers));
    CHECK(!et_chain_set_list_keys(chain, keyed->param, keys, KEYS, numbers, keyed->length), "%s",
          et_error_message());
}

/* A chain with keyframes (`at` is below 0), or with what they give at a time. */
static struct et_chain *make_chain(const struct keyed *keyed, int64_t at)
{
    const struct et_param *param = &keyed->filter->params[keyed->param];
    const struct et_instant now = et_instant_of(at, (struct et_rational){1, 25});
    double values[MOST_PARAMS], numbers[MOST_NUMBERS];
    struct et_key keys[KEYS];
    filter_initial(keyed->filter, values);
    for (size_t i = 0; i < keyed->length; i++) {
        keys_of(keyed, i, keys);
        numbers[i] = whole(param, rig_key_value(keys, KEYS, &now));
    }
    if (at >= 0 && param->type != ET_PARAM_LIST)
        values[keyed->param] = numbers[0];
    struct et_chain *chain = rig_chain(keyed->filter, values);
    if (at < 0)
        set_keys(chain, keyed);
    else if (param->type == ET_PARAM_LIST)
        CHECK(!et_chain_set_list(chain, keyed->param, numbers, keyed->length), "%s",
              et_error_message());
    if (keyed->filter->second_models)
        CHECK(!et_chain_set_still(chain, keyed->still, NULL), "%s", et_error_message());
    return chain;
}

static void drop(struct et_frame **frames, int count)
{
    for (int i = 0; i < count; i++)
        et_frame_unref(&frames[i]);
}

/* The frames that are made of frame `index` of those with keyframes, against a chain of then. */
static void check_frame(const struct keyed *keyed, struct et_frame *const *moving, int outputs,
                        int index)
{
    const bool alone = !keyed->filter->frames_before && !keyed->filter->frames_after;
    struct et_chain *chain = make_chain(keyed, times[index]);
    struct et_frame *still[MOST_FRAMES];
    const int made = rig_send_all(chain, keyed->in + (alone ? index : 0), alone ? 1 : FRAMES, still,
                                  MOST_FRAMES);
    CHECK(made == (alone ? 1 : FRAMES) * outputs, "%s: %d frames without keyframes: %s",
          keyed->filter->name, made, et_error_message());
    for (int i = 0; made > 0 && i < outputs; i++) {
        const char *difference = image_difference(&moving[index * outputs + i]->image,
                                                  &still[(alone ? 0 : index * outputs) + i]->image);
        CHECK(!difference, "%s, %s: %s in frame %d: %s", keyed->filter->name,
              et_format_info(keyed->in[0]->image.info.format)->name,
              keyed->filter->params[keyed->param].key, index, difference);
    }
    drop(still, MOST_FRAMES);
    et_chain_destroy(&chain);
}

/* Returns whether the filter runs with these frames at all. */
static bool check_param(const struct keyed *keyed)
{
    struct et_chain *chain = make_chain(keyed, -1);
    struct et_frame *moving[MOST_FRAMES];
    const int made = rig_send_all(chain, keyed->in, FRAMES, moving, MOST_FRAMES);
    CHECK(made == ET_ERROR_UNSUPPORTED || (made > 0 && made % FRAMES == 0), "%s: %d frames: %s",
          keyed->filter->name, made, et_error_message());
    for (int i = 0; made > 0 && i < FRAMES; i++)
        check_frame(keyed, moving, made / FRAMES, i);
    drop(moving, MOST_FRAMES);
    et_chain_destroy(&chain);
    return made > 0;
}

/* `first` and each `step`th parameter from there on. */
static void check_filter(const struct et_filter *filter, enum et_format format, size_t first,
                         size_t step)
{
    struct keyed keyed = {.filter = filter};
    struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    if (!strcmp(filter->name, "tone_map"))
        info.color.transfer = 16;
    for (int i = 0; i < FRAMES; i++)
        keyed.in[i] = rig_frame(info, times[i]);
    if (filter->second_models & ET_MODELS_RGBA)
        info.format = ET_FORMAT_RGBA;
    keyed.still = rig_frame(info, 99);
    int moved = 0, ran = 0;
    for (keyed.param = first; keyed.param < filter->param_count; keyed.param += step) {
        if (filter->params[keyed.param].fixed)
            continue;
        check_seed((uint32_t)(keyed.param * 7 + format));
        fill_numbers(&keyed);
        ran += check_param(&keyed);
        moved++;
    }
    CHECK(ran == moved, "%s ran with keyframes of %d parameters of %d", filter->name, ran, moved);
    et_frame_unref(&keyed.still);
    drop(keyed.in, FRAMES);
}

void test_keys_pixels(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10, ET_FORMAT_I422P12};
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        const char *wanted = check_filter_wanted();
        if ((wanted && strcmp(wanted, filter->name) != 0) || filter->result_count)
            continue;
        rig_begin(0);
        check_filter(filter, formats[0], 0, 1);
        if (getenv("ETALON_SOAK"))
            check_filter(filter, formats[1 + f % 2], 0, 1);
        else
            check_filter(filter, formats[1 + f % 2], f % 2, 2);
        rig_end();
    }
}
