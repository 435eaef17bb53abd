// SPDX-License-Identifier: MIT
#include "color/matrix3.h"

void et_matrix3_multiply(const double a[3][3], const double b[3][3], double out[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

void et_matrix3_invert(const double a[3][3], double out[3][3])
{
    double determinant = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            /* The cofactor of a[j][i]: rows and columns taken cyclically carry its sign. */
            const double *up = a[(j + 1) % 3], *down = a[(j + 2) % 3];
            out[i][j] = up[(i + 1) % 3] * down[(i + 2) % 3] - up[(i + 2) % 3] * down[(i + 1) % 3];
        }
    for (int j = 0; j < 3; j++)
        determinant += a[j][0] * out[0][j];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            out[i][j] /= determinant;
}

void et_matrix3_apply(const double a[3][3], const double v[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = a[i][0] * v[0] + a[i][1] * v[1] + a[i][2] * v[2];
}
