// SPDX-License-Identifier: MIT
/* How a cursor gets to another place: by the index, by looking for a key frame, from the start. */
#include "media/cursor_seek.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mathematics.h>

#include "media/ticks.h"

enum { NEAR_MS = 2000 }; /* a way that is decoded rather than looked for a key frame on */

void et_cursor_start_over(struct et_cursor *cursor, int from_start)
{
    cursor->packet_waits = 0;
    cursor->ended = 0;
    cursor->scanning = 0;
    cursor->jumping = 0;
    cursor->last = INT64_MIN;
    cursor->given = 0;
    cursor->decoded = 0;
    cursor->from_start = from_start;
    cursor->key_pts = INT64_MIN;
    cursor->key_dts = INT64_MIN;
    av_packet_unref(cursor->packet);
    if (cursor->take_audio)
        cursor->take_audio(cursor->audio_context, NULL);
}

/* Reads from the first packet again, which a fresh demuxer does for every container alike. */
static int rewind_source(struct et_cursor *cursor)
{
    struct et_demux *fresh;
    int result = et_demux_open(cursor->source, &fresh);

    if (result < 0)
        return result;
    et_demux_close(&cursor->demux);
    cursor->demux = fresh;
    et_decoder_flush(cursor->decoder);
    et_cursor_start_over(cursor, 1);
    return 0;
}

/* Goes to the key frame at or before `timestamp`, or to the start when there is no way to it. */
static int seek_key(struct et_cursor *cursor, int64_t timestamp)
{
    if (et_demux_seek(cursor->demux, timestamp) < 0)
        return rewind_source(cursor);
    et_decoder_flush(cursor->decoder);
    et_cursor_start_over(cursor, 0);
    cursor->sought = timestamp;
    return 0;
}

int et_cursor_look_before(struct et_cursor *cursor)
{
    const AVStream *video = cursor->demux->video;
    int64_t start = video->start_time != AV_NOPTS_VALUE ? video->start_time : 0;
    int64_t place = cursor->target;
    int result;

    cursor->lead = et_ticks_farther(cursor->lead, video->time_base);
    if (video->duration > 0 && place > av_sat_add64(start, video->duration))
        place = av_sat_add64(start, video->duration);
    place = av_sat_sub64(place, cursor->lead);
    if (place <= start)
        return rewind_source(cursor);
    result = seek_key(cursor, place);
    cursor->scanning = !cursor->from_start;
    return result;
}

int et_cursor_seek(struct et_cursor *cursor, int64_t pts)
{
    cursor->seeking = 1;
    cursor->target = pts;
    cursor->tried = INT64_MAX;
    cursor->lead = 0;
    if (cursor->demux->bisects)
        return et_cursor_look_before(cursor);
    if (cursor->from_start && cursor->given == 0 && !cursor->ended && !cursor->demux->indexed)
        return 0;
    return seek_key(cursor, pts);
}

int et_cursor_is_near(const struct et_cursor *cursor, int64_t from, int64_t to)
{
    if (cursor->demux->bisects)
        return av_sat_sub64(to, from) <= et_ticks_of_ms(NEAR_MS, cursor->demux->video->time_base);
    if (!cursor->demux->indexed)
        return 1;
    return et_demux_key_before(cursor->demux, to) <= from;
}

int et_cursor_go_back(struct et_cursor *cursor)
{
    int64_t key = cursor->key_dts;
    int result;

    if (cursor->demux->bisects) {
        if (key != INT64_MIN)
            cursor->tried = key;
        return et_cursor_look_before(cursor);
    }
    if (key == INT64_MIN)
        key = et_demux_key_before(cursor->demux, cursor->sought);
    if (key == INT64_MIN || key >= cursor->tried)
        return rewind_source(cursor);
    result = seek_key(cursor, key - 1);
    cursor->tried = key;
    return result;
}

int et_cursor_scan(struct et_cursor *cursor)
{
    const AVPacket *packet = cursor->packet;
    int64_t dts = packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts;
    int64_t pts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    int behind = dts != AV_NOPTS_VALUE && (dts > cursor->target || dts >= cursor->tried);

    if (packet->flags & AV_PKT_FLAG_KEY && pts != AV_NOPTS_VALUE && !behind &&
        pts <= cursor->target) {
        cursor->scanning = 0;
        return 1;
    }
    av_packet_unref(cursor->packet);
    return behind ? et_cursor_look_before(cursor) : 0;
}

int et_cursor_land(struct et_cursor *cursor)
{
    const AVPacket *packet = cursor->packet;
    int64_t pts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;

    if (packet->flags & AV_PKT_FLAG_KEY && pts != AV_NOPTS_VALUE && pts >= cursor->jump) {
        cursor->jumping = 0;
        return 1;
    }
    av_packet_unref(cursor->packet);
    return 0;
}

int et_cursor_settle(struct et_cursor *cursor, const struct et_frame *frame)
{
    if (cursor->from_start || !cursor->seeking)
        return 1;
    if (frame->pts < cursor->key_pts)
        return 0;
    if (frame->pts <= cursor->target)
        return 1;
    return et_cursor_go_back(cursor);
}

int et_cursor_jump(struct et_cursor *cursor, int64_t pts)
{
    /* Indexes have decoding times: how far these are before the others, a key frame has shown. */
    int64_t lead =
        cursor->key_pts != INT64_MIN ? av_sat_sub64(cursor->key_pts, cursor->key_dts) : 0;
    int result = et_demux_seek_after(cursor->demux, av_sat_sub64(pts, lead));

    if (result < 0 || (result == 0 && !cursor->demux->bisects))
        return result;
    et_decoder_flush(cursor->decoder);
    et_cursor_start_over(cursor, 0);
    cursor->jumping = result == 0;
    cursor->jump = pts;
    cursor->sought = pts;
    cursor->seeking = 1; /* leading pictures of the key frame are dropped */
    cursor->target = INT64_MAX;
    cursor->tried = INT64_MAX;
    cursor->lead = 0;
    return 1;
}
