// SPDX-License-Identifier: MIT
/* Tables of a fast preview: the same bytes everywhere, those of each keyframe, and their memory. */
#include "chain_rig.h"
#include "grades.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "chain/keys.h"
#include "frame/frame.h"

#include <inttypes.h>

/* ---- The same bytes everywhere ----------------------------------------------------------------- */

static const struct {
    int grade;
    enum et_format format;
    uint64_t hash;
} fast_pins[] = {
    {0, ET_FORMAT_I420, 0x30f0eca0fd1c9f25},
    {3, ET_FORMAT_I420P10, 0xa658c0e2748d707c},
    {6, ET_FORMAT_I422P10, 0xdd44d43e1ba94f9f},
    {2, ET_FORMAT_GBR8, 0xc31f34698efad58e},
};

/* Random codes, those of no colour among them; SIMD and plain C, threads or none. */
void test_fast_pins(void)
{
    static const int threads[] = {0, 0, 1, 3};
    for (size_t i = 0; i < ET_COUNT(fast_pins); i++) {
        const struct grade *grade = &grades[fast_pins[i].grade];
        const struct et_image_info info = grade_info(grade, fast_pins[i].format, 1021, 511);
        struct image in;
        image_create(&in, &info, 0);
        image_fill(&in, FILL_RANDOM, 42);
        for (size_t k = 0; k < ET_COUNT(threads); k++) {
            struct et_engine *engine = check_engine(threads[k], k ? et_cpu_available() : 0);
            bool table;
            struct et_frame *out = graded(engine, grade, &in, true, &table);
            const uint64_t hash = out ? image_hash(&out->image) : 0;
            CHECK(table && hash == fast_pins[i].hash,
                  "%s, %s, run %zu: table %d, hash 0x%016" PRIx64, grade->name,
                  et_format_info(info.format)->name, k, table, hash);
            et_frame_unref(&out);
            et_engine_destroy(&engine);
        }
        image_destroy(&in);
    }
}

/* ---- Keyframes --------------------------------------------------------------------------------- */

enum { KEYED_FRAMES = 12, WARM_FRAMES = 2 };

static struct et_frame *at_time(struct et_chain *chain, struct et_frame *frame, int64_t pts)
{
    int error;
    frame->pts = pts;
    frame->time_base = (struct et_rational){1, 10};
    struct et_frame *out = rig_send(chain, frame, &error);
    CHECK(out, "frame %d: %s", (int)pts, et_error_message());
    return out;
}

/* Each frame's table is that of its parameters, and nothing is allocated for it. */
void test_fast_keys(void)
{
    static const struct et_key keys[] = {{.time_s = 0, .value = -1, .ease = ET_EASE_LINEAR},
                                         {.time_s = 1, .value = 1, .ease = ET_EASE_LINEAR}};
    struct grade grade = {"keyed", SDR, {WHEELS, VIBRANCE, SHADOWS, LEVELS, EXPOSURE(0)}};
    const struct et_image_info info = grade_info(&grade, ET_FORMAT_I420, GRADE_WIDTH, GRADE_HEIGHT);
    uint64_t hashes[KEYED_FRAMES];
    struct et_pool *pool;
    struct image in;
    rig_begin(1);
    image_create(&in, &info, 0);
    image_fill(&in, FILL_RANDOM, 8);
    CHECK(!et_pool_create(2, &pool), "no pool");
    struct et_frame *frame = image_to_frame(&in.image, pool);
    struct et_chain *keyed, *chain;
    CHECK(!grade_chain(rig_engine(), &grade, true, &keyed), "%s", et_error_message());
    CHECK(!et_chain_set_keys(keyed, 0, keys, ET_COUNT(keys)), "%s", et_error_message());
    for (int i = 0; i < KEYED_FRAMES; i++) {
        if (i == WARM_FRAMES)
            et_alloc_fail_after(0);
        struct et_frame *out = at_time(keyed, frame, i);
        CHECK(et_chain_fast_tables(keyed) == 1, "frame %d: no table", i);
        hashes[i] = out ? image_hash(&out->image) : 0;
        et_frame_unref(&out);
    }
    et_alloc_fail_after(-1);
    for (int i = 0; i < KEYED_FRAMES; i++) {
        const struct et_instant instant = {i, {1, 10}};
        grade.steps[4].values[0] = rig_key_value(keys, ET_COUNT(keys), &instant);
        CHECK(!grade_chain(rig_engine(), &grade, true, &chain), "%s", et_error_message());
        struct et_frame *out = at_time(chain, frame, i);
        CHECK(out && image_hash(&out->image) == hashes[i], "frame %d is another", i);
        et_frame_unref(&out);
        et_chain_destroy(&chain);
    }
    et_chain_destroy(&keyed);
    et_frame_unref(&frame);
    et_pool_close(&pool);
    image_destroy(&in);
    rig_end();
}

/* ---- Memory ------------------------------------------------------------------------------------ */

static int planned(const struct grade *grade, const struct et_image_info *info)
{
    struct et_chain *chain;
    struct et_image_info out;
    int error = grade_chain(rig_engine(), grade, true, &chain);
    error = error ? error : et_chain_configure(chain, info, &out);
    CHECK(error || et_chain_fast_tables(chain) == 1, "no table");
    et_chain_destroy(&chain);
    return error;
}

void test_fast_memory(void)
{
    const struct et_image_info info =
        grade_info(&grades[0], ET_FORMAT_I420, GRADE_WIDTH, GRADE_HEIGHT);
    int error = -1, n = 0;
    rig_begin(0);
    for (; error && n < 1000; n++) {
        const int live = et_alloc_live();
        et_alloc_fail_after(n);
        error = planned(&grades[0], &info);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d, %s", n, error,
              et_error_message());
        CHECK(et_alloc_live() == live, "allocation %d: something is left", n);
    }
    CHECK(n > 10 && n < 1000, "%d allocations", n);
    rig_end();
}
