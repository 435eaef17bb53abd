// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_LEAD_H
#define ETALON_MEDIA_LEAD_H

#include "media/cursor.h"

struct et_clip;

/*
 * The last frames before a place of a clip, which a chain reads as neighbours of what it makes there.
 * How far before the place they begin is guessed from the frame rate; where fewer are found than are
 * needed, decoding begins farther before it.
 */
struct et_lead {
    struct et_frame **frames; /* the oldest first; there is room for one beyond `most` */
    int count, most;
    int sent;      /* of them, those that et_lead_next() gave */
    bool starts;   /* the oldest is the clip's first frame */
    int64_t ticks; /* how far before the place reading begins */
};

/*
 * Prepares for up to `most` frames of `clip`, the first of which is about `before` frames away from
 * the place. Returns 0 or ET_ERROR_MEMORY.
 */
int et_lead_init(struct et_lead *lead, const struct et_clip *clip, int most, int before);

/* Sends the cursor to where the frames before `pts` begin. Returns 0 or what et_cursor_seek() does. */
int et_lead_seek(const struct et_lead *lead, struct et_cursor *cursor, int64_t pts);

/* Keeps a frame (taken over) before the place, and lets the oldest go that is not needed. */
void et_lead_keep(struct et_lead *lead, struct et_frame *frame, bool first_of_clip);

/*
 * Whether the frames that were kept suffice, once the place is reached. `at_start`: there can be none
 * before it. If not, they are dropped, and reading is to begin farther before the place:
 * et_lead_seek() again.
 */
bool et_lead_suffices(struct et_lead *lead, bool at_start);

/* Appends a frame (taken over) at the place, once. */
void et_lead_end(struct et_lead *lead, struct et_frame *frame);

/* The next of the frames in order, which the caller owns; NULL: all were given. */
struct et_frame *et_lead_next(struct et_lead *lead);

/* Drops the frames. */
void et_lead_drop(struct et_lead *lead);

/* Frees what a lead holds. Takes one that was never initialised, if it is all zero. */
void et_lead_free(struct et_lead *lead);

#endif
