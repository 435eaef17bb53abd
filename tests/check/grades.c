// SPDX-License-Identifier: MIT
#include "grades.h"
#include "chain_rig.h"

#include "chain/chain.h"
#include "frame/frame.h"

#include <string.h>

const struct grade grades[GRADES] = {
    {"a grade", SDR, {EXPOSURE(0.3), WHITE, WHEELS, VIBRANCE, SHADOWS, LEVELS}},
    {"a darker one", SDR, {EXPOSURE(-1), SHADOWS, WHEELS, VIBRANCE, LEVELS}},
    {"css", SDR, {{"css", {1.1, 1.2, 0.7, 30, 0.2, 0.3, 0}}, VIBRANCE, WHEELS}},
    {"PQ to SDR", PQ, {{"tone_map", {0, 0, 0, 1000}}, WHEELS, VIBRANCE}},
    {"PQ to SDR, hable", PQ, {{"tone_map", {0, 2, 1, 4000}}, WHEELS, SHADOWS}},
    {"HLG to SDR", HLG, {{"tone_map", {0, 0, 0, 1000}}, WHITE}},
    {"HLG", HLG, {EXPOSURE(-0.5), WHEELS, VIBRANCE, SHADOWS, LEVELS}},
};

struct et_image_info grade_info(const struct grade *grade, enum et_format format, int width,
                                int height)
{
    struct et_image_info info = info_of(format, width, height);
    info.color.matrix = grade->color[0];
    info.color.primaries = grade->color[1];
    info.color.transfer = grade->color[2];
    return info;
}

int grade_chain(struct et_engine *engine, const struct grade *grade, bool fast,
                struct et_chain **chain)
{
    int error = et_chain_create(engine, chain);
    for (int i = 0; !error && i < GRADE_STEPS && grade->steps[i].filter; i++) {
        const struct et_filter *filter = et_filter_find(grade->steps[i].filter);
        error = et_chain_add(*chain, filter, grade->steps[i].values, filter->param_count);
    }
    if (!error && fast)
        et_chain_set_fast(*chain, true);
    return error;
}

struct et_frame *graded(struct et_engine *engine, const struct grade *grade, const struct image *in,
                        bool fast, bool *table)
{
    struct et_chain *chain;
    struct et_pool *pool;
    char *plan = NULL;
    int error;
    CHECK(!grade_chain(engine, grade, fast, &chain), "%s", et_error_message());
    CHECK(!et_pool_create(2, &pool), "no pool");
    struct et_frame *frame = image_to_frame(&in->image, pool);
    CHECK(!et_chain_plan(chain, &in->image.info, &plan), "%s", et_error_message());
    *table = plan && strstr(plan, "\"fastTable\":33,\"operations\":[\"affine\",\"table\"]");
    CHECK(*table || (plan && strstr(plan, "\"fastTable\":0,")), "%s: %s", grade->name, plan);
    CHECK(et_chain_fast_tables(chain) == *table, "%s: %d tables", grade->name,
          et_chain_fast_tables(chain));
    struct et_frame *out = rig_send(chain, frame, &error);
    CHECK(out, "%s", et_error_message());
    et_text_free(&plan);
    et_frame_unref(&frame);
    et_chain_destroy(&chain);
    et_pool_close(&pool);
    return out;
}
