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
    int16_t *chunk[2][3]; /* of two rows */
    void *luma;           /* the end of a row */
    uint16_t *mixed[KEPT][3];
    int16_t *sums[3]; /* of the rows of a chunk */
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
    return (7 * CHUNK + 3 * (CHUNK + 2 * PAD) + KEPT * 3 * stride_of(width)) * sizeof(int16_t);
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
    for (int i = 0; i < 2 * 3; i++, next += CHUNK)
        work.chunk[i / 3][i % 3] = next;
    work.luma = next;
    next += CHUNK;
    for (int i = 0; i < KEPT * 3; i++, next += stride)
        work.mixed[i / 3][i % 3] = (uint16_t *)next + PAD;
    for (int c = 0; c < 3; c++, next += CHUNK + 2 * PAD)
        work.sums[c] = next + PAD;
    return work;
}

static void mix_chroma(const struct work *work, int row)
{
    uint16_t *const *mixed = work->mixed[row % KEPT];
    work->kernels->mix(mixed, work->words->mix, et_image_row(work->run->in, 1, row),
                       et_image_row(work->run->in, 2, row), work->columns);
    for (int c = 0; c < 3; c++) {
        mixed[c][-1] = mixed[c][0];
        for (int i = 0; i < PAD; i++)
            mixed[c][work->columns + i] = mixed[c][work->columns - 1];
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

/* `count` pixels of a row with the rows of chroma that it lies nearer to and farther from. */
static void run_chunk(const struct work *work, int16_t *const chunk[3], int y, int near, int far,
                      int x, int count)
{
    const struct et_words *words = work->words;
    const int padded = (count + 15) & ~15;
    const uint16_t *nearer[3], *farther[3];
    for (int c = 0; c < 3; c++) {
        nearer[c] = work->mixed[near % KEPT][c] + x / 2;
        farther[c] = work->mixed[far % KEPT][c] + x / 2;
    }
    work->kernels->open(chunk, words->luma, luma_of(work, y, x, count, padded), nearer, farther,
                        work->cosited, padded);
    for (int i = 0; i < words->count; i++)
        work->kernels->step[words->steps[i].kind](&words->steps[i], chunk, padded);
    if (y >= work->run->first && y < work->run->last)
        work->kernels->close_luma(et_image_row(work->run->out, 0, y) + x * work->bytes,
                                  &words->close[0], chunk, work->most, count);
}

/* The chroma of a chunk of two rows; to the left of it is the last of the chunk before. */
static void close_chroma(const struct work *work, int row, int x, int count)
{
    void *codes[2];
    for (int plane = 1; plane < 3; plane++)
        codes[plane - 1] = et_image_row(work->run->out, plane, row) + x / 2 * work->bytes;
    for (int c = 0; c < 3; c++) {
        int16_t *const sums = work->sums[c];
        if (x)
            sums[-1] = sums[CHUNK - 1];
        work->kernels->halve(sums, work->chunk[0][c], work->chunk[1][c], count);
        if (!x)
            sums[-1] = sums[0];
        sums[count] = sums[count - 1]; /* of an odd width */
    }
    work->kernels->close_chroma(codes, work->words->close + 1, work->sums, work->cosited,
                                work->most, (count + 1) / 2);
}

static void run_rows(const struct work *work, int row)
{
    const int before = et_nearest(row - 1, work->rows), after = et_nearest(row + 1, work->rows);
    /* Below an odd height's last row it is repeated. */
    const bool is_pair = 2 * row + 1 < work->height;
    for (int x = 0; x < work->width; x += CHUNK) {
        const int count = work->width - x < CHUNK ? work->width - x : CHUNK;
        run_chunk(work, work->chunk[0], 2 * row, row, before, x, count);
        run_chunk(work, work->chunk[1], 2 * row + is_pair, row, is_pair ? after : before, x, count);
        close_chroma(work, row, x, count);
    }
}

void et_words_run_rows(const struct et_words *words, const struct et_words_kernels *kernels,
                       const struct et_run *run)
{
    const struct work work = lay_out(words, kernels, run);
    const int first = run->first / 2, end = (run->last + 1) / 2;
    for (int row = et_nearest(first - 1, work.rows); row <= first; row++)
        mix_chroma(&work, row);
    for (int row = first; row < end; row++) {
        if (row + 1 < work.rows)
            mix_chroma(&work, row + 1);
        run_rows(&work, row);
    }
}
