// SPDX-License-Identifier: MIT
#include "simd/reverse.h"

#include "simd/vector.h"

#include <etalon/filter.h>

static void reverse_8_c(void *dst, const void *src, int width)
{
    const uint8_t *restrict in = src;
    uint8_t *restrict out = dst;
    for (int x = 0; x < width; x++)
        out[x] = in[width - 1 - x];
}

static void reverse_16_c(void *dst, const void *src, int width)
{
    const uint16_t *restrict in = src;
    uint16_t *restrict out = dst;
    for (int x = 0; x < width; x++)
        out[x] = in[width - 1 - x];
}

/* ---- SIMD128: 64 bytes a step ---------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { VECTOR = 16, STEP = 4 * VECTOR };

/*
 * Reads forwards, which memory gives the faster, and writes backwards. The order of the bytes is a
 * value, not a constant of a shuffle, which engines would make anew of four instructions at each of
 * them. `out` ends where what is not copied yet goes.
 */
static inline int reverse_steps(uint8_t *out, const uint8_t *in, int bytes, v128_t order)
{
    int x = 0;
    for (; x <= bytes - STEP; x += STEP) {
        const uint8_t *from = in + x;
        uint8_t *to = out + bytes - x - STEP;
        const v128_t a = wasm_v128_load(from), b = wasm_v128_load(from + VECTOR);
        const v128_t c = wasm_v128_load(from + 2 * VECTOR), d = wasm_v128_load(from + 3 * VECTOR);
        wasm_v128_store(to, wasm_i8x16_swizzle(d, order));
        wasm_v128_store(to + VECTOR, wasm_i8x16_swizzle(c, order));
        wasm_v128_store(to + 2 * VECTOR, wasm_i8x16_swizzle(b, order));
        wasm_v128_store(to + 3 * VECTOR, wasm_i8x16_swizzle(a, order));
    }
    return x;
}

static void reverse_8_simd128(void *dst, const void *src, int width)
{
    const v128_t order = wasm_i8x16_const(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const int done = reverse_steps(dst, src, width, order);
    reverse_8_c(dst, (const uint8_t *)src + done, width - done);
}

static void reverse_16_simd128(void *dst, const void *src, int width)
{
    const v128_t order = wasm_i8x16_const(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1);
    const int done = reverse_steps(dst, src, 2 * width, order) / 2;
    reverse_16_c(dst, (const uint16_t *)src + done, width - done);
}

#endif

et_reverse_row *et_reverse_kernel(int bytes_per_sample, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return bytes_per_sample == 1 ? reverse_8_simd128 : reverse_16_simd128;
#else
    (void)cpu;
#endif
    return bytes_per_sample == 1 ? reverse_8_c : reverse_16_c;
}
