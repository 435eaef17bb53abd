// SPDX-License-Identifier: MIT
#include "media/cursor.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "base/threads.h"
#include "media/cursor_seek.h"
#include "media/ticks.h"

static int64_t frame_ticks(const struct et_demux *demux)
{
    return et_ticks_of_frames(1, av_guess_frame_rate(demux->format, demux->video, NULL),
                              demux->video->time_base);
}

int et_cursor_open(struct et_engine *engine, struct et_source *source, struct et_demux **demux,
                   int threads, int held, struct et_cursor **out)
{
    struct et_cursor *cursor = et_alloc_zero(1, sizeof(*cursor));
    int result = 0;

    *out = cursor;
    if (!cursor)
        return et_fail(ET_ERROR_MEMORY, "no memory for a cursor");
    cursor->engine = engine;
    cursor->source = source;
    cursor->packet = av_packet_alloc();
    if (!cursor->packet)
        result = et_fail(ET_ERROR_MEMORY, "no memory for a cursor");
    if (result == 0 && *demux) {
        cursor->demux = *demux;
        *demux = NULL;
    } else if (result == 0) {
        result = et_demux_open(source, &cursor->demux);
    }
    if (result == 0) {
        cursor->frame_ticks = frame_ticks(cursor->demux);
        cursor->granted = threads > 1 ? et_threads_lease(engine->threads, threads) : 0;
        result = et_decoder_open(engine, cursor->demux, ET_DECODE_ALL, cursor->granted, held,
                                 &cursor->decoder);
    }
    if (result < 0) {
        et_cursor_close(out);
        return result;
    }
    et_cursor_start_over(cursor, 1);
    return 0;
}

int et_cursor_hold(struct et_cursor *cursor, int held)
{
    return et_decoder_hold(cursor->decoder, held);
}

void et_cursor_close(struct et_cursor **cursor)
{
    if (!*cursor)
        return;
    av_packet_free(&(*cursor)->packet);
    et_decoder_close(&(*cursor)->decoder);
    et_threads_release((*cursor)->engine->threads, (*cursor)->granted);
    et_demux_close(&(*cursor)->demux);
    et_free(*cursor);
    *cursor = NULL;
}

/*
 * Gives the frame its time: streams without timestamps are numbered, and a time that a double does
 * not hold counts as missing; times never stand still.
 */
static void stamp(struct et_cursor *cursor, struct et_frame *frame)
{
    const int64_t limit = INT64_C(1) << 53;

    if (!cursor->demux->timed)
        frame->pts = cursor->decoded * cursor->frame_ticks;
    else if (frame->pts < -limit || frame->pts > limit)
        frame->pts = cursor->last == INT64_MIN ? 0 : cursor->last + cursor->frame_ticks;
    if (cursor->last != INT64_MIN && frame->pts <= cursor->last)
        frame->pts = cursor->last + 1;
    if (frame->duration <= 0)
        frame->duration = cursor->frame_ticks;
    cursor->decoded++;
}

static int receive(struct et_cursor *cursor, struct et_frame **out)
{
    int result = et_decoder_receive(cursor->decoder, out);
    int keep;

    if (result == ET_ERROR_DATA) {
        cursor->damaged++;
        return ET_MORE;
    }
    if (result == ET_DONE && cursor->seeking && !cursor->from_start) {
        result =
            et_cursor_go_back(cursor); /* the place is damaged or missing: earlier frames are not */
        return result < 0 ? result : ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    cursor->engine->frames_decoded++;
    stamp(cursor, *out);
    keep = et_cursor_settle(cursor, *out);
    if (keep <= 0) {
        et_frame_unref(out);
        return keep < 0 ? keep : ET_MORE;
    }
    cursor->seeking = 0;
    cursor->last = (*out)->pts;
    cursor->given++;
    return ET_FRAME;
}

static int send(struct et_cursor *cursor, const AVPacket *packet)
{
    int result = et_decoder_send(cursor->decoder, packet);

    if (result != ET_MORE)
        av_packet_unref(cursor->packet);
    cursor->packet_waits = result == ET_MORE && packet;
    if (result == ET_ERROR_DATA) {
        cursor->damaged++;
        return ET_MORE;
    }
    return result < 0 ? result : ET_MORE;
}

static void note_key(struct et_cursor *cursor, const AVPacket *packet)
{
    if (cursor->key_pts != INT64_MIN || !(packet->flags & AV_PKT_FLAG_KEY))
        return;
    cursor->key_pts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    cursor->key_dts = packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts;
}

/* Reads a packet; a video packet stays in cursor->packet. Returns ET_MORE, ET_FRAME for video, ET_DONE. */
static int read_packet(struct et_cursor *cursor)
{
    int result = et_demux_read(cursor->demux, cursor->take_audio != NULL, cursor->packet);

    if (result != ET_MORE)
        return result;
    if (cursor->packet->stream_index == cursor->demux->video->index)
        return ET_FRAME;
    result = cursor->take_audio(cursor->audio_context, cursor->packet);
    av_packet_unref(cursor->packet);
    return result < 0 ? result : ET_MORE;
}

int et_cursor_step(struct et_cursor *cursor, struct et_frame **out)
{
    int result = receive(cursor, out);

    if (result != ET_MORE || cursor->ended)
        return result;
    if (cursor->packet_waits)
        return send(cursor, cursor->packet);
    result = read_packet(cursor);
    if (result == ET_DONE && cursor->scanning) {
        result = et_cursor_look_before(cursor);
        return result < 0 ? result : ET_MORE;
    }
    if (result == ET_DONE) {
        cursor->ended = 1;
        return send(cursor, NULL);
    }
    if (result != ET_FRAME)
        return result;
    if (cursor->scanning || cursor->jumping) {
        result = cursor->scanning ? et_cursor_scan(cursor) : et_cursor_land(cursor);
        if (result <= 0)
            return result < 0 ? result : ET_MORE;
    }
    note_key(cursor, cursor->packet);
    return send(cursor, cursor->packet);
}

int et_cursor_step_audio(struct et_cursor *cursor)
{
    int result = read_packet(cursor);

    av_packet_unref(cursor->packet);
    return result == ET_FRAME ? ET_MORE : result;
}

void et_cursor_skip(struct et_cursor *cursor, int skip)
{
    et_decoder_skip(cursor->decoder, skip && cursor->demux->timed);
}

int et_cursor_at_first(const struct et_cursor *cursor)
{
    return cursor->from_start && cursor->given == 1;
}

int64_t et_cursor_damaged(const struct et_cursor *cursor)
{
    return cursor->damaged;
}

void et_cursor_want_audio(struct et_cursor *cursor,
                          int (*take)(void *context, const AVPacket *packet), void *context)
{
    cursor->take_audio = take;
    cursor->audio_context = context;
}

const struct et_demux *et_cursor_demux(const struct et_cursor *cursor)
{
    return cursor->demux;
}
