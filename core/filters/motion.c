// SPDX-License-Identifier: MIT
/*
 * How the picture moved since the frame before: one shift, rotation and scale about its middle, which
 * most blocks of the luma agree on. It is the first pass of `stabilize`, which takes a list of these
 * steps as JSON:
 *
 *   const steps = [];
 *   for await (const frame of clip.frames({ chain: [{ filter: 'motion' }] })) {
 *     steps.push([...frame.results.motion.step]);
 *     frame.close();
 *   }
 *   const chain = [{ filter: 'stabilize', motion: JSON.stringify(steps) }];
 *
 * Blocks are followed over four sizes of the picture (motion_blocks.h), then fitted (motion_fit.h).
 * Between frames a shift of an eighth of the picture, about 5 degrees and a tenth of the size are found.
 * A cut, or a picture without structure, has no motion and confidence 0. The first frame of a clip is
 * compared with itself. Decisions and sums are of whole numbers or in a fixed order, so that results
 * are the same bits in every build.
 */
#include "filters/motion_fit.h"

#include "base/math.h"

#include <math.h>

enum step { TIME, RIGHT, DOWN, ROTATION, SCALE, CONFIDENCE, STEP_SIZE };

struct motion_params {
    int unused; /* there are none; a struct has a member */
};

struct state {
    struct et_luma_rows luma;
    struct et_levels levels;
    struct et_motion_kernels kernels;
    int width, height;
};

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    state->width = setup->in.width;
    state->height = setup->in.height;
    state->kernels = et_motion_kernels_for(setup->cpu);
    et_levels_init(&state->levels, setup->in.width, setup->in.height);
    return et_luma_rows_init(&state->luma, &setup->in);
}

static size_t result_size(const void *state, size_t index)
{
    (void)state;
    (void)index;
    return STEP_SIZE;
}

/* Levels of two frames, the blocks and their weights, or what levels are made with. */
static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    const size_t blocks = ET_MOTION_BLOCKS * (sizeof(struct et_motion_block) + sizeof(double));
    (void)rows;
    if (!state->levels.count)
        return 0;
    const size_t filling = et_levels_scratch(&state->levels, &state->luma);
    return 2 * state->levels.bytes + (blocks > filling ? blocks : filling);
}

static struct et_motion find(const struct state *state, const struct et_run *run)
{
    uint8_t *before = run->scratch, *after = before + state->levels.bytes;
    void *rest = after + state->levels.bytes;
    if (!state->levels.count)
        return (struct et_motion){.cosine = 1};
    et_levels_fill(&state->levels, &state->luma, run->frames[0], before, rest);
    et_levels_fill(&state->levels, &state->luma, run->frames[1], after, rest);
    struct et_motion_block *blocks = rest;
    const int count = et_motion_blocks_find(&state->kernels, &state->levels, state->width,
                                            state->height, before, after, blocks);
    return et_motion_fit(blocks, count, (double *)(void *)(blocks + ET_MOTION_BLOCKS));
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    if (run->plane != 0)
        return;
    const struct et_motion motion = find(state, run);
    const int pixels = 1 << state->levels.shrink;
    double *step = run->results[0];
    step[TIME] = run->moment->time_s;
    step[RIGHT] = motion.x * pixels / state->width + 0.0; /* -0 becomes 0 */
    step[DOWN] = motion.y * pixels / state->height + 0.0;
    step[ROTATION] = et_atan(motion.sine / motion.cosine) * (180 / ET_PI) + 0.0;
    step[SCALE] = sqrt(motion.cosine * motion.cosine + motion.sine * motion.sine);
    step[CONFIDENCE] = motion.confidence;
}

/* One band has it, the others have zeros. */
static void merge(const void *state, void *const *into, void *const *from)
{
    (void)state;
    for (int i = 0; i < STEP_SIZE; i++)
        ((double *)into[0])[i] += ((const double *)from[0])[i];
}

static const struct et_result results[] = {
    {"step",
     "Six numbers: the frame's time in seconds; how far it moved to the right in widths of the "
     "picture, and down in heights; how far it turned clockwise, in degrees; the factor of its "
     "size; "
     "the share of blocks that agree, 0 to 1.",
     ET_RESULT_F64},
};

const struct et_filter et_filter_motion = {
    .name = "motion",
    .label = "Motion",
    .help =
        "Tells how the whole picture moved since the frame before: the first pass of stabilize.",
    .group = ET_GROUP_ANALYSIS,
    .params_size = sizeof(struct motion_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_WHOLE_FRAME,
    .follows_time = true,
    .frames_before = 1,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
    .merge = merge,
};
