// SPDX-License-Identifier: MIT
/* The operations on rows of float. */
#include "program/program.h"

#include <string.h>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

/* ---- Plain C ----------------------------------------------------------------------------------- */

static void affine_c(const struct et_operation *operation, float *const planes[3], int count)
{
    const float(*m)[4] = operation->factors;
    float *restrict a = planes[0], *restrict b = planes[1], *restrict c = planes[2];
    for (int x = 0; x < count; x++) {
        float out_a = ((m[0][0] * a[x] + m[0][3]) + m[0][1] * b[x]) + m[0][2] * c[x];
        float out_b = ((m[1][0] * a[x] + m[1][3]) + m[1][1] * b[x]) + m[1][2] * c[x];
        float out_c = ((m[2][0] * a[x] + m[2][3]) + m[2][1] * b[x]) + m[2][2] * c[x];
        a[x] = out_a;
        b[x] = out_b;
        c[x] = out_c;
    }
}

static void curve_c(const float (*lines)[2], struct et_curve_range range, float *plane, int count)
{
    int32_t index[ET_PROGRAM_CHUNK];
    for (int x = 0; x < count; x++) {
        int32_t bits;
        memcpy(&bits, &plane[x], sizeof(bits));
        int32_t bin = ((bits & INT32_MAX) >> range.shift) - range.base;
        bin = bin < 0 ? 0 : bin > range.last ? range.last : bin;
        index[x] = bin + (bits < 0 ? range.bins : 0);
    }
    for (int x = 0; x < count; x++)
        plane[x] = lines[index[x]][0] + lines[index[x]][1] * plane[x];
}

static void curves_c(const struct et_operation *operation, float *const planes[3], int count)
{
    for (int c = 0; c < 3; c++)
        if (operation->curves[c].lines)
            curve_c(operation->curves[c].lines, operation->range, planes[c], count);
}

static inline float place(float value, float from, float scale, float most)
{
    float at = (value - from) * scale;
    at = at > 0 ? at : 0; /* and where it is no number */
    return at < most ? at : most;
}

/*
 * The tetrahedron of a cell in which a point lies is told by the order of its three fractions: from
 * the corner at the cell's origin a path of three edges leads to the far one, along the axis of the
 * largest fraction first. The weights are 1 less the largest, the largest less the middle, and so
 * on. Of equal fractions it does not matter which comes first.
 */
static void table_c(const struct et_operation *operation, float *const planes[3], int count)
{
    const int size = operation->size, steps[3] = {1, size, size * size};
    for (int x = 0; x < count; x++) {
        float f[3];
        int corner = 0;
        for (int c = 0; c < 3; c++) {
            float at =
                place(planes[c][x], operation->from[c], operation->scale[c], (float)(size - 1));
            int cell = (int)at;
            cell = cell < size - 2 ? cell : size - 2;
            f[c] = at - (float)cell;
            corner += cell * steps[c];
        }
        const bool ab = f[0] >= f[1], bc = f[1] >= f[2], ac = f[0] >= f[2];
        const int largest = ab && ac ? 0 : !ab && bc ? 1 : 2;
        const int smallest = bc && ac ? 2 : ab && !bc ? 1 : 0;
        const int middle = 3 - largest - smallest;
        const float *v0 = operation->entries[corner];
        const float *v1 = operation->entries[corner + steps[largest]];
        const float *v2 = operation->entries[corner + steps[largest] + steps[middle]];
        const float *v3 = operation->entries[corner + steps[0] + steps[1] + steps[2]];
        const float w0 = 1 - f[largest], w1 = f[largest] - f[middle];
        const float w2 = f[middle] - f[smallest], w3 = f[smallest];
        for (int c = 0; c < 3; c++)
            planes[c][x] = ((v0[c] * w0 + v1[c] * w1) + v2[c] * w2) + v3[c] * w3;
    }
}

static void points(const struct et_operation *operation, float *const planes[3], int count)
{
    operation->run_points(planes, count, operation->context);
}

/* ---- SIMD128: the same, four pixels a step ----------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Addresses of the elements `index` of an array at `base`, each of 2^shift bytes: 32 bits have room. */
static inline v128_t addresses(const void *base, v128_t index, uint32_t shift)
{
    return wasm_i32x4_add(wasm_i32x4_shl(index, shift), wasm_i32x4_splat((int32_t)(uintptr_t)base));
}

static inline const void *address(uint32_t lane)
{
    return (const void *)(uintptr_t)lane;
}

static inline v128_t curve_step(const float (*lines)[2], struct et_curve_range range, v128_t x)
{
    v128_t size = wasm_v128_and(x, wasm_i32x4_const_splat(INT32_MAX));
    v128_t bin =
        wasm_i32x4_sub(wasm_i32x4_shr(size, (uint32_t)range.shift), wasm_i32x4_splat(range.base));
    bin = wasm_i32x4_max(bin, wasm_i32x4_const_splat(0));
    bin = wasm_i32x4_min(bin, wasm_i32x4_splat(range.last));
    bin = wasm_i32x4_add(bin, wasm_v128_and(wasm_i32x4_shr(x, 31), wasm_i32x4_splat(range.bins)));
    v128_t at = addresses(lines, bin, 3);
    v128_t first = wasm_v128_load64_zero(address(wasm_u32x4_extract_lane(at, 0)));
    first = wasm_v128_load64_lane(address(wasm_u32x4_extract_lane(at, 1)), first, 1);
    v128_t second = wasm_v128_load64_zero(address(wasm_u32x4_extract_lane(at, 2)));
    second = wasm_v128_load64_lane(address(wasm_u32x4_extract_lane(at, 3)), second, 1);
    v128_t at_0 = wasm_i32x4_shuffle(first, second, 0, 2, 4, 6);
    v128_t slope = wasm_i32x4_shuffle(first, second, 1, 3, 5, 7);
    return wasm_f32x4_add(at_0, wasm_f32x4_mul(slope, x));
}

static void curves_simd128(const struct et_operation *operation, float *const planes[3], int count)
{
    const struct et_curve_range range = operation->range;
    for (int c = 0; c < 3; c++) {
        const float(*lines)[2] = operation->curves[c].lines;
        float *plane = planes[c];
        for (int x = 0; lines && x < count; x += 8) {
            v128_t left = curve_step(lines, range, wasm_v128_load(plane + x));
            v128_t right = curve_step(lines, range, wasm_v128_load(plane + x + 4));
            wasm_v128_store(plane + x, left);
            wasm_v128_store(plane + x + 4, right);
        }
    }
}

/* Four points of a table: the addresses of their corners, and what these weigh. */
struct cells {
    uint32_t corners[4][4];
    v128_t weights[4];
};

static inline v128_t place_simd128(v128_t value, float from, float scale, v128_t most)
{
    v128_t at =
        wasm_f32x4_mul(wasm_f32x4_sub(value, wasm_f32x4_splat(from)), wasm_f32x4_splat(scale));
    return wasm_f32x4_pmin(most, wasm_f32x4_pmax(wasm_f32x4_const_splat(0), at));
}

static inline void find_cells(const struct et_operation *operation, const v128_t values[3],
                              struct cells *cells)
{
    /* Steps along the axes, in bytes. */
    const int unit = (int)sizeof(*operation->entries), size = operation->size;
    const int side = unit * size, area = side * size;
    const v128_t most = wasm_f32x4_splat((float)(size - 1));
    const v128_t last = wasm_f32x4_splat((float)(size - 2));
    v128_t cell[3], f[3];
    for (int c = 0; c < 3; c++) {
        v128_t at = place_simd128(values[c], operation->from[c], operation->scale[c], most);
        cell[c] = wasm_f32x4_pmin(wasm_f32x4_floor(at), last);
        f[c] = wasm_f32x4_sub(at, cell[c]);
    }
    /* The number of an entry is below 2^23, and exact in float: 2^23 added shows it in the bits. */
    v128_t entry = wasm_f32x4_add(
        wasm_f32x4_add(wasm_f32x4_mul(cell[2], wasm_f32x4_splat((float)(size * size))),
                       wasm_f32x4_mul(cell[1], wasm_f32x4_splat((float)size))),
        wasm_f32x4_add(cell[0], wasm_f32x4_const_splat(8388608.0F)));
    v128_t corner =
        addresses(operation->entries, wasm_v128_and(entry, wasm_i32x4_const_splat(0x7FFFFF)), 4);
    v128_t ab = wasm_f32x4_ge(f[0], f[1]), bc = wasm_f32x4_ge(f[1], f[2]);
    v128_t ac = wasm_f32x4_ge(f[0], f[2]);
    v128_t largest = wasm_v128_xor(
        wasm_v128_xor(wasm_i32x4_splat(area),
                      wasm_v128_and(wasm_v128_and(ab, ac), wasm_i32x4_splat(unit ^ area))),
        wasm_v128_and(wasm_v128_andnot(bc, ab), wasm_i32x4_splat(side ^ area)));
    v128_t smallest = wasm_v128_xor(
        wasm_v128_xor(wasm_i32x4_splat(unit),
                      wasm_v128_and(wasm_v128_and(bc, ac), wasm_i32x4_splat(area ^ unit))),
        wasm_v128_and(wasm_v128_andnot(ab, bc), wasm_i32x4_splat(side ^ unit)));
    v128_t far = wasm_i32x4_add(corner, wasm_i32x4_splat(unit + side + area));
    wasm_v128_store(cells->corners[0], corner);
    wasm_v128_store(cells->corners[1], wasm_i32x4_add(corner, largest));
    wasm_v128_store(cells->corners[2], wasm_i32x4_sub(far, smallest));
    wasm_v128_store(cells->corners[3], far);
    v128_t low = wasm_f32x4_pmin(f[0], f[1]), high = wasm_f32x4_pmax(f[0], f[1]);
    v128_t middle = wasm_f32x4_pmax(low, wasm_f32x4_pmin(high, f[2]));
    low = wasm_f32x4_pmin(low, f[2]);
    high = wasm_f32x4_pmax(high, f[2]);
    cells->weights[0] = wasm_f32x4_sub(wasm_f32x4_const_splat(1), high);
    cells->weights[1] = wasm_f32x4_sub(high, middle);
    cells->weights[2] = wasm_f32x4_sub(middle, low);
    cells->weights[3] = low;
}

#define POINT(lane)                                                                                \
    wasm_f32x4_add(                                                                                \
        wasm_f32x4_add(wasm_f32x4_add(CORNER(0, lane), CORNER(1, lane)), CORNER(2, lane)),         \
        CORNER(3, lane))
#define CORNER(k, lane)                                                                            \
    wasm_f32x4_mul(wasm_v128_load(address(cells.corners[k][lane])),                                \
                   wasm_i32x4_shuffle(cells.weights[k], cells.weights[k], lane, lane, lane, lane))

static void table_simd128(const struct et_operation *operation, float *const planes[3], int count)
{
    for (int x = 0; x < count; x += 4) {
        struct cells cells;
        const v128_t values[3] = {wasm_v128_load(planes[0] + x), wasm_v128_load(planes[1] + x),
                                  wasm_v128_load(planes[2] + x)};
        find_cells(operation, values, &cells);
        v128_t p0 = POINT(0), p1 = POINT(1), p2 = POINT(2), p3 = POINT(3);
        v128_t red_green_01 = wasm_i32x4_shuffle(p0, p1, 0, 4, 1, 5);
        v128_t red_green_23 = wasm_i32x4_shuffle(p2, p3, 0, 4, 1, 5);
        v128_t blue_01 = wasm_i32x4_shuffle(p0, p1, 2, 6, 3, 7);
        v128_t blue_23 = wasm_i32x4_shuffle(p2, p3, 2, 6, 3, 7);
        wasm_v128_store(planes[0] + x, wasm_i64x2_shuffle(red_green_01, red_green_23, 0, 2));
        wasm_v128_store(planes[1] + x, wasm_i64x2_shuffle(red_green_01, red_green_23, 1, 3));
        wasm_v128_store(planes[2] + x, wasm_i64x2_shuffle(blue_01, blue_23, 0, 2));
    }
}

#endif

et_operation_run *et_operation_kernel(const struct et_operation *operation, unsigned cpu)
{
    static et_operation_run *const kernels[] = {[ET_OPERATION_AFFINE] = affine_c,
                                                [ET_OPERATION_CURVES] = curves_c,
                                                [ET_OPERATION_TABLE] = table_c,
                                                [ET_OPERATION_POINTS] = points};
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && operation->kind == ET_OPERATION_CURVES)
        return curves_simd128;
    if (cpu & ET_CPU_SIMD128 && operation->kind == ET_OPERATION_TABLE)
        return table_simd128;
#else
    (void)cpu;
#endif
    return kernels[operation->kind];
}
