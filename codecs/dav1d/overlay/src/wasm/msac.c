/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entropy decoding with a window of 64 bits that is filled by eight bytes at once, and symbols that are
 * compared with all their probabilities at once.
 */

#include "config.h"

#include <assert.h>
#include <string.h>
#include <wasm_simd128.h>

#include "common/attributes.h"
#include "common/intops.h"

#include "src/msac.h"

#define PROB_SHIFT 6
#define MIN_PROB 4
#define WINDOW_BITS 64

/* Fills the window where fewer than eight bytes are left: bits behind the end are ones. */
static NOINLINE ec_win refill_at_end(MsacContext *const s, ec_win dif, int shift) {
    const uint8_t *buf_pos = s->buf_pos;

    do {
        if (buf_pos >= s->buf_end) {
            dif |= ~(~(ec_win) 0xff << shift);
            break;
        }
        dif |= (ec_win) (*buf_pos++ ^ 0xff) << shift;
        shift -= 8;
    } while (shift >= 0);
    s->cnt = WINDOW_BITS - shift - 24;
    s->buf_pos = buf_pos;
    return dif;
}

/* Adds the bytes that the window has room for, and bits of the next one, which is added again later. */
static NOINLINE ec_win refill(MsacContext *const s, const ec_win dif) {
    const int shift = WINDOW_BITS - s->cnt - 24;

    if (s->buf_end - s->buf_pos < 8)
        return refill_at_end(s, dif, shift);

    const v128_t bytes = wasm_v128_load64_zero(s->buf_pos);
    const v128_t swapped = wasm_i8x16_shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0);
    const ec_win next = ~(ec_win) wasm_i64x2_extract_lane(swapped, 0);
    const int count = (shift >> 3) + 1;

    s->buf_pos += count;
    s->cnt += count * 8;
    return dif | next >> (WINDOW_BITS - 8 - shift);
}

/* Doubles window and range until the range is at least 32768. */
static ALWAYS_INLINE void normalize(MsacContext *const s, const ec_win dif, const unsigned rng) {
    const int d = 15 ^ (31 ^ clz(rng));
    const int cnt = s->cnt;

    assert(rng <= 65535U);
    s->rng = rng << d;
    s->cnt = cnt - d;
    /* Unsigned: there is no more to read at the end, where the count is negative. */
    s->dif = (unsigned) cnt < (unsigned) d ? refill(s, dif << d) : dif << d;
}

/* A bit that is 1 below `v` of the range. */
static ALWAYS_INLINE unsigned decode_split(MsacContext *const s, const unsigned v) {
    const ec_win split = (ec_win) v << (WINDOW_BITS - 16);
    const unsigned bit = s->dif < split;

    normalize(s, bit ? s->dif : s->dif - split, bit ? v : s->rng - v);
    return bit;
}

unsigned dav1d_msac_decode_bool_equi_simd128(MsacContext *const s) {
    return decode_split(s, ((s->rng >> 8) << 7) + MIN_PROB);
}

unsigned dav1d_msac_decode_bool_simd128(MsacContext *const s, const unsigned f) {
    return decode_split(s, ((s->rng >> 8) * (f >> PROB_SHIFT) >> (7 - PROB_SHIFT)) + MIN_PROB);
}

unsigned dav1d_msac_decode_bool_adapt_simd128(MsacContext *const s, uint16_t *const cdf) {
    const unsigned f = cdf[0];
    const unsigned bit = decode_split(s, ((s->rng >> 8) * (f >> PROB_SHIFT) >> (7 - PROB_SHIFT)) + MIN_PROB);

    if (s->allow_update_cdf) {
        const unsigned count = cdf[1];
        const unsigned rate = 4 + (count >> 4);

        cdf[0] = bit ? f + ((32768 - f) >> rate) : f - (f >> rate);
        cdf[1] = count + (count < 32);
    }
    return bit;
}

/* MIN_PROB times the number of symbols after each, from 15 on; read from where the first has n_symbols. */
static const uint16_t min_probs[15 + 16] = { 60, 56, 52, 48, 44, 40, 36, 32, 28, 24, 20, 16, 12, 8, 4 };

/* Eight limits of symbols: (r * (cdf >> 6) >> 1) + min_prob, from r >> 1 and r's lowest bit as a mask. */
static ALWAYS_INLINE v128_t limits(const v128_t cdf, const v128_t half_r, const v128_t odd_r, const v128_t min_prob) {
    const v128_t product = wasm_i16x8_mul(wasm_u16x8_shr(cdf, PROB_SHIFT), half_r);
    const v128_t rest = wasm_v128_and(wasm_u16x8_shr(cdf, PROB_SHIFT + 1), odd_r);

    return wasm_i16x8_add(wasm_i16x8_add(product, rest), min_prob);
}

/* Eight probabilities after a symbol: those of the symbols `before` it rise, the others fall. */
static ALWAYS_INLINE v128_t adapt(const v128_t cdf, const v128_t before, const unsigned rate) {
    const v128_t rise = wasm_u16x8_shr(wasm_i16x8_sub(wasm_i16x8_const_splat(-32768), cdf), rate);
    const v128_t fall = wasm_i16x8_neg(wasm_u16x8_shr(cdf, rate));

    return wasm_i16x8_add(cdf, wasm_v128_bitselect(rise, fall, before));
}

/*
 * `entries` of the table are read and written, 4, 8 or 16, of which n_symbols are probabilities and one is
 * the count. As that is at most 32, its limit is 0, which ends the search.
 */
static ALWAYS_INLINE unsigned decode_symbol(MsacContext *const s, uint16_t *const cdf, const unsigned n_symbols,
                                            const int entries)
{
    const unsigned r = s->rng >> 8;
    const v128_t half_r = wasm_i16x8_splat(r >> 1), odd_r = wasm_i16x8_splat(-(r & 1));
    const v128_t value = wasm_i16x8_splat(s->dif >> (WINDOW_BITS - 16));
    const uint16_t *const min_prob = min_probs + 15 - n_symbols;
    v128_t probabilities[2], before[2];
    uint16_t bounds[1 + 16] = { s->rng }; /* the range, then the limits */
    uint64_t four_limits = 0;             /* instead of these, where there are no more */
    unsigned mask = 0;

    for (int i = 0; i < entries; i += 8) {
        probabilities[i / 8] = entries == 4 ? wasm_v128_load64_zero(cdf) : wasm_v128_load(cdf + i);

        const v128_t limit = limits(probabilities[i / 8], half_r, odd_r, wasm_v128_load(min_prob + i));
        if (entries == 4)
            four_limits = wasm_i64x2_extract_lane(limit, 0);
        else
            wasm_v128_store(bounds + 1 + i, limit);
        before[i / 8] = wasm_u16x8_lt(value, limit);
        mask |= wasm_i16x8_bitmask(before[i / 8]) << i;
    }

    const unsigned symbol = ctz(~mask);
    const unsigned upper = entries == 4 ? (four_limits << 16 | s->rng) >> 16 * symbol & 0xffff : bounds[symbol];
    const unsigned lower = entries == 4 ? four_limits >> 16 * symbol & 0xffff : bounds[symbol + 1];

    normalize(s, s->dif - ((ec_win) lower << (WINDOW_BITS - 16)), upper - lower);
    if (s->allow_update_cdf) {
        const unsigned count = cdf[n_symbols];
        const unsigned rate = 4 + (count >> 4) + (n_symbols > 2);

        for (int i = 0; i < entries; i += 8) {
            const v128_t adapted = adapt(probabilities[i / 8], before[i / 8], rate);

            if (entries == 4)
                wasm_v128_store64_lane(cdf, adapted, 0);
            else
                wasm_v128_store(cdf + i, adapted);
        }
        cdf[n_symbols] = count + (count < 32);
    }
    return symbol;
}

unsigned dav1d_msac_decode_symbol_adapt4_simd128(MsacContext *const s, uint16_t *const cdf, const size_t n_symbols) {
    return decode_symbol(s, cdf, n_symbols, 4);
}

unsigned dav1d_msac_decode_symbol_adapt8_simd128(MsacContext *const s, uint16_t *const cdf, const size_t n_symbols) {
    return decode_symbol(s, cdf, n_symbols, 8);
}

unsigned dav1d_msac_decode_symbol_adapt16_simd128(MsacContext *const s, uint16_t *const cdf, const size_t n_symbols) {
    return decode_symbol(s, cdf, n_symbols, 16);
}

unsigned dav1d_msac_decode_hi_tok_simd128(MsacContext *const s, uint16_t *const cdf) {
    unsigned token = 3, step;

    do {
        step = decode_symbol(s, cdf, 3, 4);
        token += step;
    } while (step == 3 && token < 15);
    return token;
}
