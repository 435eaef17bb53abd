/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_VPX_ARITH_H
#define AVCODEC_WASM_VPX_ARITH_H

/** Without a branch, which engines make of a select: half of the bits read so are signs. */
#define vpx_rac_get_prob vpx_rac_get_prob_wasm
static av_always_inline int vpx_rac_get_prob_wasm(VPXRangeCoder *c, uint8_t prob)
{
    vpx_rac_word code_word = vpx_rac_renorm(c);
    unsigned low = 1 + (((c->high - 1) * prob) >> 8);
    vpx_rac_word low_shift = (vpx_rac_word) low << VPX_RAC_BITS;
    int mask = -(code_word >= low_shift);

    __asm__("" : "+r" (mask)); // or LLVM makes selects of it
    c->high      = low + ((c->high - 2 * low) & mask);
    c->code_word = code_word - (low_shift & (int64_t) mask);
    return -mask;
}

#endif /* AVCODEC_WASM_VPX_ARITH_H */
