// SPDX-License-Identifier: MIT
#include "media/downmix.h"

#include <libavutil/channel_layout.h>

static const double half_power = 0.70710678118654752440;

/* What a channel adds to left and right. */
static void factors_of(enum AVChannel channel, double *left, double *right)
{
    double side = half_power;

    *left = *right = 0;
    switch (channel) {
    case AV_CHAN_FRONT_LEFT:
    case AV_CHAN_STEREO_LEFT:
    case AV_CHAN_FRONT_LEFT_OF_CENTER:
    case AV_CHAN_WIDE_LEFT:
        *left = 1;
        return;
    case AV_CHAN_FRONT_RIGHT:
    case AV_CHAN_STEREO_RIGHT:
    case AV_CHAN_FRONT_RIGHT_OF_CENTER:
    case AV_CHAN_WIDE_RIGHT:
        *right = 1;
        return;
    case AV_CHAN_BACK_LEFT:
    case AV_CHAN_SIDE_LEFT:
    case AV_CHAN_TOP_FRONT_LEFT:
    case AV_CHAN_TOP_BACK_LEFT:
    case AV_CHAN_TOP_SIDE_LEFT:
    case AV_CHAN_SURROUND_DIRECT_LEFT:
        *left = side;
        return;
    case AV_CHAN_BACK_RIGHT:
    case AV_CHAN_SIDE_RIGHT:
    case AV_CHAN_TOP_FRONT_RIGHT:
    case AV_CHAN_TOP_BACK_RIGHT:
    case AV_CHAN_TOP_SIDE_RIGHT:
    case AV_CHAN_SURROUND_DIRECT_RIGHT:
        *right = side;
        return;
    case AV_CHAN_FRONT_CENTER:
        *left = *right = side;
        return;
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
        return;
    default:
        *left = *right = 0.5;
    }
}

void et_downmix_init(struct et_downmix *mix, const AVChannelLayout *layout)
{
    AVChannelLayout usual = {0};
    double left[ET_MOST_CHANNELS], right[ET_MOST_CHANNELS];
    double sum_left = 0, sum_right = 0, most;

    mix->channels = layout->nb_channels < ET_MOST_CHANNELS ? layout->nb_channels : ET_MOST_CHANNELS;
    if (layout->order == AV_CHANNEL_ORDER_UNSPEC) {
        av_channel_layout_default(&usual, layout->nb_channels);
        layout = &usual;
    }
    for (int i = 0; i < mix->channels; i++) {
        if (mix->channels == 1)
            left[i] = right[i] = 1;
        else
            factors_of(av_channel_layout_channel_from_index(layout, (unsigned)i), &left[i],
                       &right[i]);
        sum_left += left[i];
        sum_right += right[i];
    }
    most = sum_left > sum_right ? sum_left : sum_right;
    for (int i = 0; i < mix->channels; i++) {
        mix->factors[0][i] = (float)(most > 1 ? left[i] / most : left[i]);
        mix->factors[1][i] = (float)(most > 1 ? right[i] / most : right[i]);
    }
    av_channel_layout_uninit(&usual);
}

void et_downmix_run(const struct et_downmix *mix, const float *const *planes, int count,
                    float *left, float *right)
{
    for (int i = 0; i < count; i++) {
        float sum_left = 0, sum_right = 0;

        for (int channel = 0; channel < mix->channels; channel++) {
            sum_left += mix->factors[0][channel] * planes[channel][i];
            sum_right += mix->factors[1][channel] * planes[channel][i];
        }
        left[i] = sum_left;
        right[i] = sum_right;
    }
}
