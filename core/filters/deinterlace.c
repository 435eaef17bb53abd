// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Deinterlacing: the rows of one field are kept, those of the other one are made from the rows
 * around them, in the same field and in the fields before and after. Follows FFmpeg's yadif
 * (libavfilter/vf_yadif.c, by Michael Niedermayer and James Darnley) and bwdif (vf_bwdif.c, by
 * Thomas Mundt, after the three-field deinterlacer of Martin Weston, BBC), and gives the same
 * samples bit for bit; the formulas are in deinterlace_yadif.h and deinterlace_bwdif.h.
 *
 * Rate. With `frame` the earlier field of each frame is kept. With `field` there are two frames for
 * each, with the earlier and then the later field. `parity` says which one is the earlier; with
 * `auto` the frame does, and one that is not interlaced counts as top field first.
 *
 * `only` = interlaced leaves frames alone that are not interlaced; with the rate `field` both frames
 * are then the frame itself (FFmpeg gives one).
 *
 * Ends of the clip: the first and the last frame stand for the missing ones. bwdif makes the first
 * field of a clip, and the last one of the rate `field`, from that field alone.
 */
#include "filters/deinterlace.h"

#include "base/range.h"

#include <etalon/filter.h>
#include <string.h>

enum mode { MODE_YADIF, MODE_BWDIF };
enum rate { RATE_FRAME, RATE_FIELD };
enum parity { PARITY_AUTO, PARITY_TOP, PARITY_BOTTOM };
enum only { ONLY_ALL, ONLY_INTERLACED };

enum { HALO = 4 }; /* rows above and below the missing row that are read */

struct deinterlace_params {
    int mode, rate, parity, only;
};

struct state {
    struct deinterlace_params params;
    struct et_field_kernels kernels;
    int max; /* largest code */
};

static int outputs_per_input(const void *params)
{
    return ((const struct deinterlace_params *)params)->rate == RATE_FIELD ? 2 : 1;
}

static int configure(const struct et_setup *setup)
{
    const struct deinterlace_params *params = setup->params;
    const int depth = et_format_info(setup->in.format)->depth;
    *(struct state *)setup->state = (struct state){
        .params = *params,
        .kernels = params->mode == MODE_YADIF ? et_yadif_kernels(depth, setup->cpu)
                                              : et_bwdif_kernels(depth, setup->cpu),
        .max = (1 << depth) - 1,
    };
    return 0;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    (void)state, (void)plane;
    *in_first = first - HALO;
    *in_last = last + HALO;
}

/* The plane at hand of the three frames, and which fields are asked for. */
struct field {
    const struct et_image *previous, *current, *next;
    const struct et_image *before, *after; /* two of these, which hold the other field's rows */
    int plane, width, height;
    bool alone; /* bwdif: the field before, or the one after, is not there */
};

/*
 * Row y + `offset` or, where that is outside, y - `otherwise`, the row of the same field on the
 * other side; in planes of one to three rows the last or the first row.
 */
static int row_at(const struct field *field, int y, int offset, int otherwise)
{
    int row = y + offset;
    if (row < 0 || row >= field->height)
        row = y - otherwise;
    return et_nearest(row, field->height);
}

static struct et_field_rows rows_around(const struct field *field, int y)
{
    struct et_field_rows rows;
    const int above = row_at(field, y, -1, -1), below = row_at(field, y, 1, 1);
    const int near[4] = {row_at(field, y, -3, -1), above, below, row_at(field, y, 3, 1)};
    for (int i = 0; i < 4; i++)
        rows.kept[i] = et_image_row(field->current, field->plane, near[i]);
    for (int i = 0; i < 2; i++) {
        rows.previous[i] = et_image_row(field->previous, field->plane, i ? below : above);
        rows.next[i] = et_image_row(field->next, field->plane, i ? below : above);
    }
    /* At the top, the row above is the one below, and two rows above it is two below, and so on. */
    const int far[5] = {y - 4, y + 2 * (above - y), y, y + 2 * (below - y), y + 4};
    for (int i = 0; i < 5; i++) {
        int row = row_at(field, far[i], 0, 0);
        rows.before[i] = et_image_row(field->before, field->plane, row);
        rows.after[i] = et_image_row(field->after, field->plane, row);
    }
    return rows;
}

static et_field_kernel *kernel_for(const struct state *state, const struct field *field, int y)
{
    const struct et_field_kernels *kernels = &state->kernels;
    const int last = field->height - 1;
    if (state->params.mode == MODE_YADIF)
        return y == 1 || y == last - 1 ? kernels->edge : kernels->line;
    if (field->alone)
        return kernels->alone;
    if (y < 2 || y > last - 2)
        return kernels->edge;
    return y < 4 || y > last - 4 ? kernels->edge_checked : kernels->line;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_moment *moment = run->moment;
    const struct et_image *previous = run->frames[0], *current = run->in, *next = run->frames[2];
    const enum et_format format = current->info.format;
    const int plane = run->plane;
    const bool later = run->output == 1; /* the later field is kept */
    const bool top_first = state->params.parity == PARITY_AUTO
                               ? !moment->interlaced || moment->top_first
                               : state->params.parity == PARITY_TOP;
    const struct field field = {
        .previous = previous,
        .current = current,
        .next = next,
        .before = later ? current : previous,
        .after = later ? next : current,
        .plane = plane,
        .width = et_plane_width(format, plane, current->info.width),
        .height = et_plane_height(format, plane, current->info.height),
        .alone = current == (later ? next : previous), /* stands for a missing one */
    };
    const int missing = top_first != later; /* parity of the rows that are made */
    const bool keeps_all = state->params.only == ONLY_INTERLACED && !moment->interlaced;
    const size_t row_bytes = (size_t)field.width * (size_t)et_format_info(format)->bytes_per_pixel;
    for (int y = run->first; y < run->last; y++) {
        void *dst = et_image_row(run->out, plane, y);
        if (keeps_all || (y & 1) != missing) {
            memcpy(dst, et_image_row(current, plane, y), row_bytes);
        } else {
            const struct et_field_rows rows = rows_around(&field, y);
            kernel_for(state, &field, y)(dst, &rows, field.width, state->max);
        }
    }
}

static const char *const mode_names[] = {"yadif", "bwdif"};
static const char *const rate_names[] = {"frame", "field"};
static const char *const parity_names[] = {"auto", "top", "bottom"};
static const char *const only_names[] = {"all", "interlaced"};

static const struct et_param params[] = {
    ET_CHOICE(struct deinterlace_params, mode, "Method", "bwdif keeps more detail than yadif.",
              mode_names, MODE_BWDIF),
    ET_FIXED_CHOICE(struct deinterlace_params, rate, "Rate",
                    "A frame for each frame, or a frame for each field.", rate_names, RATE_FRAME),
    ET_CHOICE(struct deinterlace_params, parity, "First field",
              "Which field is the earlier one; auto: as the frame says.", parity_names,
              PARITY_AUTO),
    ET_CHOICE(struct deinterlace_params, only, "Frames",
              "Which frames are deinterlaced; the others stay as they are.", only_names, ONLY_ALL),
};

const struct et_filter et_filter_deinterlace = {
    .name = "deinterlace",
    .label = "Deinterlace",
    .help = "Makes whole frames from interlaced fields.",
    .group = ET_GROUP_TEMPORAL,
    .example = "mode:bwdif",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct deinterlace_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .frames_before = 1,
    .frames_after = 1,
    .outputs_per_input = outputs_per_input,
    .makes_progressive = true,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
