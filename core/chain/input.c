// SPDX-License-Identifier: MIT
/* Second inputs: one picture at all times, through a chain of its own where it has one. */
#include "chain/input.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "chain/entry.h"
#include "frame/frame.h"
#include "frame/interleave.h"
#include "media/cache.h"

int et_chain_set_input(struct et_chain *chain, const struct et_input *input)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    if (entry && !entry->filter->second_models)
        error = et_fail(ET_ERROR_ARGUMENT, "%s has no second input", entry->filter->name);
    if (error) {
        input->close(input->opaque);
        return error;
    }
    if (entry->has_input)
        entry->input.close(entry->input.opaque);
    entry->has_input = true;
    entry->input = *input;
    return 0;
}

/* ---- Their chains ---------------------------------------------------------------------------- */

static int depth_of(const struct et_chain *chain)
{
    int most = 0;
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct et_chain_entry *entry = &chain->entries[i];
        const int depth = entry->has_input && entry->input.chain ? depth_of(entry->input.chain) : 0;
        most = depth > most ? depth : most;
    }
    return most + 1;
}

int et_input_plan(struct et_chain *inner, const struct et_image_info *in, struct et_image_info *out)
{
    *out = *in;
    if (!inner)
        return 0;
    if (depth_of(inner) > ET_INPUTS_DEEP)
        return et_fail(ET_ERROR_ARGUMENT, "chains of second inputs lie more than %d deep",
                       ET_INPUTS_DEEP);
    for (size_t i = 0; i < inner->entry_count; i++)
        if (inner->entries[i].filter->result_count)
            return et_fail(ET_ERROR_ARGUMENT,
                           "%s in the chain of a second input: nobody would see its results",
                           inner->entries[i].filter->name);
    return et_chain_configure(inner, in, out);
}

/* Whether what a chain makes of a picture depends on the picture's time. */
static bool is_timed(const struct et_chain *chain)
{
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct et_chain_entry *entry = &chain->entries[i];
        if (entry->filter->follows_time || entry->tracks || entry->moves || entry->has_enable ||
            (entry->has_input && entry->input.is_timed))
            return true;
    }
    return false;
}

/* ---- One picture ----------------------------------------------------------------------------- */

enum { PICTURES_OUT = 8 /* of interleaved ones, those that may be held */ };

struct still {
    struct et_frame *frame;
    struct et_chain *chain; /* NULL: none */
    bool runs;              /* the chain has work to do */
    bool timed;             /* and makes another picture at each time */
    bool interleaved;     /* so are frames that the chain makes in planes, for it knows no others */
    struct et_pool *pool; /* of these */

    /* What the chain made last, or is making, and for which time, where that matters. */
    struct et_frame *made;
    bool making;
    int64_t pts;
    struct et_rational time_base;
};

/* A picture of the pool with the properties of `like`. */
static int make_like(struct et_pool *pool, const struct et_frame *like, enum et_format format,
                     struct et_frame **out)
{
    struct et_image_info info = like->image.info;
    info.format = format;
    int error = et_frame_create(pool, &info, out);
    if (!error)
        et_frame_copy_properties(*out, like);
    return error;
}

/* Takes interleaved pixels apart, in place of the frame. */
static int make_planes(struct still *still)
{
    struct et_frame *planes;
    int error = make_like(still->pool, still->frame, ET_FORMAT_GBRA8, &planes);
    if (error)
        return error;
    const struct et_image *pixels = &still->frame->image;
    et_split_pixels(&planes->image, pixels->data[0], pixels->stride[0], false);
    et_frame_unref(&still->frame);
    still->frame = planes;
    return 0;
}

/* What the chain made (taken over) as it is shown, in still->made. */
static int keep_made(struct still *still, struct et_frame *frame)
{
    int error = 0;
    still->made = frame;
    if (!still->interleaved || frame->image.info.format != ET_FORMAT_GBRA8)
        return 0;
    error = make_like(still->pool, frame, ET_FORMAT_RGBA, &still->made);
    if (!error)
        et_join_pixels(&frame->image, still->made->image.data[0], still->made->image.stride[0]);
    et_frame_unref(&frame);
    return error;
}

static bool is_of_time(const struct still *still, int64_t pts, struct et_rational base)
{
    return !still->timed || (still->pts == pts && still->time_base.num == base.num &&
                             still->time_base.den == base.den);
}

static int begin(struct still *still, int64_t pts, struct et_rational base)
{
    struct et_image_info out;
    struct et_frame *frame;
    int error = et_chain_configure(still->chain, &still->frame->image.info, &out);
    if (!error)
        error = et_frame_alias(still->frame, &frame);
    if (error)
        return error;
    frame->pts = pts;
    frame->time_base = base;
    et_chain_restart(still->chain, true);
    error = et_chain_push(still->chain, frame);
    et_chain_finish(still->chain);
    et_frame_unref(&frame);
    et_frame_unref(&still->made);
    still->making = true;
    still->pts = pts;
    still->time_base = base;
    return error ? error : ET_MORE;
}

static int still_frame(void *opaque, int64_t pts, struct et_rational time_base,
                       struct et_frame **out)
{
    struct still *still = opaque;
    int result;
    if (!still->runs) {
        *out = et_frame_ref(still->frame);
        return ET_FRAME;
    }
    if (!(still->making || still->made) || !is_of_time(still, pts, time_base))
        return begin(still, pts, time_base);
    if (still->making) {
        result = et_chain_step(still->chain, 0);
        still->making = result == ET_MORE;
        if (result != ET_FRAME)
            return result;
        result = keep_made(still, et_chain_take(still->chain));
        et_chain_restart(still->chain, true);
        if (result < 0)
            return result;
    }
    *out = et_frame_ref(still->made);
    return ET_FRAME;
}

static void still_close(void *opaque)
{
    struct still *still = opaque;
    et_frame_unref(&still->frame);
    et_frame_unref(&still->made);
    et_chain_destroy(&still->chain);
    et_pool_close(&still->pool);
    et_free(still);
}

/* Plans the chain of a picture, and brings it into the form that it takes. */
static int plan(struct still *still, struct et_engine *engine, struct et_input *bound)
{
    struct et_image_info in = still->frame->image.info;
    still->interleaved = et_format_info(in.format)->model == ET_MODEL_RGBA;
    if (still->chain && still->interleaved)
        in.format = ET_FORMAT_GBRA8;
    int error = et_input_plan(still->chain, &in, &bound->info);
    still->runs = !error && still->chain && still->chain->stage_count > 0;
    if (still->interleaved && bound->info.format == ET_FORMAT_GBRA8)
        bound->info.format = ET_FORMAT_RGBA;
    if (error || !still->runs || !still->interleaved)
        return error;
    error = et_pool_create(PICTURES_OUT, &still->pool);
    if (error)
        return error;
    et_pool_relieve(still->pool, et_cache_evict, engine->cache);
    return make_planes(still);
}

int et_chain_set_still(struct et_chain *chain, struct et_frame *frame, struct et_chain *inner)
{
    struct still *still = et_alloc_zero(1, sizeof(*still));
    if (!still) {
        et_chain_destroy(&inner);
        return et_fail(ET_ERROR_MEMORY, "no memory for a second input");
    }
    still->frame = et_frame_ref(frame);
    still->chain = inner;
    struct et_input input = {
        .opaque = still, .chain = inner, .frame = still_frame, .close = still_close};
    int error = plan(still, chain->engine, &input);
    if (error) {
        still_close(still);
        return error;
    }
    still->timed = input.is_timed = inner && is_timed(inner);
    return et_chain_set_input(chain, &input);
}
