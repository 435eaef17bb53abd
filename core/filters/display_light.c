// SPDX-License-Identifier: MIT
#include "filters/display_light.h"

#include "base/arena.h"
#include "base/math.h"
#include "color/gain.h"
#include "color/standard.h"
#include "color/tables.h"

#include <etalon/error.h>
#include <math.h>

enum { OCTAVES_BELOW = 24, OCTAVES_ABOVE = 8 }; /* of 1 */

struct ootf {
    struct et_gain gain;
    float weights[3];
};

/* All channels times what the gain gives for the luminance. */
static void run_points(float *const planes[3], int count, const void *context)
{
    const struct ootf *ootf = context;
    const float *weights = ootf->weights;
    float *restrict red = planes[0], *restrict green = planes[1], *restrict blue = planes[2];
    for (int x = 0; x < count; x++) {
        const float luminance = weights[0] * red[x] + weights[1] * green[x] + weights[2] * blue[x];
        const float factor = et_gain_at(&ootf->gain, luminance);
        red[x] *= factor;
        green[x] *= factor;
        blue[x] *= factor;
    }
}

static double gamma_of(double nits)
{
    return 1.2 + 0.42 * et_log(nits / 1000) / 2.30258509299404568402;
}

static double scene_to_display(const void *context, double luminance)
{
    const double nits = *(const double *)context;
    return nits / ET_WHITE_NITS * et_pow(luminance, gamma_of(nits) - 1);
}

static double display_to_scene(const void *context, double luminance)
{
    const double nits = *(const double *)context, unit = ET_WHITE_NITS / nits;
    return unit / et_pow(unit * luminance, 1 - 1 / gamma_of(nits));
}

static int add_ootf(struct et_program *program, struct et_arena *arena,
                    double (*factor)(const void *context, double luminance), double nits)
{
    double weights[3];
    struct ootf *ootf = et_arena_alloc(arena, 1, sizeof(*ootf));
    if (!ootf)
        return et_fail(ET_ERROR_MEMORY, "no memory for an OOTF");
    int error = et_gain_fill(&ootf->gain, arena, -OCTAVES_BELOW, OCTAVES_ABOVE, factor, &nits);
    if (!error)
        error = et_program_luma(program, ET_SPACE_LIGHT, weights);
    for (int c = 0; !error && c < 3; c++)
        ootf->weights[c] = (float)weights[c];
    return error ? error : et_program_points(program, ET_SPACE_LIGHT, run_points, ootf);
}

static double camera_to_shown(const void *context, double light)
{
    const int transfer = (int)(intptr_t)context;
    const double value =
        et_transfer_to_shown_light(transfer, et_transfer_to_signal(transfer, fabs(light)));
    return light < 0 ? -value : value;
}

static double shown_to_camera(const void *context, double light)
{
    const int transfer = (int)(intptr_t)context;
    const double value = et_transfer_to_light(transfer, et_srgb_signal(fabs(light)));
    return light < 0 ? -value : value;
}

static int add_curve(struct et_program *program, double (*value)(const void *context, double light),
                     int transfer)
{
    const struct et_curve curve = {value, (const void *)(intptr_t)transfer};
    return et_program_curves(program, ET_SPACE_LIGHT,
                             (const struct et_curve[]){curve, curve, curve});
}

static int multiply(struct et_program *program, double factor)
{
    const double rows[3][4] = {{factor}, {0, factor}, {0, 0, factor}};
    return et_program_affine(program, ET_SPACE_LIGHT, rows);
}

int et_light_to_display(struct et_program *program, struct et_arena *arena, int transfer,
                        double hlg_nits)
{
    if (transfer == ET_TRANSFER_PQ)
        return multiply(program, (double)ET_PQ_NITS / ET_WHITE_NITS);
    if (transfer == ET_TRANSFER_HLG)
        return add_ootf(program, arena, scene_to_display, hlg_nits);
    return et_transfer_is_camera(transfer) ? add_curve(program, camera_to_shown, transfer) : 0;
}

int et_light_from_display(struct et_program *program, struct et_arena *arena, int transfer,
                          double hlg_nits)
{
    if (transfer == ET_TRANSFER_PQ)
        return multiply(program, (double)ET_WHITE_NITS / ET_PQ_NITS);
    if (transfer == ET_TRANSFER_HLG)
        return add_ootf(program, arena, display_to_scene, hlg_nits);
    return et_transfer_is_camera(transfer) ? add_curve(program, shown_to_camera, transfer) : 0;
}
