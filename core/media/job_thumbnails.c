// SPDX-License-Identifier: MIT
/*
 * Thumbnails: key frames near a list of times. Each is decoded alone: its packet, then the end of
 * the stream, so that the decoder gives the frame at once, then a flush.
 */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <string.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "media/decode.h"
#include "media/job.h"
#include "media/ticks.h"

struct thumbnails_job {
    struct et_job job;
    int64_t *times;
    size_t count, next; /* the time at work */
    struct et_demux *demux;
    struct et_decoder *decoder;
    AVPacket *packet; /* read last; empty: it was looked at */
    AVPacket *key;    /* the key frame to decode; empty: none yet */
    int64_t packet_pts, key_pts, packets, tick;
    int64_t lead; /* how far before the time reading began; 0: at the place itself */
    enum { OPEN, PLACE, READ, DECODE, DRAIN, FILTER } state;
};

/* Reads a packet. Times of streams without timestamps are counted: a frame a packet. */
static int read_packet(struct thumbnails_job *thumbs)
{
    AVPacket *packet = thumbs->packet;
    int result = et_demux_read(thumbs->demux, 0, packet);

    if (result != ET_MORE)
        return result;
    thumbs->packet_pts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    if (!thumbs->demux->timed)
        thumbs->packet_pts = thumbs->packets * thumbs->tick;
    thumbs->packets++;
    return ET_MORE;
}

static int open_decoder(struct thumbnails_job *thumbs)
{
    struct et_clip *clip = thumbs->job.clip;
    const struct et_video_info *video = &clip->info.video;
    AVRational rate = {video->frame_rate.num, video->frame_rate.den};
    int result = et_demux_open(clip->source, &thumbs->demux);

    if (result == 0)
        result = et_decoder_open(clip->engine, thumbs->demux, ET_DECODE_KEY_FRAMES, 0,
                                 et_job_frames_held(&thumbs->job), &thumbs->decoder);
    if (result < 0)
        return result;
    thumbs->tick = et_ticks_of_frames(1, rate, thumbs->demux->video->time_base);
    thumbs->state = PLACE;
    return ET_MORE;
}

/* Goes near the time at work; a container in which that is not possible is read on. */
static int find_place(struct thumbnails_job *thumbs)
{
    const int64_t time = thumbs->times[thumbs->next];

    thumbs->state = READ;
    if (thumbs->demux->bisects) {
        thumbs->lead = et_ticks_farther(thumbs->lead, thumbs->demux->video->time_base);
        et_demux_seek(thumbs->demux, av_sat_sub64(time, thumbs->lead));
    } else if (thumbs->demux->indexed && et_demux_seek(thumbs->demux, time) < 0) {
        et_demux_seek(thumbs->demux, thumbs->job.clip->info.video.start);
    }
    if (thumbs->demux->bisects || thumbs->demux->indexed)
        av_packet_unref(thumbs->key);
    return ET_MORE;
}

/* A time that gets no frame is passed over. */
static int go_on(struct thumbnails_job *thumbs)
{
    thumbs->next++;
    thumbs->lead = 0;
    thumbs->state = PLACE;
    thumbs->job.frames_done++;
    et_job_advance(&thumbs->job, (double)thumbs->next / (double)thumbs->count);
    return ET_MORE;
}

/* At the end of the source: what was kept is decoded, and a place too late is tried earlier. */
static int at_end(struct thumbnails_job *thumbs)
{
    const struct et_video_info *video = &thumbs->job.clip->info.video;

    if (thumbs->key->size > 0) {
        thumbs->state = DECODE;
        return ET_MORE;
    }
    if (thumbs->demux->bisects &&
        av_sat_sub64(thumbs->times[thumbs->next], thumbs->lead) > video->start) {
        thumbs->state = PLACE;
        return ET_MORE;
    }
    return go_on(thumbs);
}

/*
 * Looks at the next packet. Where reading began near the time, the first key frame is the one; else
 * the last that is not behind the time, which is known when the next one is met.
 */
static int look_for_key(struct thumbnails_job *thumbs)
{
    const int near = thumbs->demux->bisects || thumbs->demux->indexed;
    int result = thumbs->packet->size > 0 ? ET_MORE : read_packet(thumbs);

    if (result == ET_DONE)
        return at_end(thumbs);
    if (result != ET_MORE)
        return result;
    if (thumbs->packet->flags & AV_PKT_FLAG_KEY) {
        if (thumbs->key->size > 0 && thumbs->packet_pts > thumbs->times[thumbs->next]) {
            thumbs->state = DECODE; /* the packet is looked at again for the next time */
            return ET_MORE;
        }
        av_packet_unref(thumbs->key);
        av_packet_move_ref(thumbs->key, thumbs->packet);
        thumbs->key_pts = thumbs->packet_pts;
        if (near)
            thumbs->state = DECODE;
    }
    av_packet_unref(thumbs->packet);
    return ET_MORE;
}

static int decode_key(struct thumbnails_job *thumbs)
{
    int result = et_decoder_send(thumbs->decoder, thumbs->key);

    thumbs->state = DRAIN;
    if (result == ET_ERROR_DATA)
        thumbs->job.damaged++;
    else if (result < 0)
        return result;
    result = et_decoder_send(thumbs->decoder, NULL);
    return result < 0 && result != ET_ERROR_DATA ? result : ET_MORE;
}

static int drain(struct thumbnails_job *thumbs)
{
    struct et_frame *frame = NULL;
    int result = et_decoder_receive(thumbs->decoder, &frame);

    if (result == ET_ERROR_DATA || result == ET_DONE) {
        et_decoder_flush(thumbs->decoder);
        return go_on(thumbs);
    }
    if (result != ET_FRAME)
        return result;
    et_decoder_flush(thumbs->decoder);
    thumbs->job.clip->engine->frames_decoded++;
    if (thumbs->key_pts != AV_NOPTS_VALUE)
        frame->pts = thumbs->key_pts;
    if (frame->duration <= 0)
        frame->duration = thumbs->tick;
    thumbs->state = FILTER;
    et_job_filter_begin(&thumbs->job, true);
    result = et_job_filter(&thumbs->job, &frame);
    et_job_filter_finish(&thumbs->job);
    return result < 0 ? result : ET_MORE;
}

static int thumbnails_step(struct et_job *job, int budget_us)
{
    struct thumbnails_job *thumbs = (struct thumbnails_job *)job;
    int result;

    if (thumbs->next == thumbs->count)
        return ET_DONE;
    switch (thumbs->state) {
    case OPEN:
        return open_decoder(thumbs);
    case PLACE:
        return find_place(thumbs);
    case READ:
        return look_for_key(thumbs);
    case DECODE:
        return decode_key(thumbs);
    case DRAIN:
        return drain(thumbs);
    default:
        result = et_job_filter_step(job, budget_us);
        if (result == ET_FRAME)
            go_on(thumbs);
        return result;
    }
}

static void thumbnails_close(struct et_job *job)
{
    struct thumbnails_job *thumbs = (struct thumbnails_job *)job;

    av_packet_free(&thumbs->packet);
    av_packet_free(&thumbs->key);
    et_decoder_close(&thumbs->decoder);
    et_demux_close(&thumbs->demux);
    et_free(thumbs->times);
}

static const struct et_job_kind thumbnails_kind = {thumbnails_step, thumbnails_close};

int et_job_thumbnails(struct et_clip *clip, struct et_chain *chain, const int64_t *times,
                      size_t count, struct et_job **out)
{
    struct thumbnails_job *thumbs;
    int result = et_job_create(clip, chain, &thumbnails_kind, sizeof(*thumbs), out);

    if (result < 0)
        return result;
    thumbs = (struct thumbnails_job *)*out;
    thumbs->count = count;
    thumbs->times = et_alloc_zero(count + 1, sizeof(*times));
    thumbs->packet = av_packet_alloc();
    thumbs->key = av_packet_alloc();
    if (!thumbs->times || !thumbs->packet || !thumbs->key)
        result = et_fail(ET_ERROR_MEMORY, "no memory for %zu thumbnails", count);
    for (size_t i = 0; i < count && result == 0; i++) {
        thumbs->times[i] = times[i];
        if (i > 0 && times[i] < times[i - 1])
            result = et_fail(ET_ERROR_ARGUMENT, "time %zu is before the one before it", i);
    }
    if (result < 0)
        et_job_close(out);
    return result;
}
