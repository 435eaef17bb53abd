// SPDX-License-Identifier: MIT
/* What moves rows moves fields, and says so to what works on them next. */
#include "chain_rig.h"

#include "chain/chain.h"
#include "frame/frame.h"
#include "single.h"

#include <string.h>

enum { WIDTH = 64, HEIGHT = 48, FRAMES = 4, OUTPUTS = 2 * FRAMES };

static void add(struct et_chain *chain, const char *name, const char *key, double value)
{
    const struct et_filter *filter = et_filter_find(name);
    double values[MOST_PARAMS];
    filter_initial(filter, values);
    for (size_t p = 0; p < filter->param_count; p++)
        if (!strcmp(filter->params[p].key, key))
            values[p] = value;
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
}

void test_chain_fields(void)
{
    static const struct {
        const char *name, *key;
        double value;
        int height, interlaced, top_first;
    } cases[] = {
        {"flip", "direction", 0, HEIGHT, 1, 1},      {"flip", "direction", 1, HEIGHT, 1, 0},
        {"flip", "direction", 1, HEIGHT + 1, 1, 1},  {"rotate", "turn", 2, HEIGHT, 1, 0},
        {"rotate", "turn", 2, HEIGHT + 1, 1, 1},     {"rotate", "turn", 1, HEIGHT, 0, 1},
        {"rotate", "angle", 10, HEIGHT, 0, 1},       {"crop", "height", 30, HEIGHT, 1, 0},
        {"crop", "height", 28, HEIGHT, 1, 1},        {"pad", "height", HEIGHT + 2, HEIGHT, 1, 0},
        {"scale", "width", WIDTH / 2, HEIGHT, 0, 1}, {"scale", "height", 2 * HEIGHT, HEIGHT, 0, 1},
        {"transform", "y", 3, HEIGHT, 0, 1},         {"gaussian_blur", "sigma", 1, HEIGHT, 1, 1},
    };
    rig_begin(0);
    for (size_t i = 0; i < ET_COUNT(cases); i++)
        for (int grouped = 0; grouped < 2; grouped++) {
            struct et_chain *chain = NULL;
            int error;
            CHECK(!et_chain_create(rig_engine(), &chain), "no chain");
            add(chain, cases[i].name, cases[i].key, cases[i].value);
            if (grouped)
                add(chain, "gaussian_blur", "sigma", 1);
            struct et_frame *in = rig_frame(info_of(ET_FORMAT_I444, WIDTH, cases[i].height), 1);
            in->interlaced = in->top_first = 1;
            struct et_frame *out = rig_send(chain, in, &error);
            CHECK(out && out->interlaced == cases[i].interlaced &&
                      (!out->interlaced || out->top_first == cases[i].top_first),
                  "%s: %s %g of %d rows: interlaced %d, top first %d", cases[i].name, cases[i].key,
                  cases[i].value, cases[i].height, out ? out->interlaced : -1,
                  out ? out->top_first : -1);
            et_frame_unref(&out);
            et_frame_unref(&in);
            et_chain_destroy(&chain);
        }
    rig_end();
}

/* All frames that a chain makes of some, in the order of time. */
static void send_all(struct et_chain *chain, struct et_frame *const in[FRAMES],
                     struct et_frame *out[OUTPUTS])
{
    struct et_image_info info;
    int count = 0;
    CHECK(!et_chain_configure(chain, &in[0]->image.info, &info), "%s", et_error_message());
    for (int i = 0; i <= FRAMES; i++) {
        if (i < FRAMES)
            CHECK(!et_chain_push(chain, in[i]), "%s", et_error_message());
        else
            et_chain_finish(chain);
        for (int step; (step = et_chain_step(chain, 0)) != ET_DONE;) {
            CHECK(step >= 0, "%s", et_error_message());
            if (step == ET_FRAME && count < OUTPUTS)
                out[count++] = et_chain_take(chain);
        }
    }
    CHECK(count == OUTPUTS, "%d frames", count);
}

/* A frame upside down has the fields the other way round: turned back, they come in the same order. */
void test_chain_fields_flipped(void)
{
    struct et_frame *in[FRAMES], *straight[OUTPUTS] = {NULL}, *flipped[OUTPUTS] = {NULL};
    struct et_chain *chains[2] = {NULL, NULL};
    rig_begin(0);
    for (int i = 0; i < FRAMES; i++) {
        in[i] = rig_frame(info_of(ET_FORMAT_I444, WIDTH, HEIGHT), i);
        in[i]->interlaced = 1;
        in[i]->top_first = i % 2;
    }
    for (int i = 0; i < 2; i++) {
        CHECK(!et_chain_create(rig_engine(), &chains[i]), "no chain");
        if (i)
            add(chains[i], "flip", "direction", 1);
        add(chains[i], "deinterlace", "rate", 1);
        if (i)
            add(chains[i], "flip", "direction", 1);
        send_all(chains[i], in, i ? flipped : straight);
        et_chain_destroy(&chains[i]);
    }
    for (int i = 0; i < OUTPUTS; i++) {
        const char *difference = straight[i] && flipped[i]
                                     ? image_difference(&straight[i]->image, &flipped[i]->image)
                                     : "no frame";
        CHECK(!difference, "output %d: %s", i, difference);
        et_frame_unref(&straight[i]);
        et_frame_unref(&flipped[i]);
    }
    for (int i = 0; i < FRAMES; i++)
        et_frame_unref(&in[i]);
    rig_end();
}
