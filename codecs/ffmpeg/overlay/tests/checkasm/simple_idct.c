/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The simple transform of every depth, in idctdsp and in ProRes's dsp, against C. */

#include <string.h>

#include "checkasm.h"
#include "config_components.h"

#include "libavcodec/avcodec.h"
#include "libavcodec/idctdsp.h"
#include "libavcodec/proresdsp.h"

#include "libavutil/internal.h"
#include "libavutil/intreadwrite.h"
#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"

#define STRIDE 32
#define PIXELS (STRIDE * 8)

/** Blocks as streams have them, and as damaged streams do: the last kind overflows. */
enum { DENSE, SPARSE, FIRST_COLUMN, FIRST_ALONE, TOP_HALF, EXTREME, KINDS };

/** A block in the order of C, which is none, and in that of the function that is tested. */
static void random_block(int16_t *natural, int16_t *permuted, const uint8_t *permutation, int kind, int range)
{
    for (int i = 0; i < 64; i++) {
        int value = (int) (rnd() % (2 * range)) - range;

        if ((kind == SPARSE && rnd() % 8) || (kind == FIRST_COLUMN && i % 8) || (kind == FIRST_ALONE && i) ||
            (kind == TOP_HALF && i >= 32))
            value = 0;
        else if (kind == EXTREME)
            value = rnd() % 3 ? (int16_t) rnd() : INT16_MIN;
        natural[i] = value;
        permuted[permutation[i]] = value;
    }
}

static void random_pixels(uint8_t *a, uint8_t *b, int bits)
{
    for (int i = 0; i < PIXELS; i += 2) {
        int mask  = bits == 8 ? 0xffff : (1 << bits) - 1;
        int value = rnd() & mask;

        AV_WN16A(a + i, value);
        AV_WN16A(b + i, value);
    }
}

static void check_idct(int bits)
{
    LOCAL_ALIGNED_16(int16_t, block0, [64]);
    LOCAL_ALIGNED_16(int16_t, block1, [64]);
    LOCAL_ALIGNED_16(uint8_t, dst0, [PIXELS]);
    LOCAL_ALIGNED_16(uint8_t, dst1, [PIXELS]);
    AVCodecContext avctx = { .bits_per_raw_sample = bits };
    IDCTDSPContext h = { 0 };

    ff_idctdsp_init(&h, &avctx);
    for (int add = 0; add < 2; add++) {
        declare_func(void, uint8_t *dest, ptrdiff_t line_size, int16_t *block);

        if (!check_func(add ? h.idct_add : h.idct_put, "simple_idct_%s_%d", add ? "add" : "put", bits))
            continue;
        for (int kind = 0; kind < KINDS; kind++) {
            random_block(block0, block1, h.idct_permutation, kind, 16 << bits);
            random_pixels(dst0, dst1, bits);
            call_ref(dst0, STRIDE, block0);
            call_new(dst1, STRIDE, block1);
            if (memcmp(dst0, dst1, PIXELS))
                fail();
        }
        random_block(block0, block1, h.idct_permutation, DENSE, 1 << bits);
        bench_new(dst1, STRIDE, block1);
    }
    if (check_func(h.idct, "simple_idct_%d", bits)) {
        declare_func(void, int16_t *block);

        for (int kind = 0; kind < KINDS; kind++) {
            random_block(block0, block1, h.idct_permutation, kind, 16 << bits);
            call_ref(block0);
            call_new(block1);
            if (memcmp(block0, block1, 64 * sizeof(*block0)))
                fail();
        }
        bench_new(block1);
    }
}

#if CONFIG_PRORES_DECODER
static void check_prores(int bits)
{
    LOCAL_ALIGNED_16(int16_t, block0, [64]);
    LOCAL_ALIGNED_16(int16_t, block1, [64]);
    LOCAL_ALIGNED_16(int16_t, qmat0, [64]);
    LOCAL_ALIGNED_16(int16_t, qmat1, [64]);
    LOCAL_ALIGNED_16(uint8_t, dst0, [PIXELS]);
    LOCAL_ALIGNED_16(uint8_t, dst1, [PIXELS]);
    ProresDSPContext h = { 0 };

    ff_proresdsp_init(&h, bits);
    if (check_func(h.idct_put, "prores_idct_put_%d", bits)) {
        declare_func(void, uint16_t *out, ptrdiff_t linesize, int16_t *block, const int16_t *qmat);

        for (int kind = 0; kind < KINDS; kind++) {
            random_block(qmat0, qmat1, h.idct_permutation, DENSE, 32);
            random_block(block0, block1, h.idct_permutation, kind, 1 << bits);
            random_pixels(dst0, dst1, bits);
            call_ref((uint16_t *) dst0, STRIDE, block0, qmat0);
            call_new((uint16_t *) dst1, STRIDE, block1, qmat1);
            if (memcmp(dst0, dst1, PIXELS))
                fail();
        }
        bench_new((uint16_t *) dst1, STRIDE, block1, qmat1);
    }
}
#endif

void checkasm_check_simple_idct(void)
{
    for (int bits = 8; bits <= 12; bits += 2)
        check_idct(bits);
    report("simple_idct");
#if CONFIG_PRORES_DECODER
    for (int bits = 10; bits <= 12; bits += 2)
        check_prores(bits);
    report("prores");
#endif
}
