// SPDX-License-Identifier: MIT
#include "filters/transpose.h"

#include "simd/vector.h"

#include <etalon/filter.h>

enum { TILE = 16 /* columns; their lines of the source stay in the cache */ };

/* ---- Plain C --------------------------------------------------------------------------------- */

static void transpose_8_c(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t down,
                          int across, int width, int rows)
{
    for (int left = 0; left < width; left += TILE) {
        int right = left + TILE < width ? left + TILE : width;
        for (int y = 0; y < rows; y++)
            for (int x = left; x < right; x++)
                dst[y * dst_stride + x] = src[x * down + y * across];
    }
}

static void transpose_16_c(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t down,
                           int across, int width, int rows)
{
    for (int left = 0; left < width; left += TILE) {
        int right = left + TILE < width ? left + TILE : width;
        for (int y = 0; y < rows; y++)
            for (int x = left; x < right; x++)
                ((uint16_t *)(dst + y * dst_stride))[x] =
                    ((const uint16_t *)(src + x * down))[y * across];
    }
}

/* ---- SIMD128: tiles of 16 x 16 bytes or 8 x 8 words ----------------------------------------- */

#if defined(__wasm_simd128__)

/*
 * Interleaving row i with row i + n / 2 moves every sample's row number by one bit into its column
 * number; after log2 n rounds the two have changed places.
 */
static void transpose_tile_8(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t down)
{
    v128_t lines[16], mixed[16];
    for (int i = 0; i < 16; i++)
        lines[i] = wasm_v128_load(src + i * down);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 8; i++) {
            mixed[2 * i] = et_interleave_low_8(lines[i], lines[i + 8]);
            mixed[2 * i + 1] = et_interleave_high_8(lines[i], lines[i + 8]);
        }
        for (int i = 0; i < 8; i++) {
            lines[2 * i] = et_interleave_low_8(mixed[i], mixed[i + 8]);
            lines[2 * i + 1] = et_interleave_high_8(mixed[i], mixed[i + 8]);
        }
    }
    for (int i = 0; i < 16; i++)
        wasm_v128_store(dst + i * dst_stride, lines[i]);
}

static void transpose_tile_16(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,
                              ptrdiff_t down)
{
    v128_t lines[8], mixed[8];
    for (int i = 0; i < 8; i++)
        lines[i] = wasm_v128_load(src + i * down);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++) {
            mixed[2 * i] = et_interleave_low_16(lines[i], lines[i + 4]);
            mixed[2 * i + 1] = et_interleave_high_16(lines[i], lines[i + 4]);
        }
        for (int i = 0; i < 8; i++)
            lines[i] = mixed[i];
    }
    for (int i = 0; i < 8; i++)
        wasm_v128_store(dst + i * dst_stride, lines[i]);
}

/*
 * Where a tile begins that would reach beyond the end: so that it ends there. The tiles then overlap.
 */
static inline int tile_start(int at, int size, int end)
{
    return at + size > end ? end - size : at;
}

/*
 * Sixteen rows of the source go by as a whole, a band's width, so that their lines are read once. It
 * may run backwards: then a tile's columns are loaded forwards and its rows stored upwards.
 */

static void transpose_8_simd128(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,
                                ptrdiff_t down, int across, int width, int rows)
{
    if (width < 16 || rows < 16) {
        transpose_8_c(dst, dst_stride, src, down, across, width, rows);
        return;
    }
    for (int left = 0; left < width; left += 16)
        for (int top = 0; top < rows; top += 16) {
            const int x = tile_start(left, 16, width), y = tile_start(top, 16, rows);
            uint8_t *to = dst + y * dst_stride + x;
            if (across > 0)
                transpose_tile_8(to, dst_stride, src + x * down + y, down);
            else
                transpose_tile_8(to + 15 * dst_stride, -dst_stride, src + x * down - y - 15, down);
        }
}

static void transpose_16_simd128(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,
                                 ptrdiff_t down, int across, int width, int rows)
{
    if (width < 8 || rows < 8) {
        transpose_16_c(dst, dst_stride, src, down, across, width, rows);
        return;
    }
    for (int left = 0; left < width; left += 8)
        for (int top = 0; top < rows; top += 8) {
            const int x = tile_start(left, 8, width), y = tile_start(top, 8, rows);
            uint8_t *to = dst + y * dst_stride + 2 * x;
            if (across > 0)
                transpose_tile_16(to, dst_stride, src + x * down + 2 * y, down);
            else
                transpose_tile_16(to + 7 * dst_stride, -dst_stride, src + x * down - 2 * (y + 7),
                                  down);
        }
}

#endif

et_transpose *et_transpose_kernel(int bytes_per_sample, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return bytes_per_sample == 1 ? transpose_8_simd128 : transpose_16_simd128;
#else
    (void)cpu;
#endif
    return bytes_per_sample == 1 ? transpose_8_c : transpose_16_c;
}
