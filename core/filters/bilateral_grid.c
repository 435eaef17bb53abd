// SPDX-License-Identifier: MIT
/* Filling and blurring the grid; see bilateral_grid.h. */
#include "filters/bilateral_grid.h"

#include "base/alloc.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Where rows lie in a strip's memory, behind the bins; last a ring of the rows that the kernel down reads. */
enum { FILLED, DEEP, BLURRED, MIXED = BLURRED + 2, RINGED };

/* ---- Sizes ----------------------------------------------------------------------------------- */

int et_grid_strip_rows(const struct et_grid *grid)
{
    return RINGED + 2 * grid->down.radius + 1;
}

int et_grid_halo(const struct et_grid *grid)
{
    return (grid->down.radius + 2) * grid->size_y;
}

/* The cell row above the rows that are read out with row `y`, and how far they are from there. */
static int row_above(const struct et_grid *grid, int y, float *part)
{
    double middle = y - y % grid->rows_alike + 0.5 * grid->rows_alike;
    double cell = middle / grid->size_y - 0.5;
    *part = (float)(cell - floor(cell));
    return (int)floor(cell);
}

void et_grid_rows(const struct et_grid *grid, int first, int last, int *in_first, int *in_last)
{
    const int radius = grid->down.radius;
    float part;
    *in_first = (row_above(grid, first, &part) - radius) * grid->size_y;
    *in_last = (row_above(grid, last - 1, &part) + 2 + radius) * grid->size_y;
}

int et_grid_reach(const struct et_grid *grid)
{
    return (grid->across.radius + 1) * grid->size_x;
}

/* Cells of a strip's row, with its margins. */
static size_t row_cells(const struct et_grid *grid)
{
    return (size_t)(grid->strip_cells + 2 * grid->margin);
}

/* Floats of a strip's row whose cells have `levels` levels. */
static size_t row_floats(const struct et_grid *grid, int levels)
{
    return row_cells(grid) * (size_t)levels * 2;
}

/* Before and behind a row lie zeros that the kernels along it read. */
static size_t free_floats(const struct et_grid *grid)
{
    return (size_t)(2 * grid->deep.radius + 2 * grid->margin * grid->apart * 2);
}

static size_t row_bytes(const struct et_grid *grid)
{
    return et_align_up((row_floats(grid, grid->apart) + 2 * free_floats(grid)) * sizeof(float));
}

static size_t bins_bytes(const struct et_grid *grid)
{
    return et_align_up(row_cells(grid) * (size_t)grid->apart * sizeof(uint64_t));
}

static size_t strip_bytes(const struct et_grid *grid)
{
    return bins_bytes(grid) + (size_t)et_grid_strip_rows(grid) * row_bytes(grid);
}

/* What a band leaves to the one below: rows of the grid before these are blurred across, and down, too. */
struct progress {
    int across, down;
};

size_t et_grid_scratch(const struct et_grid *grid)
{
    return et_align_up(sizeof(struct progress)) + (size_t)grid->strips * strip_bytes(grid);
}

/* ---- Strips ---------------------------------------------------------------------------------- */

/* A part of the grid, and what of it is there. */
struct strip {
    struct et_grid filled;            /* of cells that are counted in: in the plane, margins too */
    struct et_grid read;              /* of columns that are read out */
    int lead;                         /* cells of a row before the first one that is filled */
    ptrdiff_t filled_from, read_from; /* bytes of a row of samples before those */
    uint8_t *memory;
};

static struct strip strip_of(const struct et_grid *grid, int index, void *scratch)
{
    const int first = index * grid->strip_cells, rest = grid->cells_x - first;
    const int last = first + (rest < grid->strip_cells ? rest : grid->strip_cells);
    const int from = first < grid->margin ? 0 : first - grid->margin;
    const int to = last + grid->margin < grid->cells_x ? last + grid->margin : grid->cells_x;
    const int sample = grid->depth == 8 ? 1 : 2, size = grid->size_x;
    struct strip strip = {
        .filled = *grid,
        .read = *grid,
        .lead = from - (first - grid->margin),
        .filled_from = (ptrdiff_t)from * size * sample,
        .read_from = (ptrdiff_t)first * size * sample,
        .memory = (uint8_t *)scratch + et_align_up(sizeof(struct progress)) +
                  (size_t)index * strip_bytes(grid),
    };
    strip.filled.cells_x = to - from;
    strip.filled.width = (to * size < grid->width ? to * size : grid->width) - from * size;
    strip.read.width = (last * size < grid->width ? last * size : grid->width) - first * size;
    strip.read.place += first * size;
    strip.read.part += first * size;
    return strip;
}

static float *strip_row(const struct strip *strip, int index)
{
    const struct et_grid *grid = &strip->read;
    uint8_t *rows = strip->memory + bins_bytes(grid);
    return (float *)(rows + (size_t)index * row_bytes(grid)) + free_floats(grid);
}

/* Row `cell_row`, from -radius on, as it is blurred across. */
static float *ringed_row(const struct strip *strip, int cell_row)
{
    const int rows = et_grid_strip_rows(&strip->read) - RINGED;
    return strip_row(strip, RINGED + (cell_row + rows) % rows);
}

/* ---- Filling --------------------------------------------------------------------------------- */

/* Row `cell_row` of a strip as it is filled, into `dst`, which is zero outside of the plane. */
static void fill_row(const struct strip *strip, const uint8_t *src, ptrdiff_t stride, int cell_row,
                     float *dst)
{
    const struct et_grid *grid = &strip->filled;
    void *bins = strip->memory;
    const size_t count = (size_t)grid->cells_x * (size_t)grid->apart;
    const int first = cell_row * grid->size_y;
    const int last = first + grid->size_y < grid->height ? first + grid->size_y : grid->height;
    memset(bins, 0, count * (grid->depth == 8 ? sizeof(uint32_t) : sizeof(uint64_t)));
    grid->fill(grid, bins, src + first * stride + strip->filled_from, stride, last - first);
    dst += strip->lead * grid->apart * 2;
    if (grid->depth == 8) {
        const uint32_t *from = bins;
        for (size_t i = 0; i < count; i++) {
            dst[2 * i] = (float)(from[i] >> 20);
            dst[2 * i + 1] = (float)(from[i] & 0xFFFFF);
        }
    } else {
        const uint64_t *from = bins;
        for (size_t i = 0; i < count; i++) {
            dst[2 * i] = (float)(int32_t)(from[i] >> 40);
            dst[2 * i + 1] = (float)(int32_t)(from[i] & 0xFFFFFFFF);
        }
    }
}

/* ---- Blurring -------------------------------------------------------------------------------- */

/* Along an axis on which neighbours are `step` floats apart. */
static void blur_line(float *restrict dst, const float *restrict src, ptrdiff_t step, size_t floats,
                      const struct et_grid_kernel *kernel)
{
    const float *w = kernel->weights;
    const ptrdiff_t count = (ptrdiff_t)floats;
    if (kernel->radius == 2) { /* the most frequent ones, in a pass */
        for (ptrdiff_t i = 0; i < count; i++) {
            const float *s = src + i;
            dst[i] =
                (w[0] * s[0] + w[1] * (s[-step] + s[step])) + w[2] * (s[-2 * step] + s[2 * step]);
        }
        return;
    }
    if (kernel->radius == 3) {
        for (ptrdiff_t i = 0; i < count; i++) {
            const float *s = src + i;
            dst[i] = ((w[0] * s[0] + w[1] * (s[-step] + s[step])) +
                      w[2] * (s[-2 * step] + s[2 * step])) +
                     w[3] * (s[-3 * step] + s[3 * step]);
        }
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++)
        dst[i] = w[0] * src[i];
    for (int k = 1; k <= kernel->radius; k++)
        for (ptrdiff_t i = 0; i < count; i++)
            dst[i] += w[k] * (src[i - k * step] + src[i + k * step]);
}

/* Along the values, from cells `apart` levels apart, of which `dst` gets `slot`. */
static void blur_deep(const struct et_grid *grid, float *restrict dst, const float *restrict src)
{
    const size_t count = 2 * (size_t)grid->slot, cells = row_cells(grid);
    for (size_t cell = 0; cell < cells; cell++)
        blur_line(dst + cell * count, src + cell * 2 * (size_t)grid->apart, 2, count, &grid->deep);
}

/* Down: row `cell_row` of those that are blurred across. */
static void blur_down(const struct strip *strip, float *restrict dst, int cell_row)
{
    const struct et_grid *grid = &strip->read;
    const float *w = grid->down.weights, *rows[2 * ET_GRID_MOST_RADIUS + 1];
    const ptrdiff_t count = (ptrdiff_t)row_floats(grid, grid->slot);
    const int radius = grid->down.radius;
    for (int k = -radius; k <= radius; k++)
        rows[radius + k] = ringed_row(strip, cell_row + k);
    if (radius == 2) {
        const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3], *e = rows[4];
        for (ptrdiff_t i = 0; i < count; i++)
            dst[i] = (w[0] * c[i] + w[1] * (b[i] + d[i])) + w[2] * (a[i] + e[i]);
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++)
        dst[i] = w[0] * rows[radius][i];
    for (int k = 1; k <= radius; k++)
        for (ptrdiff_t i = 0; i < count; i++)
            dst[i] += w[k] * (rows[radius - k][i] + rows[radius + k][i]);
}

static void mix_rows(float *restrict dst, const float *restrict above, const float *restrict below,
                     float part, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dst[i] = above[i] + part * (below[i] - above[i]);
}

/* The row that is filled lies among zeros. */
static void blur_across(const struct strip *strip, const uint8_t *src, ptrdiff_t stride,
                        int cell_row)
{
    const struct et_grid *grid = &strip->read;
    float *filled = strip_row(strip, FILLED), *deep = strip_row(strip, DEEP);
    float *across = ringed_row(strip, cell_row);
    const size_t count = row_floats(grid, grid->slot);
    if (cell_row < 0 || cell_row >= grid->cells_y) {
        memset(across, 0, count * sizeof(*across));
        return;
    }
    fill_row(strip, src, stride, cell_row, filled);
    blur_deep(grid, deep, filled);
    blur_line(across, deep, 2 * grid->slot, count, &grid->across);
}

/* ---- A band ---------------------------------------------------------------------------------- */

/* Rows from `y` on, before `last`, that are read out at one height. */
static int rows_alike(const struct et_grid *grid, int y, int last)
{
    const int next = y - y % grid->rows_alike + grid->rows_alike;
    return (next < last ? next : last) - y;
}

/* A strip of a band; the same progress for each. */
static struct progress run_strip(const struct strip *strip, const struct et_grid_band *band,
                                 struct progress progress)
{
    const struct et_grid *grid = &strip->read;
    float *blurred[2] = {strip_row(strip, BLURRED), strip_row(strip, BLURRED + 1)};
    float *mixed = strip_row(strip, MIXED), part;
    struct et_grid_rows rows = {
        .src_stride = band->src_stride, .dst_stride = band->dst_stride, .grid = mixed};
    for (int y = band->first; y < band->last; y += rows.count) {
        const int row = row_above(grid, y, &part);
        for (; progress.down <= row + 1; progress.down++) {
            for (; progress.across <= progress.down + grid->down.radius; progress.across++)
                blur_across(strip, band->src, band->src_stride, progress.across);
            blur_down(strip, blurred[progress.down & 1], progress.down);
        }
        mix_rows(mixed, blurred[row & 1], blurred[(row + 1) & 1], part,
                 row_floats(grid, grid->slot));
        rows.src = band->src + y * band->src_stride + strip->read_from;
        rows.dst = band->dst + y * band->dst_stride + strip->read_from;
        rows.count = rows_alike(grid, y, band->last);
        grid->slice(grid, &rows);
    }
    return progress;
}

void et_grid_run(const struct et_grid *grid, const struct et_grid_band *band)
{
    struct progress *kept = band->scratch, progress = *kept;
    if (!band->follows) {
        float part;
        progress.down = row_above(grid, band->first, &part);
        progress.across = progress.down - grid->down.radius;
    }
    for (int i = 0; i < grid->strips; i++) {
        const struct strip strip = strip_of(grid, i, band->scratch);
        if (!band->follows)
            memset(strip.memory + bins_bytes(grid), 0, 2 * row_bytes(grid)); /* FILLED and DEEP */
        const struct progress reached = run_strip(&strip, band, progress);
        if (i == grid->strips - 1)
            *kept = reached;
    }
}
