// SPDX-License-Identifier: MIT
#include "simd/reverse.h"

#include "simd/vector.h"

#include <etalon/filter.h>

static void reverse_8_c(void *dst, const void *src, const void *next, int width)
{
    (void)next;
    const uint8_t *restrict in = src;
    uint8_t *restrict out = dst;
    for (int x = 0; x < width; x++)
        out[x] = in[width - 1 - x];
}

static void reverse_16_c(void *dst, const void *src, const void *next, int width)
{
    (void)next;
    const uint16_t *restrict in = src;
    uint16_t *restrict out = dst;
    for (int x = 0; x < width; x++)
        out[x] = in[width - 1 - x];
}

/* ---- SIMD128: 64 bytes a step ---------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { VECTOR = 16, STEP = 4 * VECTOR };

/* The order of the bytes is a value, not a constant of a shuffle, which engines would make anew at each of them. */
static inline void reverse_step(uint8_t *out, const uint8_t *in, v128_t order)
{
    const v128_t a = wasm_v128_load(in), b = wasm_v128_load(in + VECTOR);
    const v128_t c = wasm_v128_load(in + 2 * VECTOR), d = wasm_v128_load(in + 3 * VECTOR);
    wasm_v128_store(out, wasm_i8x16_swizzle(d, order));
    wasm_v128_store(out + VECTOR, wasm_i8x16_swizzle(c, order));
    wasm_v128_store(out + 2 * VECTOR, wasm_i8x16_swizzle(b, order));
    wasm_v128_store(out + 3 * VECTOR, wasm_i8x16_swizzle(a, order));
}

/*
 * The whole steps of a row, from its right end on; returns their bytes. What is read backwards comes late from
 * memory, so the next row is touched meanwhile, forwards. What is written backwards comes late from caches, too,
 * but where it goes on so from row to row.
 */
static inline int reverse_steps(uint8_t *out, const uint8_t *in, const uint8_t *next, int bytes,
                                v128_t order)
{
    const int whole = bytes / STEP * STEP;
    for (int x = 0; x < whole; x += STEP) {
        if (next) {
            (void)*(const volatile uint8_t *)(next + x);
            reverse_step(out + x, in + bytes - x - STEP, order);
        } else {
            reverse_step(out + whole - STEP - x, in + bytes - whole + x, order);
        }
    }
    return whole;
}

static void reverse_8_simd128(void *dst, const void *src, const void *next, int width)
{
    const v128_t order = wasm_i8x16_const(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const int done = reverse_steps(dst, src, next, width, order);
    reverse_8_c((uint8_t *)dst + done, src, next, width - done);
}

static void reverse_16_simd128(void *dst, const void *src, const void *next, int width)
{
    const v128_t order = wasm_i8x16_const(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1);
    const int done = reverse_steps(dst, src, next, 2 * width, order) / 2;
    reverse_16_c((uint16_t *)dst + done, src, next, width - done);
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
