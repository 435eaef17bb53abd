/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The boundary strengths of H.264's deblocking against C, on caches as macroblocks fill them. */

#include <string.h>

#include "checkasm.h"

#include "libavcodec/h264dsp.h"

#include "libavutil/mem_internal.h"

#define CACHE 40
#define ROUNDS 200

typedef struct Caches {
    uint8_t nnz[CACHE];
    int8_t ref[2][CACHE];
    int16_t mv[2][CACHE][2];
} Caches;

/** `centre`, `spread`: where vectors lie, and how far apart; components beyond 16 bits wrap around, as a decoder's do. */
static void random_caches(Caches *caches, int centre, int spread)
{
    int some = rnd() % 4;

    for (int i = 0; i < CACHE; i++) {
        caches->nnz[i] = rnd() % 4 < some ? rnd() : 0;
        for (int list = 0; list < 2; list++) {
            caches->ref[list][i]   = rnd() % 8 ? 1 : (int) (rnd() % 3) - 1;
            caches->mv[list][i][0] = (int16_t) (centre + (int) (rnd() % spread) - spread / 2);
            caches->mv[list][i][1] = (int16_t) (centre + (int) (rnd() % spread) - spread / 2);
        }
    }
}

void checkasm_check_h264_strength(void)
{
    static const struct { int edges, step, mask0, mask1; } shapes[] = {
        { 4, 1, 0, 0 }, { 4, 1, 3, 3 }, { 4, 1, 0, 1 }, { 4, 2, 0, 0 }, { 4, 2, 3, 3 }, { 1, 1, 3, 3 }, { 1, 1, 0, 3 },
    };
    // So near each other that some are the same and some are just not; far apart; at both ends of 16 bits.
    static const struct { int centre, spread; } vectors[] = { { 0, 9 }, { 0, 8192 }, { INT16_MAX, 9 } };
    LOCAL_ALIGNED_16(int16_t, bS0, [2], [4][4]);
    LOCAL_ALIGNED_16(int16_t, bS1, [2], [4][4]);
    LOCAL_ALIGNED_16(Caches, caches, [1]);
    H264DSPContext h;

    ff_h264dsp_init(&h, 8, 1);
    for (int bidir = 0; bidir < 2; bidir++) {
        declare_func(void, int16_t bS[2][4][4], uint8_t nnz[40], int8_t ref[2][40], int16_t mv[2][40][2],
                     int bidir, int edges, int step, int mask_mv0, int mask_mv1, int field);

        if (!check_func(h.loop_filter_strength, "h264_loop_filter_strength_%s", bidir ? "bidir" : "uni"))
            continue;
        for (int round = 0; round < ROUNDS; round++) {
            int s = rnd() % FF_ARRAY_ELEMS(shapes), field = rnd() & 1, v = rnd() % FF_ARRAY_ELEMS(vectors);

            random_caches(caches, vectors[v].centre, vectors[v].spread);
            memset(bS0, 0, 2 * 4 * 4 * sizeof(int16_t));
            memset(bS1, 0, 2 * 4 * 4 * sizeof(int16_t));
            call_ref(bS0, caches->nnz, caches->ref, caches->mv, bidir, shapes[s].edges, shapes[s].step,
                     shapes[s].mask0, shapes[s].mask1, field);
            call_new(bS1, caches->nnz, caches->ref, caches->mv, bidir, shapes[s].edges, shapes[s].step,
                     shapes[s].mask0, shapes[s].mask1, field);
            // What lies between the edges is left to the function.
            if (memcmp(bS0[0], bS1[0], sizeof(*bS0)))
                fail();
            for (int edge = 0; edge < shapes[s].edges; edge += shapes[s].step)
                if (memcmp(bS0[1][edge], bS1[1][edge], sizeof(**bS0)))
                    fail();
        }
        bench_new(bS1, caches->nnz, caches->ref, caches->mv, bidir, 4, 1, 0, 0, 0);
    }
    report("loop_filter_strength");
}
