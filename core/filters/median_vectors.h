// SPDX-License-Identifier: MIT
/*
 * Medians in SIMD128 for samples of one or two bytes, less half of their range; median_kernels.c says what
 * VALUE, LANES, SIGN and the vector functions are.
 */

static inline v128_t NAMED(middle)(v128_t a, v128_t b, v128_t c)
{
    return MAX(MIN(a, b), MIN(MAX(a, b), c));
}

/* The largest of the lows, the middle of the middles and the smallest of the highs of three columns. */
static void VARIANT(median_3x3, simd128)(void *dst, const void *const *rows, int radius_x,
                                         int radius_y, int width, int depth, uint16_t *counts)
{
    if (width < LANES) {
        VARIANT(median, c)(dst, rows, radius_x, radius_y, width, depth, counts);
        return;
    }
    const VALUE *a = rows[0], *b = rows[1], *c = rows[2];
    for (int x = 0; x < width; x = next_step(x, width, LANES)) {
        v128_t low[3], middle[3], high[3];
        for (int i = 0; i < 3; i++) {
            v128_t top = wasm_v128_load(a + x + i), here = wasm_v128_load(b + x + i),
                   under = wasm_v128_load(c + x + i);
            v128_t small = MIN(top, here), large = MAX(top, here);
            low[i] = MIN(small, under);
            high[i] = MAX(large, under);
            middle[i] = MAX(small, MIN(large, under));
        }
        v128_t value = NAMED(middle)(MAX(MAX(low[0], low[1]), low[2]),
                                     NAMED(middle)(middle[0], middle[1], middle[2]),
                                     MIN(MIN(high[0], high[1]), high[2]));
        wasm_v128_store((VALUE *)dst + x, wasm_v128_xor(value, SIGN));
    }
}

/* Bit by bit from the highest, which in values less half of their range has the other sense. */
static void VARIANT(median_counted, simd128)(void *dst, const void *const *rows, int radius_x,
                                             int radius_y, int width, int depth, uint16_t *counts)
{
    if (width < LANES) {
        VARIANT(median, c)(dst, rows, radius_x, radius_y, width, depth, counts);
        return;
    }
    const int across = 2 * radius_x + 1, down = 2 * radius_y + 1;
    const v128_t half = SPLAT(across * down / 2), zero = wasm_i32x4_const_splat(0);
    for (int x = 0; x < width; x = next_step(x, width, LANES)) {
        v128_t value = zero;
        for (int bit = 1 << (depth - 1); bit; bit >>= 1) {
            v128_t candidate = wasm_v128_or(value, SPLAT(bit));
            v128_t limit = wasm_v128_xor(candidate, SIGN), below = zero;
            for (int i = 0; i < down; i++) {
                const VALUE *row = (const VALUE *)rows[i] + x;
                for (int k = 0; k < across; k++)
                    below = SUB(below, GT(limit, wasm_v128_load(row + k)));
            }
            value = wasm_v128_bitselect(value, candidate, GT(below, half));
        }
        wasm_v128_store((VALUE *)dst + x, value);
    }
}
