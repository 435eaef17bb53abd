// SPDX-License-Identifier: MIT
#include "media/constant.h"

static double time_of(const struct et_frame *frame)
{
    const struct et_rational base = frame->time_base;
    return base.den > 0 ? (double)frame->pts * base.num / base.den : 0;
}

bool et_colors_equal(const struct et_color *a, const struct et_color *b)
{
    return a->matrix == b->matrix && a->primaries == b->primaries && a->transfer == b->transfer &&
           a->full_range == b->full_range;
}

int et_check_constant(const struct et_image_info *first, const struct et_frame *frame)
{
    const struct et_image_info *info = &frame->image.info;
    const struct et_color *a = &first->color, *b = &info->color;
    if (info->width != first->width || info->height != first->height)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "the picture changes from %d x %d to %d x %d in the middle of the clip; "
                       "end the chain in a scale to one size",
                       first->width, first->height, info->width, info->height);
    if (et_colors_equal(a, b))
        return 0;
    return et_fail(ET_ERROR_UNSUPPORTED,
                   "the colours change in the middle of the clip, at %.3f s: from matrix %d, "
                   "primaries %d, transfer %d, %s range to %d, %d, %d, %s range; export the parts "
                   "by themselves",
                   time_of(frame), a->matrix, a->primaries, a->transfer,
                   a->full_range ? "full" : "limited", b->matrix, b->primaries, b->transfer,
                   b->full_range ? "full" : "limited");
}
