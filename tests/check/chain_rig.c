// SPDX-License-Identifier: MIT
#include "chain_rig.h"

#include "base/engine.h"
#include "chain/chain.h"
#include "frame/frame.h"

#include <math.h>

static struct et_engine *engine;
static struct et_pool *pool;

void rig_begin(int threads)
{
    engine = check_engine(threads, 0);
    CHECK(!et_pool_create(128, &pool), "no pool");
}

void rig_end(void)
{
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}

struct et_engine *rig_engine(void)
{
    return engine;
}

struct et_frame *rig_frame(struct et_image_info info, int64_t pts)
{
    struct image image;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_RANDOM, (uint32_t)pts + 1);
    struct et_frame *frame = image_to_frame(&image.image, pool);
    image_destroy(&image);
    frame->pts = pts;
    frame->duration = 1;
    frame->time_base = (struct et_rational){1, 25};
    return frame;
}

struct et_chain *rig_chain(const struct et_filter *filter, const double *values)
{
    struct et_chain *chain = NULL;
    CHECK(!et_chain_create(rig_engine(), &chain), "no chain");
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
    return chain;
}

struct et_frame *rig_send(struct et_chain *chain, struct et_frame *in, int *error)
{
    struct et_image_info out;
    *error = et_chain_configure(chain, &in->image.info, &out);
    if (!*error)
        *error = et_chain_push(chain, in);
    while (!*error && (*error = et_chain_step(chain, 0)) == ET_MORE)
        *error = 0;
    *error = *error == ET_FRAME ? 0 : *error;
    return et_chain_take(chain);
}

/* Takes what the chain makes until it wants the next frame. Returns 0 or an error. */
static int take_all(struct et_chain *chain, struct et_frame **out, int most, int *made)
{
    int result;
    while ((result = et_chain_step(chain, 0)) == ET_MORE || result == ET_FRAME) {
        if (result == ET_MORE)
            continue;
        struct et_frame *frame = et_chain_take(chain);
        CHECK(*made < most, "more than %d frames", most);
        if (*made < most)
            out[(*made)++] = frame;
        else
            et_frame_unref(&frame);
    }
    return result == ET_DONE ? 0 : result;
}

int rig_send_all(struct et_chain *chain, struct et_frame *const *in, int count,
                 struct et_frame **out, int most)
{
    struct et_image_info info;
    int made = 0, error = et_chain_configure(chain, &in[0]->image.info, &info);
    for (int i = 0; i < most; i++)
        out[i] = NULL;
    for (int i = 0; !error && i < count; i++) {
        error = et_chain_push(chain, in[i]);
        if (!error)
            error = take_all(chain, out, most, &made);
    }
    if (!error) {
        et_chain_finish(chain);
        error = take_all(chain, out, most, &made);
    }
    return error ? error : made;
}

double rig_region_weight(const struct et_image_info *info, int plane, int x, int y,
                         const struct et_region *region)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const double across = chroma ? 1 << format->chroma_x : 1,
                 down = chroma ? 1 << format->chroma_y : 1;
    /* By siting: left, midway or (down) the last of the pixels that a sample covers. */
    static const double places[][2] = {{0, 0.5}, {0, 0.5}, {0.5, 0.5}, {0, 0},
                                       {0.5, 0}, {0, 1},   {0.5, 1}};
    const double *place = places[info->color.siting];
    const double at_x = x * across + 0.5 + place[0] * (across - 1);
    const double at_y = y * down + 0.5 + place[1] * (down - 1);
    double distance = fmin(fmin(at_x - region->x, region->x + region->width - at_x),
                           fmin(at_y - region->y, region->y + region->height - at_y));
    if (distance <= 0)
        return 0;
    return region->feather && distance < region->feather ? distance / region->feather : 1;
}

static int max_of(enum et_format format)
{
    return (1 << et_format_info(format)->depth) - 1;
}

int rig_shifted(const struct et_image *image, int plane, int x, int y, int shift)
{
    int value = image_get(image, plane, x, y) + shift, max = max_of(image->info.format);
    return value < 0 ? 0 : value > max ? max : value;
}

void rig_check_shift(const struct et_frame *in, const struct et_frame *out, int shift)
{
    const struct et_image_info *info = &in->image.info;
    for (int p = 0; out && p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < image_columns(&in->image, p); x++)
                if (image_get(&out->image, p, x, y) != rig_shifted(&in->image, p, x, y, shift)) {
                    CHECK(false, "frame %lld: not shifted by %d", (long long)in->pts, shift);
                    return;
                }
}

double rig_key_value(const struct et_key *keys, size_t count, const struct et_instant *instant)
{
    struct et_key copies[8];
    double numbers[8];
    const struct et_track track = {copies, count, numbers, 1};
    CHECK(count <= ET_COUNT(copies), "%zu keyframes", count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = keys[i];
        numbers[i] = keys[i].value;
    }
    const struct et_passage passage = et_track_passage(&track, instant);
    return et_passage_number(&passage, 0);
}
