// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_TO_SRGB_H
#define ETALON_COLOR_TO_SRGB_H

#include <etalon/etalon.h>

#include "color/tables.h"

struct et_engine;

/*
 * From middle samples of any colour to the light of sRGB's primaries, 0 to 1, for pictures that
 * their matrix alone does not bring there: PQ, HLG, other primaries, other curves. In this order:
 *
 *   1. The matrix gives R'G'B', cut to 0 to 1 (signals above HLG's or SDR's white are not shown).
 *   2. The transfer gives light, 1 for SDR white: 203 cd/m2 in PQ; for HLG the scene's, which
 *      BT.2100's OOTF for 1,000 cd/m2 (gamma 1.2) makes the display's. Those of BT.709 and of other
 *      cameras give it by the curve of sRGB.
 *   3. The primaries are changed to BT.709's; components below 0 are cut off (BT.2407, 2).
 *   4. PQ and HLG: all components are multiplied by one factor, which brings the largest of them to
 *      what the EETF of BT.2390 gives for it, from the source's peak to 203 cd/m2, so that hue and
 *      saturation stay. SDR: components above 1 are cut off, as browsers do.
 *
 * The steps are single-precision sums and products in one order and tables of et_color_tables: the
 * same bits on every machine. Against double precision
 * sRGB's signal is off by at most 1/8 step of 8 bits before it is rounded.
 */
struct et_to_srgb {
    float signal[3][4]; /* R'G'B' in ET_SIGNAL_STEPS: factors of three planes, and a constant */
    float luminance[3]; /* of the source's primaries, for the OOTF */
    float primaries[3][3];
    const struct et_color_tables *tables;
};

/* Pixels that one call takes. */
enum { ET_COLOR_CHUNK = 128 };

/*
 * Whether a picture's matrix alone gives what browsers show: SDR of the primaries of BT.709 or
 * SMPTE 170M.
 */
bool et_color_is_plain(const struct et_color *color);

/*
 * Light of the source's brightest pixels in cd/m2, 203 to 10,000: the greatest content light level
 * where the stream says it, else the peak of its mastering display, else 1,000.
 */
int et_peak_nits(const struct et_light *light);

/*
 * Prepares for a format, its colour and light; `height` as in et_matrix_to_rgb(). The tables are
 * valid until the fourth preparation for another. Returns 0, ET_ERROR_MEMORY or
 * ET_ERROR_UNSUPPORTED. Engine thread.
 */
int et_to_srgb_init(struct et_to_srgb *to, struct et_engine *engine,
                    const struct et_format_info *format, const struct et_color *color,
                    const struct et_light *light, int height);

/* Light of 1 to ET_COLOR_CHUNK pixels. `rgb`: R, G, B. Any thread. */
void et_to_srgb_row(const struct et_to_srgb *to, const int16_t *const planes[3], int count,
                    float rgb[3][ET_COLOR_CHUNK]);

#endif
