// SPDX-License-Identifier: MIT
#include "program/words_trial.h"

#include <math.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK, /* all codes of luma */
    GRID = 9,                 /* codes of Cb, and of Cr, from 0 to 255 */
};

/* How far codes are off that come of words in the place of floats. */
static double error_of(const struct et_words_origin *origin, float *const floats[3],
                       int16_t *const words[3], int x)
{
    double off[3], worst = 0;
    for (int c = 0; c < 3; c++)
        off[c] = words[c][x] * origin->scale.unit[c] + origin->scale.zero[c] - (double)floats[c][x];
    for (int i = 0; i < 3; i++)
        worst = fmax(worst, fabs(origin->close[i][0] * off[0] + origin->close[i][1] * off[1] +
                                 origin->close[i][2] * off[2]));
    return worst;
}

/* The largest error of all codes of luma with one of Cb and of Cr. */
static double try_chroma(const struct et_words *words, const struct et_words_origin *origin,
                         unsigned cpu, uint8_t cb, uint8_t cr)
{
    const struct et_words_kernels *kernels = et_words_kernels(cpu);
    _Alignas(64) float values[3][CHUNK];
    _Alignas(64) int16_t channels[3][CHUNK];
    float *const planes[3] = {values[0], values[1], values[2]};
    int16_t *const rows[3] = {channels[0], channels[1], channels[2]};
    double worst = 0;
    for (int c = 0; c < 3; c++) {
        const double *row = origin->open[c];
        uint16_t mixed;
        kernels->mix(&mixed, &words->mix[c], &cb, &cr, 1);
        for (int y = 0; y < CHUNK; y++) {
            values[c][y] = (float)(row[0] * y + row[1] * cb + row[2] * cr + row[3]);
            channels[c][y] = (int16_t)(mixed + INT16_MIN + words->luma[c] * y);
        }
    }
    for (int i = 0; i < words->count; i++) {
        const struct et_operation *operation = &origin->program->operations[origin->first + i];
        et_operation_kernel(operation, cpu)(operation, planes, CHUNK);
        kernels->step[operation->kind](&words->steps[i], rows, CHUNK);
    }
    for (int y = 0; y < CHUNK; y++)
        worst = fmax(worst, error_of(origin, planes, rows, y));
    return worst;
}

static uint8_t code_of(int place)
{
    return (uint8_t)(place * UINT8_MAX / (GRID - 1));
}

double et_words_error(const struct et_words *words, const struct et_words_origin *origin,
                      unsigned cpu)
{
    double worst = 0;
    for (int i = 0; i < GRID * GRID && worst <= ET_WORDS_ERROR; i++)
        worst = fmax(worst, try_chroma(words, origin, cpu, code_of(i % GRID), code_of(i / GRID)));
    return worst;
}
