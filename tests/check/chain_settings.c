// SPDX-License-Identifier: MIT
/* What a chain does for every filter: lists, second inputs; what it refuses. */
#include "chain_rig.h"

#include "base/alloc.h"
#include "chain/chain.h"
#include "chain/texts.h"
#include "frame/frame.h"

#include <math.h>
#include <string.h>

/* ---- Lists ---------------------------------------------------------------------------------- */

void test_chain_list(void)
{
    const double values[PARAMS] = {[AMOUNT] = 3}, numbers[] = {1, 2.5, -9, 4};
    rig_begin(0);
    struct et_chain *chain = rig_chain(&check_filter_shift, values);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 9, 5), 1), *out;
    int error;
    out = rig_send(chain, in, &error);
    rig_check_shift(in, out, 3);
    et_frame_unref(&out);
    CHECK(!et_chain_set_list(chain, EXTRA, numbers, 4), "%s", et_error_message());
    out = rig_send(chain, in, &error);
    rig_check_shift(in, out, 2); /* 3 - 1.5, halves upward */
    et_frame_unref(&out);
    CHECK(et_chain_set_list(chain, EXTRA, numbers, 0) == ET_ERROR_ARGUMENT, "an empty list");
    CHECK(!strcmp(et_error_message(), "shift: 0 numbers in extra are outside 1 to 5"), "%s",
          et_error_message());
    const double wrong[] = {1, 10}, values_6[6] = {0};
    CHECK(et_chain_set_list(chain, EXTRA, wrong, 2) == ET_ERROR_ARGUMENT, "10 was taken");
    CHECK(!strcmp(et_error_message(), "shift: number 1 of extra, 10, is outside -9 to 9"), "%s",
          et_error_message());
    CHECK(et_chain_set_list(chain, EXTRA, values_6, 6) == ET_ERROR_ARGUMENT, "6 numbers");
    CHECK(et_chain_set_list(chain, AMOUNT, values_6, 1) == ET_ERROR_ARGUMENT, "no list");
    CHECK(et_chain_set_list(chain, PARAMS, values_6, 1) == ET_ERROR_ARGUMENT, "no parameter");
    out = rig_send(chain, in, &error);
    rig_check_shift(in, out, 2);
    et_frame_unref(&out);
    et_frame_unref(&in);
    et_chain_destroy(&chain);
    rig_end();
}

/* ---- Second inputs ----------------------------------------------------------------------------- */

void test_chain_second(void)
{
    rig_begin(2);
    struct et_chain *chain = rig_chain(&check_filter_second, NULL);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 70, 50), 1), *out;
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_RGBA, 13, 7), 2);
    struct et_frame *gray = rig_frame(info_of(ET_FORMAT_GRAY8, 13, 7), 2);
    int error;
    out = rig_send(chain, in, &error);
    CHECK(!out && error == ET_ERROR_ARGUMENT &&
              !strcmp(et_error_message(), "second needs a second input"),
          "%s", et_error_message());
    CHECK(!et_chain_set_still(chain, gray, NULL), "%s", et_error_message());
    out = rig_send(chain, in, &error);
    CHECK(!out && error == ET_ERROR_UNSUPPORTED, "%s", et_error_message());
    CHECK(!et_chain_set_still(chain, still, NULL), "%s", et_error_message());
    out = rig_send(chain, in, &error);
    CHECK(out, "%s", et_error_message());
    for (int p = 0; out && p < 3; p++)
        for (int y = 0; y < (p ? 25 : 50); y++)
            for (int x = 0; x < (p ? 35 : 70); x++)
                CHECK(image_get(&out->image, p, x, y) == image_get(&still->image, 0, x % 52, y % 7),
                      "plane %d x %d y %d", p, x, y);
    et_frame_unref(&out);
    et_chain_destroy(&chain);

    const double values[PARAMS] = {0};
    chain = rig_chain(&check_filter_shift, values);
    CHECK(et_chain_set_still(chain, still, NULL) == ET_ERROR_ARGUMENT, "a second input of shift");
    et_chain_destroy(&chain);
    et_frame_unref(&in);
    et_frame_unref(&still);
    et_frame_unref(&gray);
    rig_end();
}

/* ---- What is refused, and memory that runs out ------------------------------------------------------ */

static void check_refused(int (*set)(struct et_chain *chain), const double *values,
                          const char *words)
{
    struct et_chain *chain = rig_chain(&check_filter_shift, values);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 9, 5), 1);
    int error = set(chain);
    if (!error) {
        struct et_frame *out = rig_send(chain, in, &error);
        et_frame_unref(&out);
    }
    CHECK(error == ET_ERROR_ARGUMENT && strstr(et_error_message(), words), "%d, %s", error,
          et_error_message());
    et_frame_unref(&in);
    et_chain_destroy(&chain);
}

static int set_region(struct et_chain *chain)
{
    return et_chain_set_region(chain, &(struct et_region){0, 0, 5, 5, 0});
}

static int set_flat_region(struct et_chain *chain)
{
    return et_chain_set_region(chain, &(struct et_region){0, 0, 0, 5, 0});
}

static int set_enable(struct et_chain *chain)
{
    return et_chain_set_enable(chain, -INFINITY, 1);
}

static int set_enable_backwards(struct et_chain *chain)
{
    return et_chain_set_enable(chain, 2, 2);
}

static int set_fixed_keys(struct et_chain *chain)
{
    return et_chain_set_keys(chain, WIDE, &(struct et_key){.value = 1}, 1);
}

static int set_keys_backwards(struct et_chain *chain)
{
    const struct et_key keys[] = {{.time_s = 1}, {.time_s = 1}};
    return et_chain_set_keys(chain, AMOUNT, keys, 2);
}

static int set_keys_outside(struct et_chain *chain)
{
    return et_chain_set_keys(chain, AMOUNT, &(struct et_key){.value = 51}, 1);
}

static int set_choice_linear(struct et_chain *chain)
{
    const struct et_key keys[] = {{.ease = ET_EASE_LINEAR}, {.time_s = 1, .value = 1}};
    return et_chain_set_keys(chain, SIGN, keys, 2);
}

static int set_curve_outside(struct et_chain *chain)
{
    const struct et_key keys[] = {{.ease = ET_EASE_BEZIER, .bezier = {1.5, 0, 0, 0}},
                                  {.time_s = 1}};
    return et_chain_set_keys(chain, AMOUNT, keys, 2);
}

static int set_number_keys(struct et_chain *chain)
{
    return et_chain_set_keys(chain, EXTRA, &(struct et_key){.value = 1}, 1);
}

static int set_list_keys_of_number(struct et_chain *chain)
{
    const double number = 1;
    return et_chain_set_list_keys(chain, AMOUNT, &(struct et_key){0}, 1, &number, 1);
}

static int set_list_keys_outside(struct et_chain *chain)
{
    const struct et_key keys[] = {{.time_s = 0}, {.time_s = 1}};
    const double numbers[] = {1, 2, 3, 10};
    return et_chain_set_list_keys(chain, EXTRA, keys, 2, numbers, 2);
}

static int set_empty_list_keys(struct et_chain *chain)
{
    return et_chain_set_list_keys(chain, EXTRA, &(struct et_key){0}, 1, NULL, 0);
}

static int move(struct et_chain *chain, enum et_region_number number, struct et_key key)
{
    const int error = set_region(chain);
    return error ? error : et_chain_set_region_keys(chain, number, &key, 1);
}

static int move_outside(struct et_chain *chain)
{
    return move(chain, ET_REGION_X, (struct et_key){.time_s = 2, .value = 16385});
}

static int move_nowhere(struct et_chain *chain)
{
    return move(chain, ET_REGION_Y, (struct et_key){.value = NAN});
}

static int move_flat(struct et_chain *chain)
{
    return move(chain, ET_REGION_WIDTH, (struct et_key){.value = 0});
}

static int move_part(struct et_chain *chain)
{
    return move(chain, ET_REGION_FEATHER, (struct et_key){.value = 0.5});
}

static int move_number(struct et_chain *chain)
{
    return move(chain, ET_REGION_NUMBERS, (struct et_key){.value = 1});
}

static int move_never(struct et_chain *chain)
{
    const int error = set_region(chain);
    return error ? error : et_chain_set_region_keys(chain, ET_REGION_X, NULL, 0);
}

void test_chain_refused(void)
{
    const double values[PARAMS] = {[AMOUNT] = 1}, wide[PARAMS] = {[WIDE] = 2, [AMOUNT] = 1};
    rig_begin(0);
    check_refused(set_region, wide, "limited to a region");
    check_refused(set_enable, wide, "enabled for a time");
    check_refused(set_flat_region, values, "the region of shift: width 0 is outside 1 to 16384");
    check_refused(set_enable_backwards, values, "from 2 s");
    check_refused(set_fixed_keys, values, "wide takes no keyframes");
    check_refused(set_keys_backwards, values, "1 s is not behind");
    check_refused(set_keys_outside, values, "51 at 0 s is outside -50 to 50");
    check_refused(set_choice_linear, values, "can only be held");
    check_refused(set_curve_outside, values, "x, 1.5, is outside 0 to 1");
    check_refused(set_number_keys, values, "extra is a list, not one number");
    check_refused(set_list_keys_of_number, values, "amount is one number, not a list");
    check_refused(set_list_keys_outside, values, "number 1 of extra, 10, is outside -9 to 9");
    check_refused(set_empty_list_keys, values, "0 numbers in extra");
    check_refused(move_outside, values, "the region of shift: x 16385 at 2 s is outside");
    check_refused(move_nowhere, values, "the region of shift: y nan at 0 s is outside");
    check_refused(move_flat, values, "width 0 at 0 s is outside 1 to 16384");
    check_refused(move_part, values, "feather 0.5 at 0 s is not a whole number");
    check_refused(move_number, values, "no number 5");
    check_refused(move_never, values, "x has no keyframe");
    struct et_chain *empty, *still = rig_chain(&check_filter_shift, values);
    CHECK(!et_chain_create(rig_engine(), &empty), "no chain");
    CHECK(set_region(empty) == ET_ERROR_STATE, "an empty chain has a region");
    CHECK(et_chain_set_region_keys(still, ET_REGION_X, &(struct et_key){0}, 1) == ET_ERROR_STATE,
          "there is no region to move");
    et_chain_destroy(&still);
    et_chain_destroy(&empty);
    rig_end();
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static int texts_parsed;

static int parse_text(const char *text, size_t size, void **out)
{
    texts_parsed++;
    if (*text == '!')
        return et_fail(ET_ERROR_DATA, "not a text");
    *out = et_alloc(size);
    return *out ? 0 : ET_ERROR_MEMORY;
}

static void *take_text(struct et_texts **texts, const char *text, int error)
{
    void *parsed = NULL;
    const int result = et_texts_take(texts, parse_text, text, 1, &parsed);
    CHECK(result == error, "%s: %d", text, result);
    return parsed;
}

/* What is parsed is shared, and the last two that nobody has are kept. */
void test_chain_texts(void)
{
    const int live = et_alloc_live();
    struct et_texts *texts = NULL;
    void *a = take_text(&texts, "a", 0);
    CHECK(take_text(&texts, "a", 0) == a && texts_parsed == 1, "a is parsed again");
    et_texts_give_back(texts, a);
    void *b = take_text(&texts, "b", 0), *c = take_text(&texts, "c", 0);
    et_texts_give_back(texts, b);
    et_texts_give_back(texts, c);
    CHECK(take_text(&texts, "a", 0) == a && take_text(&texts, "b", 0) == b && texts_parsed == 3,
          "a or b was let go");
    take_text(&texts, "!", ET_ERROR_DATA);
    et_texts_give_back(texts, a);
    et_texts_give_back(texts, a);
    et_texts_give_back(texts, b);
    take_text(&texts, "c", 0);
    CHECK(texts_parsed == 5, "c, the oldest of three, was kept");
    et_texts_destroy(&texts);
    CHECK(et_alloc_live() == live, "a text is left");
}

static int everything(struct et_frame *in, struct et_frame *still)
{
    const double values[PARAMS] = {[AMOUNT] = 1}, numbers[] = {1, 2};
    const struct et_key keys[] = {{.time_s = 0, .value = 1, .ease = ET_EASE_LINEAR},
                                  {.time_s = 1, .value = 50}};
    struct et_chain *chain = NULL;
    struct et_frame *out = NULL;
    int error = et_chain_create(rig_engine(), &chain);
    if (!error)
        error = et_chain_add(chain, &check_filter_shift, values, PARAMS);
    if (!error)
        error = et_chain_set_list(chain, EXTRA, numbers, 2);
    if (!error)
        error = et_chain_set_keys(chain, AMOUNT, keys, 2);
    if (!error)
        error = et_chain_set_list_keys(chain, EXTRA, keys, 2, (const double[]){1, 2, 3, 4}, 2);
    if (!error)
        error = set_region(chain);
    if (!error)
        error = et_chain_set_region_keys(chain, ET_REGION_WIDTH, keys, 2);
    if (!error)
        error = et_chain_add(chain, &check_filter_second, values, 0);
    if (!error)
        error = et_chain_set_still(chain, still, NULL);
    if (!error)
        error = et_chain_add(chain, &check_filter_count, values, 0);
    if (!error)
        out = rig_send(chain, in, &error);
    et_frame_unref(&out);
    et_chain_destroy(&chain);
    return error;
}

void test_chain_settings_memory(void)
{
    rig_begin(1);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 64, 48), 12);
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_RGBA, 9, 5), 1);
    int error = -1, n = 0;
    for (; error && n < 1000; n++) {
        int live = et_alloc_live(), frames = et_frame_count();
        et_alloc_fail_after(n);
        error = everything(in, still);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d, %s", n, error,
              et_error_message());
        CHECK(et_alloc_live() == live && et_frame_count() == frames,
              "allocation %d: something is left", n);
    }
    CHECK(n > 20 && n < 1000, "%d allocations", n);
    et_frame_unref(&in);
    et_frame_unref(&still);
    rig_end();
}
