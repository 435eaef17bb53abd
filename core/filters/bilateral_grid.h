// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_BILATERAL_GRID_H
#define ETALON_FILTERS_BILATERAL_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct et_arena;

/*
 * The bilateral filter of one plane by a bilateral grid (Chen, Paris, Durand, "Real-time Edge-aware
 * Image Processing with the Bilateral Grid", 2007): samples are counted and added up in cells of
 * place and value; the grid is blurred by Gaussians along its three axes; and each sample reads the
 * mean of its own place and value, linearly between the eight cells around it; rows less than a
 * quarter of a cell apart do so at one height.
 *
 * A cell is floor(sigma) samples wide (at least 1) and as deep as the sigma of the values, or a whole
 * part of it that is at most 0.15 of the range. Counting in
 * cells and reading between them blur too: variances of 1/12 and 1/6 of a cell, which are taken from
 * the Gaussians. Beyond the plane's edges there is nothing.
 */
enum { ET_GRID_MOST_RADIUS = 24 };

/* Half of a symmetric kernel: weight 0 is the middle one. */
struct et_grid_kernel {
    int radius;
    float weights[ET_GRID_MOST_RADIUS + 1];
};

struct et_grid;

/*
 * Where a code lies between levels: the weights of the lower one, twice, and of the upper one, twice, as
 * counts and sums lie; and bytes from a cell to the lower one.
 */
struct et_grid_code {
    float weights[4];
    int32_t place;
    int32_t unused[3]; /* a power of two of bytes each */
};

/* Rows of samples that are read out at one height. */
struct et_grid_rows {
    const uint8_t *src;
    uint8_t *dst;
    ptrdiff_t src_stride, dst_stride;
    int count;
    const float *grid; /* the row of the grid there */
};

/*
 * Adds `rows` rows of samples, of one row of cells, to its bins, grid->apart of them a cell: to that of a
 * sample's level 1 << 20 and its code, in 32 bits; of samples above 8 bits 1 << 40 and the code, in 64.
 */
typedef void et_grid_fill_kernel(const struct et_grid *grid, void *bins, const uint8_t *src,
                                 ptrdiff_t stride, int rows);

/* Reads rows of samples out of a row of the grid, `grid->width` of each. */
typedef void et_grid_slice_kernel(const struct et_grid *grid, const struct et_grid_rows *rows);

struct et_grid {
    int width, height, depth;
    int size_x, size_y;   /* samples of a cell */
    int cells_x, cells_y; /* of the plane */
    int strips;           /* that it is worked on in */
    int strip_cells;      /* of a strip, across; the last one may have fewer */
    int margin;           /* cells before the first and behind the last one of a strip's row */
    int levels, slot;     /* values of a cell, and as many of them as make whole vectors */
    int apart;      /* levels from a cell to the next while it is filled: some between are zero */
    float per_code; /* cells a code */
    float half, magic; /* 1/2; 1.5 * 2^23, which rounds */
    struct et_grid_kernel across, down, deep;
    int rows_alike;         /* rows that are read out at one height */
    const uint8_t *nearest; /* for each code: its level */
    uint8_t lowest[256];    /* for each level, of bytes: its lowest code */
    const int32_t *place; /* for each column: the cell to its left, in bytes, of its strip's row */
    const float *part;    /* for each column: how far it is from there, 0 to 1 */
    const struct et_grid_code *codes; /* for each byte; NULL above 8 bits */

    et_grid_fill_kernel *fill;
    et_grid_slice_kernel *slice;
};

/* Prepares; sigmas in samples, `range` in codes. Returns 0 or ET_ERROR_MEMORY. */
int et_grid_init(struct et_grid *grid, struct et_arena *arena, int width, int height, int depth,
                 double sigma_x, double sigma_y, double range, unsigned cpu);

/* Rows of the grid that are kept of a strip: five, and those that the kernel down reads. */
int et_grid_strip_rows(const struct et_grid *grid);

/* Rows beyond a band, on each side, that its output depends on. */
int et_grid_halo(const struct et_grid *grid);

/* Rows that rows `first` to `last` - 1 are made of, before clipping, as in et_filter.rows_needed. */
void et_grid_rows(const struct et_grid *grid, int first, int last, int *in_first, int *in_last);

/* Columns to an end of the plane from which on no sample depends on what lies beyond, where no cell is cut. */
int et_grid_reach(const struct et_grid *grid);

/* Bytes of scratch for a band; start it at a multiple of 64 bytes. */
size_t et_grid_scratch(const struct et_grid *grid);

/*
 * Rows `first` to `last` - 1 of a plane, and memory of et_grid_scratch() bytes. `follows`: the memory is as
 * the rows above left it, so that no row of the grid is filled twice.
 */
struct et_grid_band {
    const uint8_t *src;
    uint8_t *dst;
    ptrdiff_t src_stride, dst_stride;
    int first, last;
    bool follows;
    void *scratch;
};

/* Makes a band. Any thread; equal output for any split into bands. */
void et_grid_run(const struct et_grid *grid, const struct et_grid_band *band);

/* The kernels; see bilateral_fill.c and bilateral_slice.c. */
et_grid_fill_kernel *et_grid_fill(const struct et_grid *grid, unsigned cpu);
et_grid_slice_kernel *et_grid_slice(int depth, unsigned cpu);

/* Fills the table of all bytes. */
void et_grid_place_codes(const struct et_grid *grid, struct et_grid_code codes[256]);

#endif
