// SPDX-License-Identifier: MIT
/*
 * Runs a program over rows. A row of pixels is worked on in chunks that stay in the L1 cache, one
 * operation after the other; where chroma has fewer rows than luma, what rows give is added up until
 * a row of chroma is complete.
 */
#include "program/choice.h"
#include "program/chroma.h"
#include "program/fast.h"
#include "program/rows.h"
#include "program/words_run.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/range.h"

#include <string.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK,
    PAD = 16, /* floats before and behind a row: copies of its ends */
    SUMS = 2, /* rows of chroma that a row of pixels may belong to */
};

struct state {
    struct et_image_info in, out;
    int in_bytes, out_bytes, planes; /* colour planes */
    float most;                      /* code of the output */
    bool subsampled;
    bool is_rgb;
    bool keeps_codes; /* all samples stay what they are */
    struct et_chroma_axis across, down;
    int columns, rows; /* of chroma */
    size_t stride;     /* floats of a row with its pads, as wide as the picture */
    struct et_program_choice choice;
    et_operation_run **kernels; /* of the operations */
    et_row_store *store;
};

/* Rows of scratch: one chunk, chroma that belongs to a row of pixels, and the sums. */
struct work {
    const struct state *state;
    const struct et_run *run;
    float *chunk[3];
    float *chroma[2];
    float *sums[SUMS][2];
    float *narrow;
};

/* ---- Set-up ------------------------------------------------------------------------------------ */

/* Whether a program changes no code, as one that only says what codes mean: nothing, or times 1. */
static bool is_identity(const struct et_program *program)
{
    for (int i = 0; i < program->count; i++) {
        if (program->operations[i].kind != ET_OPERATION_AFFINE)
            return false;
        for (int k = 0; k < 12; k++)
            if (program->operations[i].factors[k / 4][k % 4] != (k / 4 == k % 4))
                return false;
    }
    return true;
}

static int configure(const struct et_setup *setup)
{
    const struct et_program_parts *parts = setup->params;
    const struct et_image_info *in = &setup->in, *out = &setup->out;
    const struct et_format_info *format = et_format_info(in->format);
    struct state *state = setup->state;
    *state = (struct state){
        .in = *in,
        .out = *out,
        .in_bytes = format->bytes_per_pixel,
        .out_bytes = et_format_info(out->format)->bytes_per_pixel,
        .planes = et_format_color_planes(in->format),
        .most = (float)((1 << et_format_info(out->format)->depth) - 1),
        .subsampled = format->chroma_x || format->chroma_y,
        .is_rgb = format->model == ET_MODEL_RGB,
        .across = et_chroma_axis_of(in->color.siting, true, format->chroma_x),
        .down = et_chroma_axis_of(in->color.siting, false, format->chroma_y),
        .columns = et_plane_width(in->format, 1, in->width),
        .rows = et_plane_height(in->format, 1, in->height),
        .store = et_row_store_kernel(setup->cpu),
        .stride = (size_t)((in->width + CHUNK - 1) / CHUNK * CHUNK + 2 * PAD),
    };
    const struct et_program *program = &state->choice.program;
    const int error = et_program_choose(&state->choice, parts, setup->arena, setup->cpu);
    if (error)
        return error;
    state->keeps_codes = in->format == out->format && is_identity(program);
    state->kernels =
        et_arena_alloc(setup->arena, (size_t)program->count, sizeof(et_operation_run *));
    if (!state->kernels)
        return et_fail(ET_ERROR_MEMORY, "no memory for a colour program");
    for (int i = 0; i < program->count; i++)
        state->kernels[i] = et_operation_kernel(&program->operations[i], setup->cpu);
    return 0;
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    const size_t floats = (4 * CHUNK + (2 + 2 * SUMS) * s->stride) * sizeof(float);
    const size_t words = s->choice.word_kernels ? et_words_scratch(s->in.width) : 0;
    (void)rows;
    return words > floats ? words : floats;
}

/*
 * A row of chroma lies between rows of pixels, or on one: then it is made of those around, too. And each
 * of these is made of a row of chroma before and one behind.
 */
static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct et_chroma_axis *down = &((const struct state *)state)->down;
    const int rows = down->taps > 1 << down->shift ? 2 : 1;
    const int reach = down->shift ? rows << down->shift : 0;
    (void)plane;
    *in_first = first - reach;
    *in_last = last + reach;
}

static struct work lay_out(const struct state *state, const struct et_run *run)
{
    float *next = run->scratch;
    struct work work = {.state = state, .run = run};
    for (int c = 0; c < 3; c++, next += CHUNK)
        work.chunk[c] = next;
    work.narrow = next;
    next += CHUNK;
    for (int c = 0; c < 2; c++, next += state->stride)
        work.chroma[c] = next + PAD;
    for (int k = 0; k < SUMS * 2; k++, next += state->stride)
        work.sums[k / 2][k % 2] = next + PAD;
    return work;
}

/* ---- Rows -------------------------------------------------------------------------------------- */

static void load_chroma(const struct work *work, int y)
{
    const struct state *state = work->state;
    const int phase = y & ((1 << state->down.shift) - 1);
    const int row = (y >> state->down.shift) + state->down.up_from[phase];
    /* A row that weighs nothing is none of those that rows_needed() promises. */
    const int next = state->down.up_weight[phase] > 0 ? row + 1 : row;
    for (int c = 0; c < 2; c++) {
        float *chroma = work->chroma[c];
        et_row_load_between(chroma,
                            et_image_row(work->run->in, c + 1, et_nearest(row, state->rows)),
                            et_image_row(work->run->in, c + 1, et_nearest(next, state->rows)),
                            state->down.up_weight[phase], state->in_bytes, state->columns);
        for (int i = 0; i < PAD; i++) {
            chroma[i - PAD] = chroma[0];
            chroma[state->columns + i] = chroma[state->columns - 1];
        }
    }
}

/* Planes of the format as the program's channels: RGB is stored as G, B, R. */
static int channel_of(const struct state *state, int plane)
{
    return state->is_rgb ? (plane + 1) % 3 : plane;
}

static void load_chunk(const struct work *work, int y, int x, int count, int padded)
{
    const struct state *state = work->state;
    for (int plane = 0; plane < 3; plane++) {
        float *channel = work->chunk[channel_of(state, plane)];
        if (plane >= state->planes)
            memset(channel, 0, (size_t)padded * sizeof(*channel));
        else if (plane && state->subsampled)
            et_chroma_widen(&state->across, channel,
                            work->chroma[plane - 1] + (x >> state->across.shift), padded);
        else
            et_row_load(channel, et_image_row(work->run->in, plane, y) + x * state->in_bytes,
                        state->in_bytes, count, padded - count);
    }
}

static void store_chunk(const struct work *work, int plane, int y, int x, int count)
{
    const struct state *state = work->state;
    uint8_t *row = et_image_row(work->run->out, plane, y);
    state->store(row + x * state->out_bytes, work->chunk[channel_of(state, plane)],
                 state->out_bytes, count, state->most);
}

struct sum {
    int row;
    float weight;
    bool is_first;
};

/* A row of pixels: to luma where it is one of the band's, and to the sums. */
static void run_row(const struct work *work, int y, const struct sum *sums, int sum_count)
{
    const struct state *state = work->state;
    const struct et_program *program = &state->choice.program;
    const bool writes = y >= work->run->first && y < work->run->last;
    const int width = state->in.width;
    if (state->subsampled)
        load_chroma(work, y);
    for (int x = 0; x < width; x += CHUNK) {
        const int count = width - x < CHUNK ? width - x : CHUNK, padded = (count + 15) & ~15;
        load_chunk(work, y, x, count, padded);
        for (int i = 0; i < program->count; i++)
            state->kernels[i](&program->operations[i], work->chunk, padded);
        if (writes)
            store_chunk(work, 0, y, x, count);
        for (int plane = 1; plane < state->planes && !state->subsampled; plane++)
            store_chunk(work, plane, y, x, count);
        for (int i = 0; i < sum_count; i++)
            for (int c = 0; c < 2; c++)
                et_row_add(work->sums[sums[i].row % SUMS][c] + x, work->chunk[c + 1],
                           sums[i].weight, count, sums[i].is_first);
    }
}

static void finish_chroma(const struct work *work, int row)
{
    const struct state *state = work->state;
    const int width = state->in.width;
    for (int c = 0; c < 2; c++) {
        float *sum = work->sums[row % SUMS][c];
        uint8_t *out = et_image_row(work->run->out, c + 1, row);
        for (int i = 0; i < PAD; i++) {
            sum[i - PAD] = sum[0];
            sum[width + i] = sum[width - 1];
        }
        for (int x = 0; x < state->columns; x += CHUNK) {
            const int count = state->columns - x < CHUNK ? state->columns - x : CHUNK;
            et_chroma_narrow(&state->across, work->narrow, sum + (x << state->across.shift), count);
            state->store(out + x * state->out_bytes, work->narrow, state->out_bytes, count,
                         state->most);
        }
    }
}

static void run_subsampled(const struct work *work)
{
    const struct state *state = work->state;
    const int shift = state->down.shift;
    const int first_row = work->run->first >> shift;
    const int end_row = (work->run->last + (1 << shift) - 1) >> shift;
    const struct et_chroma_axis *down = &state->down;
    const int height = state->in.height;
    int from = et_chroma_first(down, first_row, height);
    int to = et_chroma_last(down, end_row - 1, height) + 1;
    from = from < work->run->first ? from : work->run->first;
    to = to > work->run->last ? to : work->run->last;
    for (int y = from, row = first_row; y < to; y++) {
        struct sum sums[SUMS];
        int count = 0;
        for (int k = row; k < end_row && count < SUMS; k++) {
            const int first = et_chroma_first(down, k, height);
            if (first > y)
                break;
            sums[count++] = (struct sum){k, et_chroma_weight(down, k, y, height), first == y};
        }
        run_row(work, y, sums, count);
        while (row < end_row && et_chroma_last(down, row, height) == y)
            finish_chroma(work, row++);
    }
}

/* ---- Alpha ------------------------------------------------------------------------------------- */

/* Alpha of another depth: from 0 to the most of one to 0 to the most of the other. */
static void run_alpha(const struct work *work)
{
    const struct state *state = work->state;
    const int in_depth = et_format_info(state->in.format)->depth;
    const float scale = state->most / (float)((1 << in_depth) - 1);
    const int plane = state->planes, width = state->in.width;
    for (int y = work->run->first; y < work->run->last; y++) {
        const uint8_t *in = et_image_row(work->run->in, plane, y);
        uint8_t *out = et_image_row(work->run->out, plane, y);
        if (state->in.format == state->out.format) {
            memcpy(out, in, (size_t)(width * state->in_bytes));
            continue;
        }
        for (int x = 0; x < width; x += CHUNK) {
            const int count = width - x < CHUNK ? width - x : CHUNK, padded = (count + 15) & ~15;
            et_row_load(work->chunk[0], in + x * state->in_bytes, state->in_bytes, count,
                        padded - count);
            for (int i = 0; i < padded; i++)
                work->chunk[0][i] *= scale;
            state->store(out + x * state->out_bytes, work->chunk[0], state->out_bytes, count,
                         state->most);
        }
    }
}

static void copy_rows(const struct state *state, const struct et_run *run)
{
    const struct et_format_info *format = et_format_info(state->in.format);
    for (int plane = 0; plane < format->planes; plane++) {
        const int shift = plane == 1 || plane == 2 ? format->chroma_y : 0;
        const int last = (run->last + (1 << shift) - 1) >> shift;
        const int width = et_plane_width(state->in.format, plane, state->in.width);
        for (int y = run->first >> shift; y < last; y++)
            memcpy(et_image_row(run->out, plane, y), et_image_row(run->in, plane, y),
                   (size_t)(width * state->in_bytes));
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    if (state->keeps_codes) {
        copy_rows(state, run);
        return;
    }
    const struct work work = lay_out(state, run);
    if (state->choice.word_kernels)
        et_words_run_rows(&state->choice.words, state->choice.word_kernels, run);
    else if (state->subsampled)
        run_subsampled(&work);
    for (int y = run->first; y < run->last && !state->subsampled; y++)
        run_row(&work, y, NULL, 0);
    if (et_format_info(state->in.format)->alpha)
        run_alpha(&work);
}

void et_program_describe(struct et_json *json, const char *key, const void *state)
{
    static const char *const names[] = {"affine", "curves", "table", "points"};
    const struct et_program *program = &((const struct state *)state)->choice.program;
    et_json_array(json, key);
    for (int i = 0; i < program->count; i++)
        et_json_string(json, NULL, names[program->operations[i].kind]);
    et_json_array_end(json);
}

int et_program_fast_size(const void *state)
{
    return ((const struct state *)state)->choice.is_table ? ET_FAST_SIZE : 0;
}

const struct et_filter et_filter_program = {
    .name = "program",
    .label = "Colour program",
    .help = "What neighbouring filters do to each pixel, in one pass.",
    .group = ET_GROUP_COLOR,
    .params_size = sizeof(struct et_program_parts),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .joint = true,
    .rows_needed = rows_needed,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
};
