// SPDX-License-Identifier: MIT
#include "program/words_trial.h"

#include <math.h>

enum {
    CHUNK = ET_PROGRAM_CHUNK, /* codes of luma: of 8 bits, all */
    GRID = 9,                 /* codes of Cb, and of Cr */
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

/* One of `count` codes, the first 0 and the last the most of all. */
static int code_of(int place, int count, int depth)
{
    return place * ((1 << depth) - 1) / (count - 1);
}

/* What one code of each chroma adds to the channels. */
static void mix(uint16_t mixed[3], const struct et_words *words,
                const struct et_words_kernels *kernels, int cb, int cr)
{
    const uint8_t narrow[2] = {(uint8_t)cb, (uint8_t)cr};
    const uint16_t wide[2] = {(uint16_t)cb, (uint16_t)cr};
    uint16_t *const out[3] = {&mixed[0], &mixed[1], &mixed[2]};
    if (words->depth > 8)
        kernels->mix(out, words->mix, &wide[0], &wide[1], 1);
    else
        kernels->mix(out, words->mix, &narrow[0], &narrow[1], 1);
}

/* The largest error of codes of luma with one of Cb and of Cr. */
static double try_chroma(const struct et_words *words, const struct et_words_origin *origin,
                         unsigned cpu, int cb, int cr)
{
    const struct et_words_kernels *kernels = et_words_kernels(words->depth, cpu);
    _Alignas(64) float values[3][CHUNK];
    _Alignas(64) int16_t channels[3][CHUNK];
    float *const planes[3] = {values[0], values[1], values[2]};
    int16_t *const rows[3] = {channels[0], channels[1], channels[2]};
    uint16_t mixed[3];
    double worst = 0;
    mix(mixed, words, kernels, cb, cr);
    for (int c = 0; c < 3; c++) {
        const double *row = origin->open[c];
        for (int x = 0; x < CHUNK; x++) {
            const int y = code_of(x, CHUNK, words->depth);
            values[c][x] = (float)(row[0] * y + row[1] * cb + row[2] * cr + row[3]);
            channels[c][x] = (int16_t)(mixed[c] + INT16_MIN + words->luma[c] * y);
        }
    }
    for (int i = 0; i < words->count; i++) {
        const struct et_operation *operation = &origin->program->operations[origin->first + i];
        et_operation_kernel(operation, cpu)(operation, planes, CHUNK);
        kernels->step[operation->kind](&words->steps[i], rows, CHUNK);
    }
    for (int x = 0; x < CHUNK; x++)
        worst = fmax(worst, error_of(origin, planes, rows, x));
    return worst;
}

double et_words_error(const struct et_words *words, const struct et_words_origin *origin,
                      double enough, unsigned cpu)
{
    double worst = 0;
    for (int i = 0; i < GRID * GRID && worst <= enough; i++)
        worst = fmax(worst, try_chroma(words, origin, cpu, code_of(i % GRID, GRID, words->depth),
                                       code_of(i / GRID, GRID, words->depth)));
    return worst;
}
