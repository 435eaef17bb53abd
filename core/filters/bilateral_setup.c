// SPDX-License-Identifier: MIT
/* What a bilateral grid is for a plane and its sigmas; see bilateral_grid.h. */
#include "filters/bilateral_grid.h"

#include "base/arena.h"
#include "base/math.h"

#include <etalon/error.h>
#include <math.h>
#include <stdbool.h>

enum {
    ROWS_APART = 4,          /* rows of a cell that are read out at heights of their own */
    STRIP_BYTES = 128 << 10, /* of a strip's rows: a part of a cache of 512 KB */
    STRIP_MARGINS = 8,       /* a strip is as many times as wide as its margin, at least */
};

/*
 * Sigmas at which Gaussians are cut off. Those of place make up for it by their sum. Samples of few far
 * values, black and white, are weighed by the end of that of values alone.
 */
static const double REACH_IN_PLACE = 2.3, REACH_IN_VALUE = 3;

/*
 * A Gaussian of the variance that is left, in cells, as far as `reach` sigmas. Where cells are samples
 * nothing else blurs.
 */
static struct et_grid_kernel kernel_of(double sigma, bool exact, double reach)
{
    struct et_grid_kernel kernel = {0};
    double variance = sigma * sigma - (exact ? 0 : 0.25), total = 1;
    double weights[ET_GRID_MOST_RADIUS + 1] = {1};
    if (variance > 0)
        kernel.radius = (int)ceil(reach * sqrt(variance));
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
        const int strip = x / grid->size_x / grid->strip_cells;
        const int in_strip = (int)floor(cell) - strip * grid->strip_cells;
        place[x] = (in_strip + grid->margin) * 2 * grid->slot * (int)sizeof(float);
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

static void divide(struct et_grid *grid)
{
    const int cell_bytes = et_grid_strip_rows(grid) * grid->slot * 2 * (int)sizeof(float);
    const int least = STRIP_MARGINS * grid->margin;
    const int cells = STRIP_BYTES / cell_bytes - 2 * grid->margin;
    const int most = cells < least ? least : cells;
    grid->strips = (grid->cells_x + most - 1) / most;
    grid->strip_cells = (grid->cells_x + grid->strips - 1) / grid->strips;
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
        .across = kernel_of(sigma_x / size_x, size_x == 1, REACH_IN_PLACE),
        .down = kernel_of(sigma_y / size_y, size_y == 1, REACH_IN_PLACE),
        .deep = kernel_of(deep, false, REACH_IN_VALUE),
        .rows_alike = size_y < 2 * ROWS_APART ? 1 : size_y / ROWS_APART,
        .slice = et_grid_slice(depth, cpu),
    };
    grid->margin = grid->across.radius + 1;
    grid->levels = (int)(((1 << depth) - 1) * (double)grid->per_code) + 2;
    grid->slot = grid->levels + grid->levels % 2;
    grid->apart = grid->levels + grid->deep.radius;
    grid->fill = et_grid_fill(grid, cpu);
    divide(grid);
    return fill_tables(grid, arena);
}
