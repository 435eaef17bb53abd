// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_OUTSIDE_H
#define ETALON_MEDIA_OUTSIDE_H

#include "frame/frame.h"

/* et_frame_make() with a frame of `pool`. */
int et_frame_make_in(struct et_pool *pool, const struct et_frame *like, struct et_frame **out);

#endif
