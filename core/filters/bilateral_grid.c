// SPDX-License-Identifier: MIT
/* Filling and blurring the grid; see bilateral_grid.h. */
#include "filters/bilateral_grid.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/math.h"

#include <etalon/error.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
    ROWS_APART = 4, /* rows of a cell that are read out at heights of their own */
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

/* A Gaussian of the variance that is left, in cells. Where cells are samples nothing else blurs. */
static struct et_grid_kernel kernel_of(double sigma, bool exact)
{
    struct et_grid_kernel kernel = {0};
    double variance = sigma * sigma - (exact ? 0 : 0.25), total = 1;
    double weights[ET_GRID_MOST_RADIUS + 1] = {1};
    if (variance > 0)
        kernel.radius = (int)ceil(3 * sqrt(variance));
    if (kernel.radius > ET_GRID_MOST_RADIUS)
        kernel.radius = ET_GRID_MOST_RADIUS;
    for (int i = 1; i <= kernel.radius; i++)
        total += 2 * (weights[i] = et_exp(-0.5 * i * i / variance));
    for (int i = 0; i <= kernel.radius; i++)
        kernel.weights[i] = (float)(weights[i] / total);
    return kernel;
}

static int cell_size(double sigma)
{
    return sigma < 1 ? 1 : (int)sigma;
}

/*
 * Cells of a sigma of the values: few that are deep would tell values apart too coarsely where the
 * sigma is a large part of the range.
 */
static int cells_of_range(double range, int depth)
{
    const double deepest = 0.15 * ((1 << depth) - 1);
    return (int)ceil(range / deepest);
}

static int fill_tables(struct et_grid *grid, struct et_arena *arena)
{
    const int codes = 1 << grid->depth;
    uint8_t *nearest = et_arena_alloc(arena, (size_t)codes, sizeof(*nearest));
    int32_t *place = et_arena_alloc(arena, (size_t)grid->width, sizeof(*place));
    float *part = et_arena_alloc(arena, (size_t)grid->width, sizeof(*part));
    struct et_grid_code *bytes = et_arena_alloc(arena, 256, sizeof(*bytes));
    if (!nearest || !place || !part || !bytes)
        return et_fail(ET_ERROR_MEMORY, "no memory for the tables of a bilateral filter");
    for (int code = codes - 1; code >= 0; code--) {
        nearest[code] = (uint8_t)floor((double)((float)code * grid->per_code) + 0.5);
        if (code < 256)
            grid->lowest[nearest[code]] = (uint8_t)code;
    }
    for (int x = 0; x < grid->width; x++) {
        double cell = (x + 0.5) / grid->size_x - 0.5;
        place[x] = ((int)floor(cell) + grid->margin) * 2 * grid->slot * (int)sizeof(float);
        part[x] = (float)(cell - floor(cell));
    }
    if (grid->depth == 8) {
        et_grid_place_codes(grid, bytes);
        grid->codes = bytes;
    }
    grid->nearest = nearest;
    grid->place = place;
    grid->part = part;
    return 0;
}

int et_grid_init(struct et_grid *grid, struct et_arena *arena, int width, int height, int depth,
                 double sigma_x, double sigma_y, double range, unsigned cpu)
{
    const int size_x = cell_size(sigma_x), size_y = cell_size(sigma_y);
    const int deep = cells_of_range(range, depth);
    *grid = (struct et_grid){
        .width = width,
        .height = height,
        .depth = depth,
        .size_x = size_x,
        .size_y = size_y,
        .cells_x = (width + size_x - 1) / size_x,
        .cells_y = (height + size_y - 1) / size_y,
        .per_code = (float)(deep / range),
        .half = 0.5F,
        .magic = 12582912,
        .across = kernel_of(sigma_x / size_x, size_x == 1),
        .down = kernel_of(sigma_y / size_y, size_y == 1),
        .deep = kernel_of(deep, false),
        .rows_alike = size_y < 2 * ROWS_APART ? 1 : size_y / ROWS_APART,
        .slice = et_grid_slice(depth, cpu),
    };
    grid->margin = grid->across.radius + 1;
    grid->levels = (int)(((1 << depth) - 1) * (double)grid->per_code) + 2;
    grid->slot = grid->levels + grid->deep.radius;
    grid->fill = et_grid_fill(grid, cpu);
    return fill_tables(grid, arena);
}

/* ---- Sizes ----------------------------------------------------------------------------------- */

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

/* Floats of a row of the grid; before and behind it lie zeros that the kernel along the values reads. */
static size_t row_floats(const struct et_grid *grid)
{
    size_t cells = (size_t)(grid->cells_x + 2 * grid->margin);
    return cells * (size_t)grid->slot * 2;
}

static size_t free_floats(const struct et_grid *grid)
{
    return (size_t)(2 * grid->deep.radius + 2 * grid->margin * grid->slot * 2);
}

static size_t row_bytes(const struct et_grid *grid)
{
    return et_align_up((row_floats(grid) + 2 * free_floats(grid)) * sizeof(float));
}

static size_t bins_bytes(const struct et_grid *grid)
{
    return et_align_up((size_t)grid->cells_x * (size_t)grid->slot * sizeof(uint64_t));
}

/* What a band leaves to the one below: rows of the grid before these are blurred across, and down, too. */
struct progress {
    int across, down;
};

/* Where rows lie in the scratch memory, behind the progress and the bins; last a ring of RINGED rows. */
enum { FILLED, DEEP, BLURRED, MIXED = BLURRED + 2, RINGED };

/* Rows that the kernel down reads. */
static int ring_rows(const struct et_grid *grid)
{
    return 2 * grid->down.radius + 1;
}

size_t et_grid_scratch(const struct et_grid *grid)
{
    return et_align_up(sizeof(struct progress)) + bins_bytes(grid) +
           (size_t)(RINGED + ring_rows(grid)) * row_bytes(grid);
}

static void *bins_in(void *scratch)
{
    return (uint8_t *)scratch + et_align_up(sizeof(struct progress));
}

static float *grid_row(const struct et_grid *grid, void *scratch, int index)
{
    uint8_t *rows = (uint8_t *)bins_in(scratch) + bins_bytes(grid);
    return (float *)(rows + (size_t)index * row_bytes(grid)) + free_floats(grid);
}

/* Row `cell_row`, from -radius on, as it is blurred across. */
static float *ringed_row(const struct et_grid *grid, void *scratch, int cell_row)
{
    const int rows = ring_rows(grid);
    return grid_row(grid, scratch, RINGED + (cell_row + rows) % rows);
}

/* ---- Filling --------------------------------------------------------------------------------- */

/* Row `cell_row` of the grid as it is filled, into `dst`, which is zero outside of the plane. */
static void fill_row(const struct et_grid *grid, const uint8_t *src, ptrdiff_t stride, int cell_row,
                     float *dst, void *bins)
{
    const size_t count = (size_t)grid->cells_x * (size_t)grid->slot;
    const int first = cell_row * grid->size_y;
    const int last = first + grid->size_y < grid->height ? first + grid->size_y : grid->height;
    memset(bins, 0, count * (grid->depth == 8 ? sizeof(uint32_t) : sizeof(uint64_t)));
    grid->fill(grid, bins, src + first * stride, stride, last - first);
    dst += grid->margin * grid->slot * 2;
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
    if (kernel->radius == 3) { /* the most frequent one, in a pass */
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

/* Down: row `cell_row` of those that are blurred across. */
static void blur_down(const struct et_grid *grid, float *restrict dst, int cell_row, void *scratch)
{
    const float *w = grid->down.weights, *rows[2 * ET_GRID_MOST_RADIUS + 1];
    const ptrdiff_t count = (ptrdiff_t)row_floats(grid);
    const int radius = grid->down.radius;
    for (int k = -radius; k <= radius; k++)
        rows[radius + k] = ringed_row(grid, scratch, cell_row + k);
    if (radius == 3) {
        const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3], *e = rows[4],
                    *f = rows[5], *g = rows[6];
        for (ptrdiff_t i = 0; i < count; i++)
            dst[i] = ((w[0] * d[i] + w[1] * (c[i] + e[i])) + w[2] * (b[i] + f[i])) +
                     w[3] * (a[i] + g[i]);
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

/*
 * The row that is filled lies among zeros; what the kernel along the values leaves in the free slots
 * between cells is never read as a level, but the next axes carry it along.
 */
static void blur_across(const struct et_grid *grid, const uint8_t *src, ptrdiff_t stride,
                        int cell_row, void *scratch)
{
    float *filled = grid_row(grid, scratch, FILLED), *deep = grid_row(grid, scratch, DEEP);
    float *across = ringed_row(grid, scratch, cell_row);
    if (cell_row < 0 || cell_row >= grid->cells_y) {
        memset(across, 0, row_floats(grid) * sizeof(float));
        return;
    }
    fill_row(grid, src, stride, cell_row, filled, bins_in(scratch));
    blur_line(deep, filled, 2, row_floats(grid), &grid->deep);
    blur_line(across, deep, 2 * grid->slot, row_floats(grid), &grid->across);
}

void et_grid_run(const struct et_grid *grid, const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst,
                 ptrdiff_t dst_stride, int first, int last, bool follows, void *scratch)
{
    const int radius = grid->down.radius;
    struct progress *progress = scratch;
    float *blurred[2] = {grid_row(grid, scratch, BLURRED), grid_row(grid, scratch, BLURRED + 1)};
    float *mixed = grid_row(grid, scratch, MIXED), part;
    if (!follows) {
        progress->down = row_above(grid, first, &part);
        progress->across = progress->down - radius;
        memset(grid_row(grid, scratch, FILLED) - free_floats(grid), 0, 2 * row_bytes(grid));
    }
    for (int y = first; y < last; y++) {
        const int row = row_above(grid, y, &part);
        for (; progress->down <= row + 1; progress->down++) {
            for (; progress->across <= progress->down + radius; progress->across++)
                blur_across(grid, src, src_stride, progress->across, scratch);
            blur_down(grid, blurred[progress->down & 1], progress->down, scratch);
        }
        if (y == first || y % grid->rows_alike == 0)
            mix_rows(mixed, blurred[row & 1], blurred[(row + 1) & 1], part, row_floats(grid));
        grid->slice(grid, dst + y * dst_stride, src + y * src_stride, mixed);
    }
}
