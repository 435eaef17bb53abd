/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* H.264's deblocking of a whole macroblock against its edges one by one. */

#include <string.h>

#include "checkasm.h"

#include "libavcodec/h264dsp.h"

#include "libavutil/common.h"
#include "libavutil/mem_internal.h"

/** A macroblock's neighbours lie in the half of each plane above it and to its left. */
#define LUMA   32
#define CHROMA 16
#define ROUNDS 300

typedef struct Picture {
    uint8_t luma[LUMA * LUMA], chroma[2][CHROMA * CHROMA];
} Picture;

/** `spread`: how far apart pixels are. */
static void random_picture(Picture *picture, int spread)
{
    uint8_t *pixels = (uint8_t *) picture;
    int least = rnd() % (257 - spread);

    for (size_t i = 0; i < sizeof(*picture); i++)
        pixels[i] = least + rnd() % spread;
}

static void random_strengths(int16_t bS[2][4][4])
{
    int most = rnd() % 4 + 1;

    for (int dir = 0; dir < 2; dir++)
        for (int edge = 0; edge < 4; edge++) {
            int intra = !edge && rnd() % 4 == 0, none = rnd() % 4 == 0;

            for (int i = 0; i < 4; i++)
                bS[dir][edge][i] = intra ? 4 : none ? 0 : rnd() % most;
        }
}

static void random_limits(H264EdgeLimits limits[2][3], int8_t tc0[2][3][4])
{
    for (int plane = 0; plane < 2; plane++)
        for (int i = 0; i < 3; i++) {
            H264EdgeLimits *l = &limits[plane][i];
            int8_t *tc = tc0[plane][i];

            l->alpha = rnd() % 8 ? rnd() % 256 : 0;
            l->beta  = rnd() % 8 ? rnd() % 19 : 0;
            l->tc0   = tc;
            tc[0]    = -1;
            tc[1]    = rnd() % 14;
            tc[2]    = tc[1] + rnd() % 5;
            tc[3]    = tc[2] + rnd() % 9;
        }
}

void checkasm_check_h264_filter_mb(void)
{
    static const struct { int edges, step; } shapes[] = { { 4, 1 }, { 4, 2 }, { 1, 1 } };
    static const int spreads[] = { 1, 4, 12, 40, 256 };
    const ptrdiff_t stride[2] = { LUMA, CHROMA };
    LOCAL_ALIGNED_16(Picture, picture0, [1]);
    LOCAL_ALIGNED_16(Picture, picture1, [1]);
    LOCAL_ALIGNED_16(int16_t, bS, [2], [4][4]);
    H264EdgeLimits limits[2][3];
    int8_t tc0[2][3][4];
    H264DSPContext h;

    declare_func(void, const H264DSPContext *dsp, uint8_t *const dst[3], const ptrdiff_t stride[2], int16_t bS[2][4][4],
                 const H264EdgeLimits limits[2][3], int edges, int step);

    ff_h264dsp_init(&h, 8, 1);
    if (check_func(h.loop_filter_mb, "h264_loop_filter_mb")) {
        uint8_t *const dst0[3] = { picture0->luma + 16 * LUMA + 16, picture0->chroma[0] + 8 * CHROMA + 8,
                                   picture0->chroma[1] + 8 * CHROMA + 8 };
        uint8_t *const dst1[3] = { picture1->luma + 16 * LUMA + 16, picture1->chroma[0] + 8 * CHROMA + 8,
                                   picture1->chroma[1] + 8 * CHROMA + 8 };

        for (int round = 0; round < ROUNDS; round++) {
            int s = rnd() % FF_ARRAY_ELEMS(shapes);

            random_picture(picture0, spreads[rnd() % FF_ARRAY_ELEMS(spreads)]);
            *picture1 = *picture0;
            random_strengths(bS);
            random_limits(limits, tc0);
            call_ref(&h, dst0, stride, bS, limits, shapes[s].edges, shapes[s].step);
            call_new(&h, dst1, stride, bS, limits, shapes[s].edges, shapes[s].step);
            if (memcmp(picture0, picture1, sizeof(*picture0)))
                fail();
        }
        bench_new(&h, dst1, stride, bS, limits, 4, 1);
    }
    report("loop_filter_mb");
}
