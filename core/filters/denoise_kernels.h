// SPDX-License-Identifier: MIT
/*
 * The kernels of denoise.c for samples of one or two bytes (simd/each_sample.h). Sums of four parts
 * of at most reach / 2 each: the strengths' ranges keep them in signed lanes of a sample's size.
 */

/* ---- Plain C --------------------------------------------------------------------------------- */

static void VARIANT(average, c)(void *dst, const void *middle, const void *const *around, int width,
                                int reach)
{
    const SAMPLE *row = middle;
    const SAMPLE *const *other = (const SAMPLE *const *)around;
    SAMPLE *out = dst;
    for (int x = 0; x < width; x++) {
        int sum = 0;
        for (int i = 0; i < AROUND; i++)
            sum += pull(other[i][x] - row[x], reach);
        out[x] = (SAMPLE)(row[x] + ((sum * SHARE + ROUND) >> SHARE_BITS));
    }
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Adds what `other` pulls upward to `up`, downward to `down`; one of the two is 0. */
static inline void NAMED(add_pull)(v128_t *up, v128_t *down, v128_t middle, v128_t other,
                                   v128_t reach)
{
    const v128_t above = NAMED(less)(other, middle), below = NAMED(less)(middle, other);
    *up = NAMED(add)(*up, NAMED(smaller)(above, NAMED(less)(reach, above)));
    *down = NAMED(add)(*down, NAMED(smaller)(below, NAMED(less)(reach, below)));
}

static void VARIANT(average, simd128)(void *dst, const void *middle, const void *const *around,
                                      int width, int reach)
{
    const SAMPLE *row = middle, *first = around[0], *second = around[1], *third = around[2],
                 *fourth = around[3];
    SAMPLE *out = dst;
    const int step = (int)(sizeof(v128_t) / sizeof(SAMPLE));
    if (width < step) {
        VARIANT(average, c)(dst, middle, around, width, reach);
        return;
    }
    const v128_t reaches = NAMED(splat)(reach);
    for (int x = 0;; x += step) {
        if (x > width - step) {
            if (x >= width)
                break;
            x = width - step;
        }
        const v128_t samples = wasm_v128_load(row + x);
        v128_t up = wasm_i8x16_const_splat(0), down = up;
        NAMED(add_pull)(&up, &down, samples, wasm_v128_load(first + x), reaches);
        NAMED(add_pull)(&up, &down, samples, wasm_v128_load(second + x), reaches);
        NAMED(add_pull)(&up, &down, samples, wasm_v128_load(third + x), reaches);
        NAMED(add_pull)(&up, &down, samples, wasm_v128_load(fourth + x), reaches);
        wasm_v128_store(out + x, NAMED(add)(samples, NAMED(share)(up, down)));
    }
}

#endif
