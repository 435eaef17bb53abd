// SPDX-License-Identifier: MIT
/* The job that hands out packets of the video track, for a decoder that the host brings along. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/bprint.h>
#include <string.h>

#include "base/alloc.h"
#include "frame/frame.h"
#include "frame/interleave.h"
#include "media/job.h"

enum {
    MOST_FRAMES = 16, /* of the host's decoder, filled or being filled */
    MOST_NAME = 64
};

struct packets_job {
    struct et_job job;
    struct et_demux *demux;
    AVPacket *packet;
    struct et_packet given;
    int ready, keyed; /* a packet waits; the key frame at which to begin has come */
    struct et_pool *pool;
    struct et_frame
        model; /* of frames that the host fills; its format is NONE before it is known */
    char codec[MOST_NAME];
    uint8_t *pairs; /* chroma of a frame of NV12; NULL before it is asked for */
};

static int packets_step(struct et_job *job, int budget_us)
{
    struct packets_job *packets = (struct packets_job *)job;
    AVPacket *packet = packets->packet;
    int result;

    (void)budget_us;
    packets->ready = 0;
    av_packet_unref(packet);
    result = et_demux_read(packets->demux, 0, packet);
    if (result != ET_MORE)
        return result;
    packets->keyed |= packet->flags & AV_PKT_FLAG_KEY;
    if (!packets->keyed)
        return ET_MORE;
    packets->given = (struct et_packet){
        .data = packet->data,
        .size = packet->size,
        .pts = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts,
        .duration = packet->duration,
        .key = (packet->flags & AV_PKT_FLAG_KEY) != 0,
    };
    packets->ready = 1;
    return ET_WANT_DECODE;
}

static void packets_close(struct et_job *job)
{
    struct packets_job *packets = (struct packets_job *)job;

    av_packet_free(&packets->packet);
    et_demux_close(&packets->demux);
    et_pool_close(&packets->pool);
    et_free(packets->pairs);
}

static const struct et_job_kind packets_kind = {packets_step, packets_close};

/* HEVC by its configuration record: ISO/IEC 14496-15, 8.3.3.1.2 and annex E: "hvc1.2.4.L153.B0". */
static int name_hevc(struct packets_job *packets)
{
    const AVCodecParameters *codec = packets->demux->video->codecpar;
    const uint8_t *record = codec->extradata;
    static const char *const spaces[] = {"", "A", "B", "C"};
    unsigned compatible = 0;
    AVBPrint text;
    int last = 11;

    if (codec->extradata_size < 23 || record[0] != 1)
        return 0;
    for (int bit = 0; bit < 32; bit++) /* the flags of the record, the first one lowest */
        compatible |= (unsigned)(record[2 + bit / 8] >> (7 - bit % 8) & 1) << bit;
    while (last > 5 && record[last] == 0)
        last--;
    av_bprint_init_for_buffer(&text, packets->codec, sizeof(packets->codec));
    av_bprintf(&text, "hvc1.%s%d.%X.%c%d", spaces[record[1] >> 6], record[1] & 31, compatible,
               record[1] & 32 ? 'H' : 'L', record[12]);
    for (int i = 6; i <= last; i++)
        av_bprintf(&text, ".%X", record[i]);
    return av_bprint_is_complete(&text);
}

/* RFC 6381's name of the codec, which WebCodecs takes: "avc1.640028". */
static int name_codec(struct packets_job *packets)
{
    const AVStream *video = packets->demux->video;
    AVBPrint text;
    int result;

    if (video->codecpar->codec_id == AV_CODEC_ID_HEVC && name_hevc(packets))
        return 0;
    av_bprint_init_for_buffer(&text, packets->codec, sizeof(packets->codec));
    result = av_mime_codec_str(video->codecpar, video->avg_frame_rate, &text);
    return result < 0 || !av_bprint_is_complete(&text)
               ? et_fail(ET_ERROR_UNSUPPORTED, "there is no name of %s for the browser's decoder",
                         avcodec_get_name(video->codecpar->codec_id))
               : 0;
}

static int packets_open(struct packets_job *packets, int64_t from)
{
    int result = et_demux_open(packets->job.clip->source, &packets->demux);

    if (result == 0 && !packets->demux->indexed)
        result = et_fail(ET_ERROR_UNSUPPORTED, "the container has no index");
    if (result == 0)
        result = name_codec(packets);
    if (result == 0)
        result = et_demux_seek(packets->demux, from);
    if (result == 0)
        result = et_pool_create(MOST_FRAMES, &packets->pool);
    packets->packet = av_packet_alloc();
    if (result == 0 && !packets->packet)
        result = et_fail(ET_ERROR_MEMORY, "no memory for packets");
    return result;
}

int et_job_packets(struct et_clip *clip, int64_t from, struct et_job **out)
{
    int result = et_job_create(clip, NULL, &packets_kind, sizeof(struct packets_job), out);

    if (result == 0)
        result = packets_open((struct packets_job *)*out, from);
    if (result < 0)
        et_job_close(out);
    return result;
}

const struct et_packet *et_job_packet(const struct et_job *job)
{
    const struct packets_job *packets = (const struct packets_job *)job;

    return job->kind == &packets_kind && packets->ready ? &packets->given : NULL;
}

int et_job_packets_codec(const struct et_job *job, const char **name, const uint8_t **extra)
{
    const struct packets_job *packets = (const struct packets_job *)job;
    const AVCodecParameters *codec;

    if (job->kind != &packets_kind)
        return et_fail(ET_ERROR_STATE, "the job gives no packets");
    codec = packets->demux->video->codecpar;
    *name = packets->codec;
    *extra = codec->extradata;
    return codec->extradata_size;
}

static struct packets_job *packets_of(struct et_job *job)
{
    return job->kind == &packets_kind ? (struct packets_job *)job : NULL;
}

int et_job_packets_jump(struct et_job *job, int64_t pts, int before)
{
    struct packets_job *packets = packets_of(job);
    int result;

    if (!packets || job->ended < 0)
        return et_fail(ET_ERROR_STATE, "the job gives no packets");
    result = before ? et_demux_seek(packets->demux, pts) : et_demux_seek_after(packets->demux, pts);
    if (result < 0 || (result == 0 && !before))
        return result;
    packets->keyed = 0;
    packets->ready = 0;
    job->ended = 0;
    return 1;
}

int et_job_packets_like(struct et_job *job, const struct et_frame *frame)
{
    struct packets_job *packets = packets_of(job);

    if (!packets)
        return et_fail(ET_ERROR_STATE, "the job gives no packets");
    et_free(packets->pairs);
    packets->pairs = NULL;
    packets->model = *frame;
    packets->model.analysis = NULL;
    return 0;
}

int et_job_packets_frame(struct et_job *job, int64_t pts, int64_t duration, int key,
                         struct et_frame **out)
{
    const struct packets_job *packets = packets_of(job);
    const struct et_frame *model = packets ? &packets->model : NULL;
    int result;

    *out = NULL;
    if (!model || model->image.info.format == ET_FORMAT_NONE)
        return et_fail(ET_ERROR_STATE, "the shape of the frames is not known yet");
    result = et_frame_create(packets->pool, &model->image.info, out);
    if (result < 0)
        return result;
    (*out)->pts = pts;
    (*out)->duration = duration > 0 ? duration : model->duration;
    (*out)->time_base = model->time_base;
    (*out)->sample_aspect = model->sample_aspect;
    (*out)->light = model->light;
    (*out)->key = key;
    (*out)->interlaced = model->interlaced;
    (*out)->top_first = model->top_first;
    return 0;
}

int et_job_packets_pairs(struct et_job *job, uint8_t **out)
{
    struct packets_job *packets = packets_of(job);
    const struct et_image_info *info = packets ? &packets->model.image.info : NULL;

    *out = NULL;
    if (!info || info->format != ET_FORMAT_I420)
        return et_fail(ET_ERROR_STATE, "the job gives no frames of 4:2:0 and 8 bits");
    if (!packets->pairs)
        packets->pairs = et_alloc_zero((size_t)et_plane_width(info->format, 1, info->width) * 2,
                                       (size_t)et_plane_height(info->format, 1, info->height));
    if (!packets->pairs)
        return et_fail(ET_ERROR_MEMORY, "no memory for the chroma of a frame");
    *out = packets->pairs;
    return et_plane_width(info->format, 1, info->width) * 2;
}

int et_job_packets_split(struct et_job *job, const struct et_frame *frame)
{
    const struct packets_job *packets = packets_of(job);
    const struct et_image *image = &frame->image;

    if (!packets || !packets->pairs ||
        !et_image_info_equal(&image->info, &packets->model.image.info))
        return et_fail(ET_ERROR_STATE, "the frame is not of the job");
    et_split_pairs(image, packets->pairs,
                   (ptrdiff_t)et_plane_width(image->info.format, 1, image->info.width) * 2);
    return 0;
}
