// SPDX-License-Identifier: MIT
/*
 * Mirroring, left to right or top to bottom. Every sample is moved, none is changed, and the siting
 * of chroma moves with it; where a name is missing it is the nearest that there is (siting.h), at most
 * a pixel off: chroma to the left of an even width is called centred.
 */
#include "filters/siting.h"
#include "simd/reverse.h"

#include <etalon/filter.h>
#include <string.h>

enum direction { HORIZONTAL, VERTICAL };

struct flip_params {
    int direction;
};

struct state {
    enum direction direction;
    struct et_image_info info;
    et_reverse_row *reverse;
};

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    const bool down = ((const struct flip_params *)params)->direction == VERTICAL;
    *out = *in;
    out->color.siting = et_siting_moved(in, &(struct et_mirror){.across = !down, .down = down});
    return 0;
}

static int configure(const struct et_setup *setup)
{
    *(struct state *)setup->state = (struct state){
        .direction = (enum direction)((const struct flip_params *)setup->params)->direction,
        .info = setup->in,
        .reverse = et_reverse_kernel(et_format_info(setup->in.format)->bytes_per_pixel, setup->cpu),
    };
    return 0;
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    int height = et_plane_height(state->info.format, plane, state->info.height);
    *in_first = state->direction == VERTICAL ? height - last : first;
    *in_last = state->direction == VERTICAL ? height - first : last;
}

static enum et_fields fields(const void *opaque)
{
    const struct state *state = opaque;
    const bool swaps = state->direction == VERTICAL && state->info.height % 2 == 0;
    return swaps ? ET_FIELDS_SWAP : ET_FIELDS_STAY;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int bytes_per_sample = et_format_info(state->info.format)->bytes_per_pixel;
    const int width = et_plane_width(state->info.format, run->plane, state->info.width);
    const int height = et_plane_height(state->info.format, run->plane, state->info.height);
    const ptrdiff_t in_stride = run->in->stride[run->plane];
    for (int y = run->first; y < run->last; y++) {
        uint8_t *dst = run->out->data[run->plane] + y * run->out->stride[run->plane];
        const uint8_t *src = run->in->data[run->plane];
        if (state->direction == VERTICAL)
            memcpy(dst, src + (height - 1 - y) * in_stride,
                   (size_t)width * (size_t)bytes_per_sample);
        else
            state->reverse(dst, src + y * in_stride,
                           src + (y + 1 < run->last ? y + 1 : y) * in_stride, width);
    }
}

static const char *const direction_names[] = {"horizontal", "vertical"};

static const struct et_param params[] = {
    ET_FIXED_CHOICE(struct flip_params, direction, "Direction", "Which sides change places.",
                    direction_names, 0),
};

const struct et_filter et_filter_flip = {
    .name = "flip",
    .label = "Flip",
    .help = "Mirrors the image.",
    .group = ET_GROUP_GEOMETRY,
    .example = "direction:horizontal",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct flip_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .output_info = output_info,
    .fields = fields,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
