// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_DOWNMIX_H
#define ETALON_MEDIA_DOWNMIX_H

#include <etalon/etalon.h>

struct AVChannelLayout;

/*
 * Any layout of channels to left and right, after ITU-R BS.775-4 Annex 4: a side's front channels
 * count 1, the centre, the sides, the back and the heights sqrt(1/2) of theirs, what has no side 1/2
 * in both, low frequencies nothing. Both are then divided by the larger sum of coefficients where
 * that is above 1, so that nothing clips. One channel goes to both sides as it is; two stay as
 * they are. A layout that does not name its channels is taken for the usual one of that number.
 */
struct et_downmix {
    float factors[2][ET_MOST_CHANNELS]; /* of left and right, by channel */
    int channels;
};

/* Computes the factors for a layout of at most ET_MOST_CHANNELS. */
void et_downmix_init(struct et_downmix *mix, const struct AVChannelLayout *layout);

/* Mixes `count` samples; `left` may be planes[0], and `right` planes[1]. */
void et_downmix_run(const struct et_downmix *mix, const float *const *planes, int count,
                    float *left, float *right);

#endif
