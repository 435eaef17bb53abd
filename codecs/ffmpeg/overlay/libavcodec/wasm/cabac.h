/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CABAC's decision with a branch between its two ways. Where no ways are chosen by conditional moves
 * the next decision waits for table, subtraction, comparison, masks and a second table of this one;
 * a way that is predicted takes no comparison into that chain, nor, as the more probable symbol
 * shifts by one bit at most, the second table.
 */

#ifndef AVCODEC_WASM_CABAC_H
#define AVCODEC_WASM_CABAC_H

#include <stdint.h>

#include "libavutil/attributes.h"
#include "libavutil/intmath.h"
#include "libavcodec/cabac.h"
#include "config.h"

#define get_cabac_inline get_cabac_inline_wasm
static av_always_inline int get_cabac_inline_wasm(CABACContext *c, uint8_t *const state)
{
    const uint8_t *next_state = ff_h264_cabac_tables + H264_MLPS_STATE_OFFSET + 128;
    int s         = *state;
    int range_lps = ff_h264_cabac_tables[H264_LPS_RANGE_OFFSET + 2 * (c->range & 0xC0) + s];
    int range_mps = c->range - range_lps;
    int scaled    = range_mps << (CABAC_BITS + 1);
    int bit, shift;

    if (c->low < scaled) {
        *state   = next_state[s];
        bit      = s & 1;
        shift    = (range_mps >> 8) ^ 1; // range_mps is 128 at least
        c->range = range_mps << shift;
    } else {
        *state   = next_state[~s];
        bit      = ~s & 1;
        shift    = ff_h264_cabac_tables[H264_NORM_SHIFT_OFFSET + range_lps];
        c->range = range_lps << shift;
        c->low  -= scaled;
    }
    c->low <<= shift;
    if (!(c->low & CABAC_MASK)) {
        // The bits come where the marker of the last ones has gone to.
        int bits = (c->bytestream[0] << 9) + (c->bytestream[1] << 1) - CABAC_MASK;

        c->low += (unsigned) bits << (ff_ctz(c->low) - CABAC_BITS);
#if !UNCHECKED_BITSTREAM_READER
        if (c->bytestream < c->bytestream_end)
#endif
            c->bytestream += CABAC_BITS / 8;
    }
    return bit;
}

#endif /* AVCODEC_WASM_CABAC_H */
