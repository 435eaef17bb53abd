// SPDX-License-Identifier: MIT
#include "color/table_words.h"

#include <math.h>
#include <string.h>

void et_table_words_range(double low, double high, double *unit, double *zero)
{
    const double step = (high - low) / (2 * ET_TABLE_WORDS_MOST);
    *unit = step > 1e-9 ? step : 1e-9;
    *zero = (low + high) / 2;
}

/* 3 * 2^22 added leaves a whole number in the low bits. */
void et_words_round(int16_t *words, const float *values, size_t count, double unit, double zero)
{
    const float factor = (float)(1 / unit), middle = (float)zero;
    for (size_t i = 0; i < count; i++) {
        float word = (values[i] - middle) * factor;
        int32_t bits;
        word = word > INT16_MIN ? word : INT16_MIN;
        word = (word < INT16_MAX ? word : INT16_MAX) + 12582912.0F;
        memcpy(&bits, &word, sizeof(bits));
        words[i] = (int16_t)(uint16_t)bits;
    }
}

struct et_table_words et_table_words_of(const float (*entries)[4], size_t count, int16_t (*room)[4])
{
    struct et_table_words words = {.entries = (const int16_t(*)[4])room};
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++)
        for (int c = 0; c < 3; c++) {
            low = entries[i][c] < low ? entries[i][c] : low;
            high = entries[i][c] > high ? entries[i][c] : high;
        }
    et_table_words_range((double)low, (double)high, &words.unit, &words.zero);
    et_words_round(room[0], entries[0], 4 * count, words.unit, words.zero);
    return words;
}
