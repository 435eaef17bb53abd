// SPDX-License-Identifier: MIT
/*
 * Two rows of pixels at a time, which have one row of chroma between them. What chroma adds to a
 * channel is computed for a row of chroma once, and kept for the three pairs of rows that it is near.
 */
#include "program/words_run.h"

#include "base/range.h"
#include "simd/bank.h"

#include <string.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK,
    PAD = 32, /* words before and behind a row: copies of its ends */
    KEPT = 3, /* rows of chroma */
};

struct work {
    const struct et_words *words;
    const struct et_words_kernels *kernels;
    const struct et_run *run;
    int width, height, columns, rows; /* of pixels, and of chroma */
    int bytes, most;                  /* of a code, and the largest */
    bool cosited;
    int16_t *chunk[3];
    void *luma; /* the end of a row */
    uint16_t *mixed[KEPT][3];
    int16_t *sums[3];
};

bool et_words_fit(const struct et_image_info *in, const struct et_image_info *out)
{
    const struct et_format_info *format = et_format_info(in->format);
    return in->format == out->format && format->model == ET_MODEL_YUV && format->depth <= 10 &&
           format->chroma_x == 1 && format->chroma_y == 1 &&
           et_siting_offset(in->color.siting, false, 1) == 0.5;
}

static size_t stride_of(int width)
{
    return (size_t)((width + CHUNK - 1) / CHUNK * CHUNK + 2 * PAD);
}

size_t et_words_scratch(int width)
{
    return (4 * CHUNK + (KEPT + 1) * 3 * stride_of(width)) * sizeof(int16_t);
}

static struct work lay_out(const struct et_words *words, const struct et_words_kernels *kernels,
                           const struct et_run *run)
{
    const struct et_image_info *info = &run->in->info;
    const size_t stride = stride_of(info->width);
    int16_t *next = run->scratch;
    struct work work = {
        .words = words,
        .kernels = kernels,
        .run = run,
        .width = info->width,
        .height = info->height,
        .columns = et_plane_width(info->format, 1, info->width),
        .rows = et_plane_height(info->format, 1, info->height),
        .bytes = words->depth > 8 ? 2 : 1,
        .most = (1 << words->depth) - 1,
        .cosited = et_siting_offset(info->color.siting, true, 1) == 0,
    };
    for (int c = 0; c < 3; c++, next += CHUNK)
        work.chunk[c] = next;
    work.luma = next;
    next += CHUNK;
    for (int i = 0; i < KEPT * 3; i++, next += stride)
        work.mixed[i / 3][i % 3] = (uint16_t *)next + PAD;
    for (int c = 0; c < 3; c++, next += stride)
        work.sums[c] = next + PAD;
    return work;
}

static void mix_chroma(const struct work *work, int row)
{
    for (int c = 0; c < 3; c++) {
        uint16_t *mixed = work->mixed[row % KEPT][c];
        work->kernels->mix(mixed, &work->words->mix[c], et_image_row(work->run->in, 1, row),
                           et_image_row(work->run->in, 2, row), work->columns);
        mixed[-1] = mixed[0];
        for (int i = 0; i < PAD; i++)
            mixed[work->columns + i] = mixed[work->columns - 1];
    }
}

/* The luma of a chunk; at the end of a row its last code is repeated. */
static const void *luma_of(const struct work *work, int y, int x, int count, int padded)
{
    const size_t bytes = (size_t)work->bytes;
    const uint8_t *luma = et_image_row(work->run->in, 0, y) + x * work->bytes;
    uint8_t *end = work->luma;
    if (count == padded)
        return luma;
    memcpy(end, luma, (size_t)count * bytes);
    for (int i = count; i < padded; i++)
        memcpy(end + i * work->bytes, luma + (count - 1) * work->bytes, bytes);
    return end;
}

/* A row of pixels with the rows of chroma that it lies nearer to and farther from. */
static void run_row(const struct work *work, int y, int near, int far, bool is_second)
{
    const struct et_words *words = work->words;
    const bool writes = y >= work->run->first && y < work->run->last;
    uint8_t *out = work->run->out->data[0] + y * work->run->out->stride[0];
    for (int x = 0; x < work->width; x += CHUNK) {
        const int count = work->width - x < CHUNK ? work->width - x : CHUNK;
        const int padded = (count + 15) & ~15;
        const void *luma = luma_of(work, y, x, count, padded);
        for (int c = 0; c < 3; c++)
            work->kernels->open(work->chunk[c], words->luma[c], luma,
                                work->mixed[near % KEPT][c] + x / 2,
                                work->mixed[far % KEPT][c] + x / 2, work->cosited, padded);
        for (int i = 0; i < words->count; i++)
            work->kernels->step[words->steps[i].kind](&words->steps[i], work->chunk, padded);
        if (writes)
            work->kernels->close_luma(out + x * work->bytes, &words->close[0], work->chunk,
                                      work->most, count);
        for (int c = 0; c < 3; c++)
            work->kernels->halve(work->sums[c] + x, work->chunk[c], count, is_second);
    }
}

static void close_chroma(const struct work *work, int row)
{
    for (int c = 0; c < 3; c++) {
        work->sums[c][-1] = work->sums[c][0];
        for (int i = 0; i < PAD; i++)
            work->sums[c][work->width + i] = work->sums[c][work->width - 1];
    }
    for (int plane = 1; plane < 3; plane++)
        work->kernels->close_chroma(
            work->run->out->data[plane] + row * work->run->out->stride[plane],
            &work->words->close[plane], work->sums, work->cosited, work->most, work->columns);
}

void et_words_run_rows(const struct et_words *words, const struct et_words_kernels *kernels,
                       const struct et_run *run)
{
    const struct work work = lay_out(words, kernels, run);
    const int first = run->first / 2, end = (run->last + 1) / 2;
    for (int row = et_nearest(first - 1, work.rows); row <= first; row++)
        mix_chroma(&work, row);
    for (int row = first; row < end; row++) {
        const int before = et_nearest(row - 1, work.rows), after = et_nearest(row + 1, work.rows);
        if (after > row)
            mix_chroma(&work, after);
        run_row(&work, 2 * row, row, before, false);
        /* Below an odd height's last row it is repeated. */
        run_row(&work, et_nearest(2 * row + 1, work.height), row,
                2 * row + 1 < work.height ? after : before, true);
        close_chroma(&work, row);
    }
}
