// SPDX-License-Identifier: MIT
#include "filters/with_alpha.h"

int et_info_with_alpha(const char *filter, const struct et_image_info *in,
                       struct et_image_info *out)
{
    struct et_format_info wanted = *et_format_info(in->format);
    wanted.alpha = 1;
    *out = *in;
    out->format = et_format_find(&wanted);
    if (out->format == ET_FORMAT_NONE)
        return et_fail(
            ET_ERROR_UNSUPPORTED,
            "%s makes alpha, and there is no %s with alpha: another depth or subsampling "
            "has it",
            filter, wanted.name);
    return 0;
}
