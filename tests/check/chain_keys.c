// SPDX-License-Identifier: MIT
/* Keyframes: values between them, times, and the memory that is planned for them. */
#include "chain_rig.h"

#include "base/alloc.h"
#include "chain/chain.h"
#include "chain/stage.h"
#include "frame/frame.h"
#include "single.h"

#include <math.h>
#include <string.h>

static double value_at(const struct et_key *keys, size_t count, double time_s)
{
    const struct et_instant instant = et_instant_at(time_s);
    return rig_key_value(keys, count, &instant);
}

/* What browsers say of CSS's named curves: cubic-bezier(0.25, 0.1, 0.25, 1) and so on, at 0.25, 0.5, 0.75. */
void test_keys_bezier(void)
{
    static const struct {
        double curve[4], values[3];
    } cases[] = {
        {{0, 0, 1, 1}, {0.25, 0.5, 0.75}},
        {{0.25, 0.1, 0.25, 1}, {0.408511, 0.802403, 0.960459}}, /* ease */
        {{0.42, 0, 1, 1}, {0.093465, 0.315357, 0.621862}},      /* ease-in */
        {{0.42, 0, 0.58, 1}, {0.129162, 0.5, 0.870838}},        /* ease-in-out */
    };
    for (size_t c = 0; c < ET_COUNT(cases); c++) {
        struct et_key keys[2] = {{.time_s = 2, .value = 10, .ease = ET_EASE_BEZIER},
                                 {.time_s = 6, .value = 20}};
        memcpy(keys[0].bezier, cases[c].curve, sizeof(keys[0].bezier));
        for (int i = 0; i < 3; i++) {
            double value = value_at(keys, 2, 3 + i);
            CHECK(fabs(value - 10 - 10 * cases[c].values[i]) < 1e-5, "curve %zu at %d: %.7f", c, i,
                  value);
        }
        CHECK(value_at(keys, 2, 2) == 10 && value_at(keys, 2, 1) == 10 &&
                  value_at(keys, 2, 6) == 20 && value_at(keys, 2, 1e9) == 20,
              "the ends");
    }
}

void test_chain_keys(void)
{
    const double values[PARAMS] = {0};
    const struct et_key amount[] = {
        {.time_s = 0.4, .value = -20, .ease = ET_EASE_LINEAR},
        {.time_s = 2, .value = 20, .ease = ET_EASE_BEZIER, .bezier = {0.3, -2, 0.6, 3}},
        {.time_s = 4, .value = 50}};
    const struct et_key steps[] = {{.time_s = 1, .value = 0, .ease = ET_EASE_LINEAR},
                                   {.time_s = 2, .value = 5}};
    const struct et_key sign[] = {{.time_s = 0, .value = 0}, {.time_s = 3, .value = 1}};
    rig_begin(2);
    struct et_chain *chain = rig_chain(&check_filter_shift, values);
    CHECK(!et_chain_set_keys(chain, AMOUNT, amount, 3), "%s", et_error_message());
    CHECK(!et_chain_set_keys(chain, STEPS, steps, 2), "%s", et_error_message());
    CHECK(!et_chain_set_keys(chain, SIGN, sign, 2), "%s", et_error_message());
    int passed = 0;
    struct et_frame *in[110];
    for (int i = 0; i < 110; i++)
        in[i] = rig_frame(info_of(ET_FORMAT_I420, 33, 17), i);
    for (int i = 0; i < 110; i++) {
        const double t = i / 25.0;
        double value = value_at(amount, 3, t);
        value = value < -50 ? -50 : value > 50 ? 50 : value;
        int step = t <= 1 ? 0 : t >= 2 ? 5 : (int)floor(5 * (t - 1) + 0.5);
        int shift = (t >= 3 ? -1 : 1) * ((int)floor(value + 0.5) + step), error;
        if (i == 10) /* once warm, nothing is allocated, whatever the values are */
            et_alloc_fail_after(0);
        struct et_frame *out = rig_send(chain, in[i], &error);
        CHECK(!error, "frame %d: %s", i, et_error_message());
        rig_check_shift(in[i], out, shift);
        passed += out == in[i];
        CHECK((out == in[i]) == (shift == 0), "frame %d, shift %d", i, shift);
        et_frame_unref(&out);
    }
    et_alloc_fail_after(-1);
    CHECK(passed > 0, "no frame was neutral");
    for (int i = 0; i < 110; i++)
        et_frame_unref(&in[i]);
    et_chain_destroy(&chain);
    rig_end();
}

/* A random way from 0 s to 3 s with a curve that turns back and forth. */
static void random_keys(struct et_key keys[4])
{
    for (int k = 0; k < 4; k++) {
        keys[k] = (struct et_key){.time_s = k,
                                  .value = check_random_below(100),
                                  .ease = (enum et_ease)(check_random_below(3))};
        for (int i = 0; i < 4; i++)
            keys[k].bezier[i] = check_random_below(101) / 100.0 * (i & 1 ? 6 : 1) - (i & 1 ? 3 : 0);
    }
}

void test_keys_range(void)
{
    check_seed(11);
    for (int round = 0; round < 200; round++) {
        struct et_key keys[4];
        struct et_track track = {0};
        double low, high, least = INFINITY, most = -INFINITY;
        random_keys(keys);
        CHECK(!et_track_set(&track, keys, 4, NULL, 1), "%s", et_error_message());
        et_track_range(&track, 0, &low, &high);
        et_track_free(&track);
        for (int i = 0; i <= 3000; i++) {
            const double value = value_at(keys, 4, i / 1000.0);
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        CHECK(low <= least + 1e-9 && low > least - 0.05 && high >= most - 1e-9 &&
                  high < most + 0.05,
              "round %d: %.4f to %.4f, in fact %.4f to %.4f", round, low, high, least, most);
    }
}

/* A keyframe and the begin of `enable` at the same time, which no tick has, are in the same frame. */
void test_keys_tick(void)
{
    static const double times_s[] = {0.033366, 0.033367, 0.03335, 0.03338, 0.0333666666};
    for (size_t i = 0; i < ET_COUNT(times_s); i++) {
        const struct et_key keys[] = {{.time_s = 0, .value = 1},
                                      {.time_s = times_s[i], .value = 2}};
        for (int64_t pts = 995; pts < 1005; pts++) {
            const struct et_instant now = et_instant_of(pts, (struct et_rational){1, 30000});
            CHECK((rig_key_value(keys, 2, &now) == 2) == et_instant_has_reached(&now, times_s[i]),
                  "%g at tick %d", times_s[i], (int)pts);
        }
        const struct et_instant before = et_instant_of(1000, (struct et_rational){1, 30000});
        const struct et_instant at = et_instant_of(1001, (struct et_rational){1, 30000});
        CHECK((rig_key_value(keys, 2, &at) == 2) &&
                  (rig_key_value(keys, 2, &before) == 2) == (i == 2),
              "%g is not at the nearest tick", times_s[i]);
    }
}

/* Thousands of keyframes cost no more of a plan than a few. */
void test_keys_many(void)
{
    enum { KEYS = 3600 };
    static struct et_key keys[KEYS];
    static const char *const names[] = {"exposure", "white_balance", "gaussian_blur"};
    static const char *const params[] = {"stops", "kelvin", "sigma"};
    double values[MOST_PARAMS];
    struct et_chain *chain = NULL;
    struct et_image_info in = info_of(ET_FORMAT_I420, 64, 36), out;
    rig_begin(0);
    CHECK(!et_chain_create(rig_engine(), &chain), "no chain");
    for (size_t f = 0; f < ET_COUNT(names); f++) {
        const struct et_filter *filter = et_filter_find(names[f]);
        size_t p = 0;
        while (strcmp(filter->params[p].key, params[f]) != 0)
            p++;
        const double span = filter->params[p].max - filter->params[p].min;
        for (int k = 0; k < KEYS; k++)
            keys[k] = (struct et_key){.time_s = k / 30.0,
                                      .value = filter->params[p].min + span * (k % 100) / 5000.0,
                                      .ease = ET_EASE_LINEAR};
        filter_initial(filter, values);
        CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
        CHECK(!et_chain_set_keys(chain, p, keys, KEYS), "%s", et_error_message());
    }
    CHECK(!et_chain_configure(chain, &in, &out), "%s", et_error_message());
    CHECK(chain->stage_count == 2, "%zu stages", chain->stage_count);
    for (size_t i = 0; i < chain->stage_count; i++)
        CHECK(chain->stages[i].version <= ET_KEY_TURNS + 1, "stage %zu was configured %u times", i,
              chain->stages[i].version);
    et_chain_destroy(&chain);
    rig_end();
}

/* ---- Memory ------------------------------------------------------------------------------------ */

enum { WARM = 12, RAMP = 9 }; /* frames before the values change, and while they do */
enum { MOST_NUMBERS = 256 };

/*
 * After a value that is hardly neutral, from one end of a parameter to the other, beyond both on the way
 * where it is no choice. Lists are random.
 */
static void set_ramp(struct et_chain *chain, const struct et_filter *filter, size_t p)
{
    const struct et_param *param = &filter->params[p];
    const bool is_held = param->type == ET_PARAM_CHOICE;
    double numbers[3 * MOST_NUMBERS];
    const double inside = param->min + (param->max - param->min) * 0.37;
    const struct et_key keys[] = {{.time_s = 0,
                                   .value = param->type == ET_PARAM_FLOAT ? inside : ceil(inside),
                                   .ease = ET_EASE_HOLD},
                                  {.time_s = WARM / 25.0,
                                   .value = param->min,
                                   .ease = is_held ? ET_EASE_HOLD : ET_EASE_BEZIER,
                                   .bezier = {0.3, -0.5, 0.7, 1.5}},
                                  {.time_s = (WARM + RAMP - 1) / 25.0, .value = param->max}};
    if (param->type != ET_PARAM_LIST) {
        CHECK(!et_chain_set_keys(chain, p, keys, 3), "%s", et_error_message());
        return;
    }
    for (size_t i = 0; i < 3 * param->most; i++)
        numbers[i] = param->min + (param->max - param->min) * check_random_below(1001) / 1000.0;
    CHECK(!et_chain_set_list_keys(chain, p, keys, 3, numbers, param->most), "%s",
          et_error_message());
}

/* Sends frames while `p` goes from end to end: nothing is allocated for them. */
static void ramp(const struct et_filter *filter, size_t p, enum et_format format,
                 struct et_frame *still)
{
    double values[MOST_PARAMS];
    filter_initial(filter, values);
    struct et_chain *chain = rig_chain(filter, values);
    set_ramp(chain, filter, p);
    if (filter->second_models)
        CHECK(!et_chain_set_still(chain, still, NULL), "%s", et_error_message());
    for (int i = 0, error = 0; !error && i < WARM + RAMP; i++) {
        struct et_frame *in = rig_frame(info_of(format, 62, 45), i);
        if (i >= WARM)
            et_alloc_fail_after(0);
        struct et_frame *out = rig_send(chain, in, &error);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_UNSUPPORTED || error == ET_ERROR_ARGUMENT,
              "%s: %s at frame %d: %s", filter->name, filter->params[p].key, i, et_error_message());
        et_frame_unref(&out);
        et_frame_unref(&in);
    }
    et_chain_destroy(&chain);
}

void test_keys_memory(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10};
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        const char *wanted = check_filter_wanted();
        if ((wanted && strcmp(wanted, filter->name) != 0) || filter->result_count)
            continue; /* an analysis makes results of every frame */
        rig_begin(0);
        struct et_frame *still = rig_frame(
            info_of(filter->second_models & ET_MODELS_RGBA ? ET_FORMAT_RGBA : ET_FORMAT_I420, 9, 5),
            1);
        for (size_t p = 0; p < filter->param_count; p++)
            if (!filter->params[p].fixed)
                ramp(filter, p, formats[(f + p) % 2], still);
        et_frame_unref(&still);
        rig_end();
    }
}
