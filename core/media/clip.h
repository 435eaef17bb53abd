// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CLIP_H
#define ETALON_MEDIA_CLIP_H

#include <etalon/etalon.h>

#include "media/cursor.h"

/* A display matrix may mirror as well as turn. */
enum et_flip { ET_FLIP_NONE, ET_FLIP_HORIZONTAL, ET_FLIP_VERTICAL };

/* A clip's inside, shared by its jobs. */
struct et_clip {
    struct et_engine *engine;
    struct et_source *source;
    struct et_demux *demux; /* from opening, until the first cursor takes it over */
    struct et_clip_info info;
    int turn;          /* quarter turns clockwise that make frames upright */
    enum et_flip flip; /* what is mirrored after the turn */

    /* For single frames: one warm cursor, and the frame that it gave last. */
    struct et_cursor *cursor;
    struct et_frame *last;
    int last_is_first;          /* `last` is the clip's first frame */
    int ended;                  /* the cursor has no frame after `last` */
    const struct et_job *owner; /* the job that stepped the cursor last */
    int jobs;
};

#endif
