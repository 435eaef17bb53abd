// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_TABLES_H
#define ETALON_COLOR_TABLES_H

#include <stdint.h>
#include <string.h>

struct et_engine;
struct et_color_cache;

enum {
    ET_SIGNAL_STEPS = 1 << 12, /* steps of a signal from 0 to 1, between which light is linear */
    ET_SIGNAL_MOST = (1 << 14) - 1, /* white of srgb_14 */
    ET_LOG_SHIFT = 13 /* bits of a float that its bin leaves out: 1,024 bins an octave */
};

/*
 * Where a float from 0 up lies in a table of bins that grow with it: its upper bits less those of
 * the first bin. Values below the table are its first bin's, those above its last one's. The middle
 * of a bin is at most 1/2048 of its value from any value in it.
 */
struct et_log_range {
    int32_t base, last;
};

static inline int32_t et_log_bin(struct et_log_range range, float value)
{
    int32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int32_t bin = (bits >> ET_LOG_SHIFT) - range.base;
    bin = bin < 0 ? 0 : bin;
    return bin > range.last ? range.last : bin;
}

/*
 * What turns a transfer's signals into light and light into sRGB's. Light is 1 for SDR white, which
 * PQ and HLG have at 203 cd/m2 (BT.2408).
 */
struct et_color_tables {
    float
        light[ET_SIGNAL_STEPS + 2]; /* of signals; for HLG the scene's, 1 at most; the last twice */

    /* HLG's OOTF (BT.2100): what the scene's light is multiplied by, for its luminance. Else NULL. */
    const float *ootf;
    struct et_log_range ootf_range;

    /* The EETF (BT.2390): what light is multiplied by, for its largest component. SDR: NULL. */
    const float *gain;
    struct et_log_range gain_range;

    /* sRGB's signal for light of 0 to 1: of 8 bits, and of 14. */
    const uint8_t *srgb_8;
    const uint16_t *srgb_14;
    struct et_log_range srgb_range;
};

/*
 * The tables for a transfer (H.273) and, for PQ, the brightest light of the source in cd/m2, 203 to
 * 10,000; HLG's is 1,000. They are kept by the engine, which drops the least recently used: valid
 * until the fourth call for others. NULL: no memory. Engine thread.
 */
const struct et_color_tables *et_color_tables_get(struct et_engine *engine, int transfer,
                                                  int peak_nits);

/* Frees what an engine keeps. Takes NULL. */
void et_color_cache_destroy(struct et_color_cache **cache);

/* Light of SDR white, and of HLG's nominal display, in cd/m2. */
enum { ET_WHITE_NITS = 203, ET_HLG_NITS = 1000, ET_PQ_NITS = 10000 };

/*
 * The EETF of BT.2390-8, 5.4.1, for black of 0 on both sides: light from 0 to `peak_nits` becomes
 * light from 0 to 203 cd/m2; dark and middle tones stay, above the knee a Hermite spline in PQ's
 * signals bends. Both are 1 for 203 cd/m2.
 */
double et_tone_map(double light, double peak_nits);

#endif
