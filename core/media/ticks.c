// SPDX-License-Identifier: MIT
#include "media/ticks.h"

#include <libavutil/common.h>
#include <libavutil/mathematics.h>

enum { FIRST_LEAD_MS = 500 };

int64_t et_ticks_of_frames(int frames, AVRational rate, AVRational base)
{
    const int64_t most = INT64_C(1) << 32;
    int64_t ticks;

    if (rate.num <= 0 || rate.den <= 0)
        rate = (AVRational){25, 1};
    ticks = av_rescale_q(frames, av_inv_q(rate), base);
    return ticks > 0 && ticks < most ? ticks : 1;
}

int64_t et_ticks_of_ms(int ms, AVRational base)
{
    return FFMAX(av_rescale_q(ms, (AVRational){1, 1000}, base), 1);
}

int64_t et_ticks_farther(int64_t lead, AVRational base)
{
    return lead > 0 ? av_sat_add64(lead, lead) : et_ticks_of_ms(FIRST_LEAD_MS, base);
}

int64_t et_ticks_of_double(double value)
{
    const double limit = 9007199254740992.0; /* 2^53 */

    if (value != value)
        return 0;
    return value <= -limit ? INT64_MIN : value >= limit ? INT64_MAX : (int64_t)value;
}
