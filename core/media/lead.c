// SPDX-License-Identifier: MIT
#include "media/lead.h"

#include <libavutil/common.h>

#include "base/alloc.h"
#include "media/clip.h"
#include "media/ticks.h"

/* How many times farther before the place reading begins when too few frames were found there. */
enum { GROWTH = 4 };

int et_lead_init(struct et_lead *lead, const struct et_clip *clip, int most, int before)
{
    const struct et_video_info *video = &clip->info.video;

    *lead = (struct et_lead){.most = most};
    lead->frames = et_alloc_zero((size_t)most + 1, sizeof(*lead->frames));
    if (!lead->frames)
        return et_fail(ET_ERROR_MEMORY, "no memory for %d frames", most);
    if (before > 0)
        lead->ticks =
            et_ticks_of_frames(before, (AVRational){video->frame_rate.num, video->frame_rate.den},
                               (AVRational){video->time_base.num, video->time_base.den});
    return 0;
}

int et_lead_seek(const struct et_lead *lead, struct et_cursor *cursor, int64_t pts)
{
    return et_cursor_seek(cursor, av_sat_sub64(pts, lead->ticks));
}

void et_lead_keep(struct et_lead *lead, struct et_frame *frame, bool first_of_clip)
{
    if (lead->most == 0) {
        et_frame_unref(&frame);
        return;
    }
    if (lead->count == 0)
        lead->starts = first_of_clip;
    lead->frames[lead->count++] = frame;
    if (lead->count <= lead->most)
        return;
    et_frame_unref(&lead->frames[0]);
    lead->count--;
    for (int i = 0; i < lead->count; i++)
        lead->frames[i] = lead->frames[i + 1];
    lead->frames[lead->count] = NULL;
    lead->starts = false;
}

bool et_lead_suffices(struct et_lead *lead, bool at_start)
{
    if (lead->count == 0)
        lead->starts = at_start || lead->most == 0;
    if (lead->count == lead->most || lead->starts || at_start || lead->ticks == INT64_MAX)
        return true;
    et_lead_drop(lead);
    lead->ticks = lead->ticks > INT64_MAX / GROWTH ? INT64_MAX : lead->ticks * GROWTH;
    return false;
}

void et_lead_end(struct et_lead *lead, struct et_frame *frame)
{
    lead->frames[lead->count++] = frame;
}

struct et_frame *et_lead_next(struct et_lead *lead)
{
    struct et_frame *frame = NULL;

    if (lead->sent < lead->count) {
        frame = lead->frames[lead->sent];
        lead->frames[lead->sent++] = NULL;
    }
    return frame;
}

void et_lead_drop(struct et_lead *lead)
{
    for (int i = 0; i < lead->count; i++)
        et_frame_unref(&lead->frames[i]);
    lead->count = 0;
    lead->sent = 0;
}

void et_lead_free(struct et_lead *lead)
{
    if (lead->frames)
        et_lead_drop(lead);
    et_free(lead->frames);
    lead->frames = NULL;
}
