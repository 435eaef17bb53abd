// SPDX-License-Identifier: MIT
#include "program/rows.h"

#include <etalon/filter.h>
#include <string.h>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

void et_row_load(float *row, const void *samples, int bytes, int count, int more)
{
    const uint8_t *restrict narrow = samples;
    const uint16_t *restrict wide = samples;
    float *restrict out = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            out[x] = (float)narrow[x];
    else
        for (int x = 0; x < count; x++)
            out[x] = (float)wide[x];
    for (int x = count; x < count + more; x++)
        out[x] = out[count - 1];
}

void et_row_load_between(float *row, const void *first, const void *second, float weight, int bytes,
                         int count)
{
    const uint8_t *restrict narrow_a = first, *restrict narrow_b = second;
    const uint16_t *restrict wide_a = first, *restrict wide_b = second;
    float *restrict out = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            out[x] = (float)narrow_a[x] + (float)(narrow_b[x] - narrow_a[x]) * weight;
    else
        for (int x = 0; x < count; x++)
            out[x] = (float)wide_a[x] + (float)(wide_b[x] - wide_a[x]) * weight;
}

/*
 * 2^23 added leaves the whole number in the low bits of a float. Larger values than `most` are not
 * there any more, so that 16 bits are all of it.
 */
static inline uint32_t round_to(float value, float most)
{
    uint32_t bits;
    value = value > 0 ? value : 0;
    value = (value < most ? value : most) + 8388608.0F;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static void store_c(void *samples, const float *row, int bytes, int count, float most)
{
    uint8_t *restrict narrow = samples;
    uint16_t *restrict wide = samples;
    const float *restrict in = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            narrow[x] = (uint8_t)round_to(in[x], most);
    else
        for (int x = 0; x < count; x++)
            wide[x] = (uint16_t)round_to(in[x], most);
}

#if defined(__wasm_simd128__)

static inline v128_t round_4(const float *row, float most)
{
    v128_t value = wasm_f32x4_pmax(wasm_f32x4_const_splat(0), wasm_v128_load(row));
    value = wasm_f32x4_pmin(wasm_f32x4_splat(most), value);
    return wasm_v128_and(wasm_f32x4_add(value, wasm_f32x4_const_splat(8388608.0F)),
                         wasm_i32x4_const_splat(0xFFFF));
}

static void store_simd128(void *samples, const float *row, int bytes, int count, float most)
{
    uint8_t *out = samples;
    int x = 0;
    for (; bytes == 1 && x <= count - 16; x += 16) {
        v128_t low = wasm_i16x8_narrow_i32x4(round_4(row + x, most), round_4(row + x + 4, most));
        v128_t high =
            wasm_i16x8_narrow_i32x4(round_4(row + x + 8, most), round_4(row + x + 12, most));
        wasm_v128_store(out + x, wasm_u8x16_narrow_i16x8(low, high));
    }
    for (; bytes == 2 && x <= count - 8; x += 8)
        wasm_v128_store(out + 2 * x, wasm_u16x8_narrow_i32x4(round_4(row + x, most),
                                                             round_4(row + x + 4, most)));
    store_c(out + x * bytes, row + x, bytes, count - x, most);
}

#endif

et_row_store *et_row_store_kernel(unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return store_simd128;
#else
    (void)cpu;
#endif
    return store_c;
}

void et_row_add(float *sums, const float *row, float weight, int count, int first)
{
    float *restrict out = sums;
    const float *restrict in = row;
    if (first)
        for (int x = 0; x < count; x++)
            out[x] = in[x] * weight;
    else
        for (int x = 0; x < count; x++)
            out[x] += in[x] * weight;
}
