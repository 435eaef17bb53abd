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

et_operation_run *et_operation_kernel(const struct et_operation *operation, unsigned cpu)
{
    static et_operation_run *const kernels[] = {[ET_OPERATION_AFFINE] = affine_c,
                                                [ET_OPERATION_CURVES] = curves_c,
                                                [ET_OPERATION_TABLE] = table_c,
                                                [ET_OPERATION_POINTS] = points};
    (void)cpu;
    return kernels[operation->kind];
}
