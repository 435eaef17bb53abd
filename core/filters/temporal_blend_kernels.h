// SPDX-License-Identifier: MIT
/* The kernels of temporal_blend.c for samples of one or two bytes (simd/each_sample.h). */

/* ---- Plain C --------------------------------------------------------------------------------- */

static void VARIANT(blend, c)(void *dst, const void *const *rows, const int *factors, int count,
                              int width, int middle)
{
    const SAMPLE *const *row = (const SAMPLE *const *)rows;
    SAMPLE *out = dst;
    (void)middle;
    for (int x = 0; x < width; x++) {
        int sum = ROUND;
        for (int i = 0; i < count; i++)
            sum += factors[i] * row[i][x];
        out[x] = (SAMPLE)(sum >> FACTOR_BITS);
    }
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Two frames at a time; the last of an odd number goes with itself and the factor 0. */
static inline v128_t NAMED(blend_step)(const SAMPLE *const *rows, const int *factors, int count,
                                       int x, v128_t middle)
{
    v128_t low = wasm_i32x4_const_splat(ROUND), high = low;
    for (int i = 0; i < count; i += 2) {
        const int partner = i + 1 < count ? i + 1 : i;
        const v128_t pair = wasm_i32x4_splat(factors[i] | (partner > i ? factors[i + 1] : 0) << 16);
        const v128_t a = wasm_v128_xor(LOAD(rows[i] + x), middle);
        const v128_t b = wasm_v128_xor(LOAD(rows[partner] + x), middle);
        low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(et_interleave_low_16(a, b), pair));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(et_interleave_high_16(a, b), pair));
    }
    return wasm_v128_xor(middle, wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, FACTOR_BITS),
                                                         wasm_i32x4_shr(high, FACTOR_BITS)));
}

static void VARIANT(blend, simd128)(void *dst, const void *const *rows, const int *factors,
                                    int count, int width, int middle)
{
    SAMPLE *out = dst;
    if (width < STEP) {
        VARIANT(blend, c)(dst, rows, factors, count, width, middle);
        return;
    }
    const v128_t flip = wasm_i16x8_splat((int16_t)middle);
    for (int x = 0; x < width; x += STEP) {
        const int at = x > width - STEP ? width - STEP : x;
        STORE(out + at, NAMED(blend_step)((const SAMPLE *const *)rows, factors, count, at, flip));
    }
}

#endif
