// SPDX-License-Identifier: MIT
/* Integrators and combs; see box_kernels.h for the arithmetic. */
#include "filters/box_kernels.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <string.h>

/*
 * Added to a number below 2^22, this leaves the nearest integer in the low bits: rounding that is one
 * instruction everywhere.
 */
static const float magic = 12582912; /* 1.5 * 2^23 */
enum { MAGIC_BITS = 0x4B400000 };

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int divide(float sum, float scale, int max)
{
    float value = sum * scale + magic;
    int32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bits -= MAGIC_BITS;
    return bits < 0 ? 0 : bits > max ? max : bits;
}

/* The combs, for values in the order of box_kernels.h, which wrap around. */
static inline uint64_t comb(uint64_t a, uint64_t b, uint64_t c, uint64_t d, int power)
{
    return power == 1 ? a - b : power == 2 ? a - 2 * b + c : a - d - 3 * (b - c);
}

static inline uint64_t comb_rows(const void *const *rows, int x, int power, int bytes)
{
    uint64_t samples[ET_BOX_MOST_POWER + 1] = {0};
    for (int j = 0; j <= power; j++)
        samples[j] = bytes == 1 ? ((const uint8_t *)rows[j])[x] : ((const uint16_t *)rows[j])[x];
    return comb(samples[0], samples[1], samples[2], samples[3], power);
}

static inline void down_c(uint16_t *dst, uint32_t *sums, const void *const *rows, int power,
                          int width, float scale, int bytes)
{
    for (int x = 0; x < width; x++) {
        uint32_t value = (uint32_t)comb_rows(rows, x, power, bytes);
        for (int k = 0; k < power; k++)
            value = sums[k * width + x] += value;
        if (dst)
            dst[x] = (uint16_t)divide((float)(int32_t)value, scale, UINT16_MAX);
    }
}

static void down_8_c(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                     float scale)
{
    down_c(dst, sums, rows, power, width, scale, 1);
}

static void down_16_c(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                      float scale)
{
    down_c(dst, sums, rows, power, width, scale, 2);
}

static inline void down_wide(uint16_t *dst, uint64_t *sums, const void *const *rows, int power,
                             int width, float scale, int bytes)
{
    for (int x = 0; x < width; x++) {
        uint64_t value = comb_rows(rows, x, power, bytes);
        for (int k = 0; k < power; k++)
            value = sums[k * width + x] += value;
        if (dst)
            dst[x] = (uint16_t)divide((float)(int64_t)value, scale, UINT16_MAX);
    }
}

static void down_8_wide(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                        float scale)
{
    down_wide(dst, sums, rows, power, width, scale, 1);
}

static void down_16_wide(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                         float scale)
{
    down_wide(dst, sums, rows, power, width, scale, 2);
}

static inline void put(void *dst, int x, int code, int max)
{
    if (max > UINT8_MAX)
        ((uint16_t *)dst)[x] = (uint16_t)code;
    else
        ((uint8_t *)dst)[x] = (uint8_t)code;
}

static void across_c(void *dst, const void *sums, int power, int box, int width, float scale,
                     int max)
{
    const uint32_t *s = (const uint32_t *)sums + power * box;
    for (int x = 0; x < width; x++, s++) {
        uint64_t sum =
            comb(s[0], s[-box], power > 1 ? s[-2 * box] : 0, power > 2 ? s[-3 * box] : 0, power);
        put(dst, x, divide((float)(int32_t)(uint32_t)sum, scale, max), max);
    }
}

static void across_wide(void *dst, const void *sums, int power, int box, int width, float scale,
                        int max)
{
    const uint64_t *s = (const uint64_t *)sums + power * box;
    for (int x = 0; x < width; x++, s++) {
        uint64_t sum =
            comb(s[0], s[-box], power > 1 ? s[-2 * box] : 0, power > 2 ? s[-3 * box] : 0, power);
        put(dst, x, divide((float)(int64_t)sum, scale, max), max);
    }
}

static void integrate_wide(uint64_t *sums, const uint16_t *values, int count, int power)
{
    uint64_t once = 0, twice = 0, thrice = 0;
    for (int k = 0; k < power; k++)
        *sums++ = 0;
    for (int i = 0; i < count; i++) {
        once += values[i];
        twice += once;
        thrice += twice;
        sums[i] = power == 1 ? once : power == 2 ? twice : thrice;
    }
}

void et_box_integrate(void *sums, const uint16_t *values, int count, int power, int wide)
{
    if (wide) {
        integrate_wide(sums, values, count, power);
        return;
    }
    uint32_t once = 0, twice = 0, thrice = 0, *out = sums;
    for (int k = 0; k < power; k++)
        *out++ = 0;
    if (power == 1)
        for (int i = 0; i < count; i++)
            out[i] = once += values[i];
    else if (power == 2)
        for (int i = 0; i < count; i++)
            out[i] = twice += once += values[i];
    else
        for (int i = 0; i < count; i++)
            out[i] = thrice += twice += once += values[i];
}

/* ---- SIMD128: 8 columns a step down, 16 samples across ----------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int next_step(int x, int width)
{
    x += 2 * STEP;
    return x < width && x > width - 2 * STEP ? width - 2 * STEP : x;
}

/* Four sums divided, as 32-bit integers that are not cut yet. */
static inline v128_t divide_step(v128_t sums, v128_t scale)
{
    v128_t values = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(sums), scale);
    return wasm_i32x4_sub(wasm_f32x4_add(values, wasm_f32x4_splat(magic)),
                          wasm_i32x4_const_splat(MAGIC_BITS));
}

static inline v128_t comb_16(v128_t a, v128_t b, v128_t c, v128_t d, int power)
{
    if (power == 1)
        return wasm_i16x8_sub(a, b);
    if (power == 2)
        return wasm_i16x8_sub(wasm_i16x8_sub(a, b), wasm_i16x8_sub(b, c));
    v128_t difference = wasm_i16x8_sub(b, c);
    return wasm_i16x8_sub(wasm_i16x8_sub(a, d),
                          wasm_i16x8_add(difference, wasm_i16x8_add(difference, difference)));
}

static inline v128_t comb_32(v128_t a, v128_t b, v128_t c, v128_t d, int power)
{
    if (power == 1)
        return wasm_i32x4_sub(a, b);
    if (power == 2)
        return wasm_i32x4_sub(wasm_i32x4_sub(a, b), wasm_i32x4_sub(b, c));
    v128_t difference = wasm_i32x4_sub(b, c);
    return wasm_i32x4_sub(wasm_i32x4_sub(a, d),
                          wasm_i32x4_add(difference, wasm_i32x4_add(difference, difference)));
}

/* Four columns through the integrators. */
static inline v128_t integrate_step(uint32_t *sums, v128_t value, int power, int width)
{
    for (int k = 0; k < power; k++) {
        value = wasm_i32x4_add(wasm_v128_load(sums + k * width), value);
        wasm_v128_store(sums + k * width, value);
    }
    return value;
}

static inline void down_step(uint16_t *dst, uint32_t *sums, v128_t left, v128_t right, int power,
                             int width, v128_t scale)
{
    left = integrate_step(sums, left, power, width);
    right = integrate_step(sums + STEP / 2, right, power, width);
    if (dst)
        wasm_v128_store(
            dst, wasm_u16x8_narrow_i32x4(divide_step(left, scale), divide_step(right, scale)));
}

static inline int down_8_steps(uint16_t *dst, uint32_t *sums, const void *const *rows,
                               const int power, int width, float scale_of_sum)
{
    const uint8_t *a = rows[0], *b = rows[1], *c = rows[power > 1 ? 2 : 0],
                  *d = rows[power > 2 ? 3 : 0];
    const v128_t scale = wasm_f32x4_splat(scale_of_sum);
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t value = comb_16(wasm_u16x8_load8x8(a + x), wasm_u16x8_load8x8(b + x),
                               wasm_u16x8_load8x8(c + x), wasm_u16x8_load8x8(d + x), power);
        down_step(dst ? dst + x : dst, sums + x, wasm_i32x4_extend_low_i16x8(value),
                  wasm_i32x4_extend_high_i16x8(value), power, width, scale);
    }
    return x;
}

static inline int down_16_steps(uint16_t *dst, uint32_t *sums, const void *const *rows,
                                const int power, int width, float scale_of_sum)
{
    const uint16_t *a = rows[0], *b = rows[1], *c = rows[power > 1 ? 2 : 0],
                   *d = rows[power > 2 ? 3 : 0];
    const v128_t scale = wasm_f32x4_splat(scale_of_sum);
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t left = comb_32(wasm_u32x4_load16x4(a + x), wasm_u32x4_load16x4(b + x),
                              wasm_u32x4_load16x4(c + x), wasm_u32x4_load16x4(d + x), power);
        v128_t right =
            comb_32(wasm_u32x4_load16x4(a + x + 4), wasm_u32x4_load16x4(b + x + 4),
                    wasm_u32x4_load16x4(c + x + 4), wasm_u32x4_load16x4(d + x + 4), power);
        down_step(dst ? dst + x : dst, sums + x, left, right, power, width, scale);
    }
    return x;
}

/* The columns from `x` on in C. */
static void down_rest(uint16_t *dst, uint32_t *sums, const void *const *rows, int power, int width,
                      float scale, int bytes, int x)
{
    for (; x < width; x++) {
        uint32_t value = (uint32_t)comb_rows(rows, x, power, bytes);
        for (int k = 0; k < power; k++)
            value = sums[k * width + x] += value;
        if (dst)
            dst[x] = (uint16_t)divide((float)(int32_t)value, scale, UINT16_MAX);
    }
}

static void down_8_simd128(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                           float scale)
{
    int done = power == 1   ? down_8_steps(dst, sums, rows, 1, width, scale)
               : power == 2 ? down_8_steps(dst, sums, rows, 2, width, scale)
                            : down_8_steps(dst, sums, rows, 3, width, scale);
    down_rest(dst, sums, rows, power, width, scale, 1, done);
}

static void down_16_simd128(uint16_t *dst, void *sums, const void *const *rows, int power,
                            int width, float scale)
{
    int done = power == 1   ? down_16_steps(dst, sums, rows, 1, width, scale)
               : power == 2 ? down_16_steps(dst, sums, rows, 2, width, scale)
                            : down_16_steps(dst, sums, rows, 3, width, scale);
    down_rest(dst, sums, rows, power, width, scale, 2, done);
}

static inline v128_t across_step(const uint32_t *s, const int power, int box, v128_t scale)
{
    v128_t a = wasm_v128_load(s), b = wasm_v128_load(s - box);
    v128_t c = power > 1 ? wasm_v128_load(s - 2 * box) : a;
    v128_t d = power > 2 ? wasm_v128_load(s - 3 * box) : a;
    return divide_step(comb_32(a, b, c, d, power), scale);
}

static inline void across_steps(void *dst, const uint32_t *sums, const int power, int box,
                                int width, float scale_of_sum, int max)
{
    const v128_t scale = wasm_f32x4_splat(scale_of_sum);
    const v128_t most = wasm_i16x8_splat((int16_t)max);
    sums += power * box;
    for (int x = 0; x < width; x = next_step(x, width)) {
        const uint32_t *s = sums + x;
        v128_t left = wasm_u16x8_narrow_i32x4(across_step(s, power, box, scale),
                                              across_step(s + 4, power, box, scale));
        v128_t right = wasm_u16x8_narrow_i32x4(across_step(s + 8, power, box, scale),
                                               across_step(s + 12, power, box, scale));
        left = wasm_u16x8_min(left, most);
        right = wasm_u16x8_min(right, most);
        if (max > UINT8_MAX) {
            wasm_v128_store((uint16_t *)dst + x, left);
            wasm_v128_store((uint16_t *)dst + x + 8, right);
        } else {
            wasm_v128_store((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(left, right));
        }
    }
}

static void across_simd128(void *dst, const void *sums, int power, int box, int width, float scale,
                           int max)
{
    if (width < 2 * STEP)
        across_c(dst, sums, power, box, width, scale, max);
    else if (power == 1)
        across_steps(dst, sums, 1, box, width, scale, max);
    else if (power == 2)
        across_steps(dst, sums, 2, box, width, scale, max);
    else
        across_steps(dst, sums, 3, box, width, scale, max);
}

#endif

struct et_box_kernels et_box_kernels(int depth, int wide_down, int wide_across, unsigned cpu)
{
    struct et_box_kernels kernels = {
        .down = depth == 8 ? down_8_c : down_16_c,
        .across = across_c,
    };
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        kernels = (struct et_box_kernels){
            .down = depth == 8 ? down_8_simd128 : down_16_simd128,
            .across = across_simd128,
        };
#else
    (void)cpu;
#endif
    if (wide_down)
        kernels.down = depth == 8 ? down_8_wide : down_16_wide;
    if (wide_across)
        kernels.across = across_wide;
    return kernels;
}
