// SPDX-License-Identifier: MIT
/*
 * Multiplies each plane by a factor of its own: out = min(floor(in * factor + 1/2), max). Planes
 * beyond the list have its last factor. A filter from outside core/filters/.
 */
#include <etalon/filter.h>

struct plane_gain_params {
    struct et_numbers factors;
};

struct state {
    double factors[4];
    int max, wide;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct et_numbers *factors = &((const struct plane_gain_params *)params)->factors;
    (void)in;
    for (size_t i = 0; i < factors->count; i++)
        if (factors->values[i] != 1)
            return false;
    return true;
}

static int configure(const struct et_setup *setup)
{
    const struct plane_gain_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    for (size_t i = 0; i < 4; i++)
        state->factors[i] = p->factors.values[i < p->factors.count ? i : p->factors.count - 1];
    state->max = (1 << format->depth) - 1;
    state->wide = format->bytes_per_pixel == 2;
    return 0;
}

static int gain(int sample, double factor, int max)
{
    double product = sample * factor + 0.5;
    return product >= max ? max : (int)product;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const double factor = state->factors[run->plane];
    const int width = et_plane_width(run->in->info.format, run->plane, run->in->info.width);
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = run->in->data[run->plane] + y * run->in->stride[run->plane];
        uint8_t *dst = run->out->data[run->plane] + y * run->out->stride[run->plane];
        for (int x = 0; x < width; x++) {
            if (state->wide)
                ((uint16_t *)(void *)dst)[x] =
                    (uint16_t)gain(((const uint16_t *)(const void *)src)[x], factor, state->max);
            else
                dst[x] = (uint8_t)gain(src[x], factor, state->max);
        }
    }
}

static const double unchanged[] = {1};

static const struct et_param params[] = {
    ET_LIST(struct plane_gain_params, factors, "Factors", "One for each plane, in their order.",
            ET_UNIT_NONE, 0, 4, 0.01, 1, 4, unchanged),
};

const struct et_filter et_filter_plane_gain = {
    .name = "plane_gain",
    .label = "Plane gain",
    .help = "Multiplies each plane by a factor.",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct plane_gain_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .run = run,
};
