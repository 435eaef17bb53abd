// SPDX-License-Identifier: MIT
/* What a chain does for every filter: where, regions with a feather, and when. */
#include "chain_rig.h"

#include "chain/chain.h"
#include "frame/frame.h"

#include <math.h>

static void check_region(const struct et_frame *in, const struct et_frame *out, int shift,
                         const struct et_region *region)
{
    const struct et_image_info *info = &in->image.info;
    for (int p = 0; out && p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < image_columns(&in->image, p); x++) {
                double weight = rig_region_weight(info, p, x, y, region);
                double input = image_get(&in->image, p, x, y);
                double mixed = input + (rig_shifted(&in->image, p, x, y, shift) - input) * weight;
                int got = image_get(&out->image, p, x, y);
                /* Half a code, and what 14 bits of weight make of at most 50 codes. */
                if (fabs(got - mixed) > 0.5 + 50.0 / (1 << 14) || (weight == 0 && got != input)) {
                    CHECK(false, "%s siting %d plane %d x %d y %d: %d, not %.3f",
                          et_format_info(info->format)->name, info->color.siting, p, x, y, got,
                          mixed);
                    return;
                }
            }
}

void test_chain_region(void)
{
    static const enum et_format formats[] = {ET_FORMAT_GRAY8,   ET_FORMAT_I420, ET_FORMAT_I420A,
                                             ET_FORMAT_I422P10, ET_FORMAT_I411, ET_FORMAT_I444P16};
    static const struct et_region regions[] = {
        {5, 3, 30, 21, 0}, {5, 4, 50, 40, 7},  {-20, -9, 60, 40, 12}, {0, 0, 91, 67, 1},
        {40, 30, 1, 1, 0}, {200, 10, 5, 5, 2}, {7, -100, 9, 400, 3}};
    const double values[PARAMS] = {[AMOUNT] = 50};
    for (int threads = 0; threads < 3; threads += 2) {
        rig_begin(threads);
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (size_t r = 0; r < ET_COUNT(regions); r++) {
                struct et_image_info info = info_of(formats[f], 91, 67);
                info.color.siting = (uint8_t)r;
                struct et_frame *in = rig_frame(info, (int64_t)r);
                struct et_chain *chain = rig_chain(&check_filter_shift, values);
                int error;
                CHECK(!et_chain_set_region(chain, &regions[r]), "%s", et_error_message());
                struct et_frame *out = rig_send(chain, in, &error);
                CHECK(out && (out == in) == (regions[r].x > 91), "%s", et_error_message());
                check_region(in, out, 50, &regions[r]);
                et_frame_unref(&out);
                et_frame_unref(&in);
                et_chain_destroy(&chain);
            }
        rig_end();
    }
}

/* In several bands, and where state is carried down. */
void test_chain_region_order(void)
{
    const struct et_region region = {100, 50, 600, 1000, 40};
    rig_begin(3);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, CHECK_CARRY_WIDTH, 1201), 1), *whole,
                    *part;
    struct et_chain *chain = rig_chain(&check_filter_carry, NULL);
    int error;
    whole = rig_send(chain, in, &error);
    CHECK(!et_chain_set_region(chain, &region), "%s", et_error_message());
    part = rig_send(chain, in, &error);
    CHECK(whole && part, "%s", et_error_message());
    for (int p = 0; whole && part && p < 3; p++)
        for (int y = 0; y < (p ? 601 : 1201); y++)
            for (int x = 0; x < image_columns(&in->image, p); x++) {
                double weight = rig_region_weight(&in->image.info, p, x, y, &region);
                double input = image_get(&in->image, p, x, y);
                double mixed = input + (image_get(&whole->image, p, x, y) - input) * weight;
                if (fabs(image_get(&part->image, p, x, y) - mixed) > 0.52)
                    CHECK(false, "plane %d x %d y %d", p, x, y);
            }
    et_frame_unref(&whole);
    et_frame_unref(&part);
    et_frame_unref(&in);
    et_chain_destroy(&chain);
    rig_end();
}

void test_chain_enable(void)
{
    const double values[PARAMS] = {[AMOUNT] = 3};
    rig_begin(0);
    struct et_chain *chain = rig_chain(&check_filter_shift, values);
    /* Between ticks 10 and 11, and 20 and 21: rounded to 10 and 21. */
    CHECK(!et_chain_set_enable(chain, 0.418, 0.821), "%s", et_error_message());
    for (int i = 0; i < 30; i++) {
        struct et_frame *in = rig_frame(info_of(ET_FORMAT_GRAY8, 9, 5), i);
        int error;
        struct et_frame *out = rig_send(chain, in, &error);
        CHECK(!error && (out == in) == (i < 10 || i >= 21), "frame %d", i);
        rig_check_shift(in, out, i >= 10 && i < 21 ? 3 : 0);
        et_frame_unref(&out);
        et_frame_unref(&in);
    }
    et_chain_destroy(&chain);
    rig_end();
}
