// SPDX-License-Identifier: MIT
#include "media/cursor.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "base/engine.h"
#include "base/threads.h"

enum {
    FIRST_LEAD_MS = 500, /* before the target, where scanning for a key frame begins */
    NEAR_MS = 2000,      /* a way that is decoded rather than looked for a key frame on */
};

struct et_cursor {
    struct et_engine *engine;
    struct et_source *source;
    struct et_demux *demux;
    struct et_decoder *decoder;
    AVPacket *packet;
    int packet_waits; /* the decoder was full when it was offered */
    int ended;        /* the decoder was told of the end */
    int granted;      /* threads of the lease */

    int64_t frame_ticks; /* duration of a frame where the stream does not say, at least 1 */
    int64_t last;   /* pts of the frame that came last, INT64_MIN: none since the start or a seek */
    int from_start; /* reading began at the first packet */
    int64_t given;  /* frames handed out since the start or a seek */
    int64_t decoded; /* frames decoded since the start, which number those of untimed streams */

    int seeking;  /* until the first frame that is kept */
    int scanning; /* packets are passed over until a key frame comes */
    int jumping;  /* packets are passed over until a key frame at or after `jump` comes */
    int64_t jump;
    int64_t target;  /* where the seek goes */
    int64_t lead;    /* how far before the target scanning began; 0: it did not */
    int64_t sought;  /* where the demuxer was sent last, at or before the target */
    int64_t key_pts; /* of the key frame at which reading began; INT64_MIN: not met yet */
    int64_t key_dts;
    int64_t tried; /* key frame of the attempt before, INT64_MAX: none */

    int64_t damaged;
    int (*take_audio)(void *context, const AVPacket *packet);
    void *audio_context;
};

static void start_over(struct et_cursor *cursor, int from_start)
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

static int64_t frame_ticks(const struct et_demux *demux)
{
    const int64_t most = INT64_C(1) << 32; /* sums of it stay far from the end of 64 bits */
    AVRational rate = av_guess_frame_rate(demux->format, demux->video, NULL);
    int64_t ticks;

    if (rate.num <= 0 || rate.den <= 0)
        rate = (AVRational){25, 1};
    ticks = av_rescale_q(1, av_inv_q(rate), demux->video->time_base);
    return ticks > 0 && ticks < most ? ticks : 1;
}

int et_cursor_open(struct et_engine *engine, struct et_source *source, struct et_demux **demux,
                   int threads, int held, struct et_cursor **out)
{
    struct et_cursor *cursor = calloc(1, sizeof(*cursor));
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
    start_over(cursor, 1);
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
    free(*cursor);
    *cursor = NULL;
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
    start_over(cursor, 1);
    return 0;
}

/* Goes to the key frame at or before `timestamp`, or to the start when there is no way to it. */
static int seek_key(struct et_cursor *cursor, int64_t timestamp)
{
    if (et_demux_seek(cursor->demux, timestamp) < 0)
        return rewind_source(cursor);
    et_decoder_flush(cursor->decoder);
    start_over(cursor, 0);
    cursor->sought = timestamp;
    return 0;
}

static int64_t ticks_of_ms(const struct et_cursor *cursor, int ms)
{
    return av_rescale_q(ms, (AVRational){1, 1000}, cursor->demux->video->time_base);
}

/*
 * Begins to look for a key frame twice as far before the target as the time before. Places behind
 * the end count as the end. The start needs no key frame.
 */
static int look_before(struct et_cursor *cursor)
{
    const AVStream *video = cursor->demux->video;
    int64_t start = video->start_time != AV_NOPTS_VALUE ? video->start_time : 0;
    int64_t place = cursor->target;
    int result;

    cursor->lead = cursor->lead ? av_sat_add64(cursor->lead, cursor->lead)
                                : ticks_of_ms(cursor, FIRST_LEAD_MS);
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
        return look_before(cursor);
    if (cursor->from_start && cursor->given == 0 && !cursor->ended && !cursor->demux->indexed)
        return 0;
    return seek_key(cursor, pts);
}

int et_cursor_is_near(const struct et_cursor *cursor, int64_t from, int64_t to)
{
    if (cursor->demux->bisects)
        return av_sat_sub64(to, from) <= ticks_of_ms(cursor, NEAR_MS);
    if (!cursor->demux->indexed)
        return 1;
    return et_demux_key_before(cursor->demux, to) <= from;
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

/*
 * Reads on from the key frame before the one where reading began, or from the start when there is
 * none. A place from which no packet came has its key frame in the index alone.
 */
static int go_back(struct et_cursor *cursor)
{
    int64_t key = cursor->key_dts;
    int result;

    if (cursor->demux->bisects) {
        if (key != INT64_MIN)
            cursor->tried = key;
        return look_before(cursor);
    }
    if (key == INT64_MIN)
        key = et_demux_key_before(cursor->demux, cursor->sought);
    if (key == INT64_MIN || key >= cursor->tried)
        return rewind_source(cursor);
    result = seek_key(cursor, key - 1);
    cursor->tried = key;
    return result;
}

/*
 * Passes a packet over, or ends scanning with it: at a key frame that is not behind the target and was
 * not tried. Returns 1: decode it, 0: it is passed over, or a negative ET_ERROR_*.
 */
static int scan(struct et_cursor *cursor)
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
    return behind ? look_before(cursor) : 0;
}

/* Passes a packet over, or ends jumping with it. Returns 1: decode it, 0: it is passed over. */
static int land(struct et_cursor *cursor)
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

/*
 * Decides about the first frames after a seek. Returns 1: keep, 0: drop, or a negative ET_ERROR_*
 * of the seek to an earlier key frame.
 */
static int settle(struct et_cursor *cursor, const struct et_frame *frame)
{
    if (cursor->from_start || !cursor->seeking)
        return 1;
    if (frame->pts < cursor->key_pts)
        return 0;
    if (frame->pts <= cursor->target)
        return 1;
    return go_back(cursor);
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
        result = go_back(cursor); /* the place is damaged or missing: earlier frames are not */
        return result < 0 ? result : ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    cursor->engine->frames_decoded++;
    stamp(cursor, *out);
    keep = settle(cursor, *out);
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
        result = look_before(cursor);
        return result < 0 ? result : ET_MORE;
    }
    if (result == ET_DONE) {
        cursor->ended = 1;
        return send(cursor, NULL);
    }
    if (result != ET_FRAME)
        return result;
    if (cursor->scanning || cursor->jumping) {
        result = cursor->scanning ? scan(cursor) : land(cursor);
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

int et_cursor_jump(struct et_cursor *cursor, int64_t pts)
{
    /* Indexes have decoding times: how far these are before the others, a key frame has shown. */
    int64_t lead = cursor->key_pts != INT64_MIN ? cursor->key_pts - cursor->key_dts : 0;
    int result = et_demux_seek_after(cursor->demux, pts - lead);

    if (result < 0 || (result == 0 && !cursor->demux->bisects))
        return result;
    et_decoder_flush(cursor->decoder);
    start_over(cursor, 0);
    cursor->jumping = result == 0;
    cursor->jump = pts;
    cursor->sought = pts;
    cursor->seeking = 1; /* leading pictures of the key frame are dropped */
    cursor->target = INT64_MAX;
    cursor->tried = INT64_MAX;
    cursor->lead = 0;
    return 1;
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
