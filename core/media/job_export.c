// SPDX-License-Identifier: MIT
/* The export: decode, filter, convert to what the encoder takes, encode, mux. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "base/engine.h"
#include "base/threads.h"
#include "chain/convert.h"
#include "media/cache.h"
#include "media/constant.h"
#include "media/encode.h"
#include "media/job.h"
#include "media/mux.h"
#include "media/span.h"

enum {
    MOST_PENDING_BYTES = 16 << 20, /* that a sink may hold before the job waits for it */
    CONVERTED_FRAMES = 4,
};

/* A span of earlier sound is kept only when it is longer than a decoder's priming. */
static const double PRIMING_S = 0.1;

struct export_job {
    struct et_job job;
    struct et_export_options options;
    struct et_sink sink;
    struct et_export_result result;
    struct et_span span;
    struct et_encoder *encoder;
    struct et_mux *mux;
    struct et_pool *converted;
    struct et_converter *converter;
    enum { OPEN, FRAMES, REST_OF_AUDIO, FINISH, FINISHED } state;
    int leased;
    int audio_ended;
    struct et_image_info first; /* of the frames that are encoded */
    int64_t base;               /* pts of what the chain gives that becomes 0 in the file */

    AVPacket **early; /* audio met before the muxer was open */
    int early_count, early_capacity;
};

static AVRational av(struct et_rational value)
{
    return (AVRational){value.num, value.den};
}

/* The time base of the frames that the chain gives. */
static AVRational out_base(const struct export_job *export)
{
    const struct et_rational base = export->job.clip->info.video.time_base;

    return (AVRational){base.num, base.den * export->job.outputs};
}

/* ---- Audio ------------------------------------------------------------------------------- */

static int keep_early(struct export_job *export, const AVPacket *packet)
{
    if (export->early_count == export->early_capacity) {
        int capacity = export->early_capacity ? export->early_capacity * 2 : 16;
        AVPacket **grown = realloc(export->early, (size_t)capacity * sizeof(AVPacket *));

        if (!grown)
            return et_fail(ET_ERROR_MEMORY, "no memory for audio packets");
        export->early = grown;
        export->early_capacity = capacity;
    }
    export->early[export->early_count] = av_packet_clone(packet);
    if (!export->early[export->early_count])
        return et_fail(ET_ERROR_MEMORY, "no memory for audio packets");
    export->early_count++;
    return 0;
}

static int write_audio(struct export_job *export, const AVPacket *packet)
{
    const AVRational video = out_base(export);
    const AVRational audio = av(export->job.clip->info.audio.time_base);
    int result = et_mux_audio_packet(export->mux, packet, av_rescale_q(export->base, video, audio));

    if (result == 0)
        export->result.audio_packets++;
    return result;
}

static void drop_early(struct export_job *export)
{
    for (int i = 0; i < export->early_count; i++)
        av_packet_free(&export->early[i]);
    export->early_count = 0;
}

/* Called by the cursor for each audio packet: those that touch the span are copied. */
static int take_audio(void *context, const AVPacket *packet)
{
    struct export_job *export = context;
    const AVRational video = out_base(export);
    const AVRational audio = av(export->job.clip->info.audio.time_base);
    int64_t start, end;

    if (!packet) { /* from another place again, which is before the first frame, so none is written */
        drop_early(export);
        export->audio_ended = 0;
        return 0;
    }
    start = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    end = av_sat_add64(start, packet->duration > 0 ? packet->duration : 1);
    if (start != AV_NOPTS_VALUE && export->options.from != INT64_MIN &&
        av_compare_ts(end, audio, export->options.from, video) <= 0)
        return 0;
    if (start != AV_NOPTS_VALUE && export->options.to != INT64_MAX &&
        av_compare_ts(start, audio, export->options.to, video) >= 0) {
        export->audio_ended = 1;
        return 0;
    }
    return export->mux ? write_audio(export, packet) : keep_early(export, packet);
}

static int write_early(struct export_job *export)
{
    int result = 0;

    for (int i = 0; i < export->early_count; i++) {
        if (result == 0)
            result = write_audio(export, export->early[i]);
        av_packet_free(&export->early[i]);
    }
    export->early_count = 0;
    return result;
}

static int wants_audio(const struct export_job *export)
{
    return export->options.copy_audio && export->job.clip->info.has_audio;
}

/* ---- Video ------------------------------------------------------------------------------- */

static int open_span(struct export_job *export)
{
    int result = et_span_open(&export->span, &export->job, export->options.from, export->options.to,
                              export->options.threads);

    if (result < 0)
        return result;
    if (wants_audio(export))
        et_cursor_want_audio(export->span.cursor, take_audio, export);
    export->state = FRAMES;
    return ET_MORE;
}

/* The pts that becomes 0: the first frame's, or the start of sound that begins well before it. */
static int64_t base_pts(const struct export_job *export, const struct et_frame *frame)
{
    const struct et_clip_info *info = &export->job.clip->info;
    const AVRational video = out_base(export);
    const AVRational audio = av(info->audio.time_base);
    double lead_s;

    if (!wants_audio(export) || export->options.from != INT64_MIN)
        return frame->pts;
    lead_s = (double)frame->pts * av_q2d(video) - (double)info->audio.start * av_q2d(audio);
    return lead_s > PRIMING_S ? av_rescale_q(info->audio.start, audio, video) : frame->pts;
}

/* About how many units of `per_second` the span holds, a little more rather than less; 0: not known. */
static int64_t expected(const struct export_job *export, double per_second)
{
    const double slack = 1.25, more = 64, most = 1e9;
    const struct et_clip_info *info = &export->job.clip->info;
    const double tick_s = av_q2d(out_base(export)) * export->job.outputs;
    double start_s = (double)info->video.start * tick_s;
    double length_s =
        info->video.duration > 0 ? (double)info->video.duration * tick_s : info->duration_s;
    double end_s = start_s + length_s, count;

    if (!(length_s > 0 && per_second > 0))
        return 0;
    if (export->options.from != INT64_MIN)
        start_s = FFMAX(start_s, (double)export->options.from * av_q2d(out_base(export)));
    if (export->options.to != INT64_MAX)
        end_s = FFMIN(end_s, (double)export->options.to * av_q2d(out_base(export)));
    count = (end_s - start_s) * per_second * slack + more;
    return count > most ? 0 : count > more ? (int64_t)count : (int64_t)more;
}

/* Sound packets a second. */
static double packet_rate(const AVStream *audio)
{
    const int usual_samples = 1024;
    const AVCodecParameters *codec = audio ? audio->codecpar : NULL;

    if (!codec || codec->sample_rate <= 0)
        return 0;
    return (double)codec->sample_rate / (codec->frame_size > 0 ? codec->frame_size : usual_samples);
}

/* Opens encoder and muxer for the shape of the first frame. */
static int open_output(struct export_job *export, const struct et_frame *frame)
{
    struct et_engine *engine = export->job.clip->engine;
    const struct et_video_info *video = &export->job.clip->info.video;
    const struct et_demux *demux = et_cursor_demux(export->span.cursor);
    struct et_rational rate = {video->frame_rate.num * export->job.outputs, video->frame_rate.den};
    struct et_mux_video track = {
        .width = frame->image.info.width,
        .height = frame->image.info.height,
        .color = frame->image.info.color,
        .sample_aspect = frame->sample_aspect,
        .time_base = frame->time_base,
        .frame_rate = rate,
    };
    const AVStream *audio;
    int result;

    if (rate.num <= 0 || rate.den <= 0)
        rate = (struct et_rational){25, 1};
    export->leased = export->options.threads > 1
                         ? et_threads_lease(engine->threads, export->options.threads)
                         : 0;
    result = et_encoder_open(&frame->image.info, frame->sample_aspect, (double)rate.num / rate.den,
                             &export->options, export->leased, &export->encoder);
    if (result < 0)
        return result;
    track.parameters_size = et_encoder_parameters(export->encoder, &track.parameters);
    export->result.width = track.width;
    export->result.height = track.height;
    export->result.fragmented = export->sink.append_only;
    export->base = base_pts(export, frame);
    audio = wants_audio(export) ? demux->audio : NULL;
    result =
        et_mux_open(&export->sink, &track, audio, expected(export, (double)rate.num / rate.den),
                    expected(export, packet_rate(audio)), &export->mux);
    return result < 0 ? result : write_early(export);
}

static int encode_frame(struct export_job *export, const struct et_frame *frame)
{
    struct et_encoded encoded;
    int result = 0;

    if (!export->mux) {
        export->first = frame->image.info;
        result = open_output(export, frame);
    }
    if (result == 0)
        result = et_check_constant(&export->first, frame);
    if (result == 0)
        result = et_encoder_encode(export->encoder, frame, &encoded);
    if (result == 0 && encoded.size > 0)
        result = et_mux_video_packet(export->mux, encoded.bytes, encoded.size,
                                     av_sat_sub64(frame->pts, export->base), frame->duration,
                                     encoded.key);
    return result;
}

/* Fails where `strict` forbids what the encoder needs. */
static int check_strict(struct export_job *export, const struct et_image_info *info)
{
    struct et_image_info wanted;
    unsigned conversions;

    et_negotiate(&et_encoder_accepts, info, &wanted, &conversions);
    export->result.conversions |= conversions;
    if (!conversions || !export->options.strict)
        return 0;
    return et_fail(ET_ERROR_UNSUPPORTED,
                   "%s does not take %s of %d x %d; strict forbids the conversions that it needs: "
                   "%s",
                   et_encoder_accepts.name, et_format_info(info->format)->name, info->width,
                   info->height, et_conversion_names(conversions));
}

/* Converts and encodes the frame that left the chain. */
static int finish_frame(struct export_job *export)
{
    struct et_frame *filtered = et_job_take_frame(&export->job);
    struct et_frame *fitting = NULL;
    int result = check_strict(export, &filtered->image.info);

    if (result == 0)
        result = et_converter_run(export->converter, export->converted, filtered, &fitting);
    if (result == 0)
        result = encode_frame(export, fitting);
    et_frame_unref(&filtered);
    et_frame_unref(&fitting);
    if (result < 0)
        return result;
    export->job.frames_done++;
    export->result.frames++;
    export->result.bytes = et_mux_bytes(export->mux);
    return ET_MORE;
}

static int frames(struct export_job *export, int budget_us)
{
    int result = et_span_step(&export->span, budget_us);

    if (result == ET_FRAME)
        return finish_frame(export);
    if (result != ET_DONE)
        return result;
    export->state = REST_OF_AUDIO;
    return ET_MORE;
}

static int rest_of_audio(struct export_job *export)
{
    int result = ET_DONE;

    if (!export->mux)
        return export->job.damaged
                   ? et_job_no_frame(&export->job)
                   : et_fail(ET_ERROR_ARGUMENT, "the span from `from` to `to` holds no frame");
    if (wants_audio(export) && !export->audio_ended)
        result = et_cursor_step_audio(export->span.cursor);
    if (result == ET_DONE)
        export->state = FINISH;
    return result < 0 ? result : ET_MORE;
}

static int export_step(struct et_job *job, int budget_us)
{
    struct export_job *export = (struct export_job *)job;
    int result;

    if (export->sink.pending(export->sink.opaque) > MOST_PENDING_BYTES)
        return ET_WANT_WRITE;
    switch (export->state) {
    case OPEN:
        return open_span(export);
    case FRAMES:
        return frames(export, budget_us);
    case REST_OF_AUDIO:
        return rest_of_audio(export);
    case FINISH:
        result = et_mux_finish(export->mux);
        export->result.bytes = et_mux_bytes(export->mux);
        export->result.faststart = et_mux_faststart(export->mux);
        if (result == ET_DONE)
            export->state = FINISHED;
        return result < 0 ? result : ET_MORE;
    default:
        return export->sink.pending(export->sink.opaque) > 0 ? ET_WANT_WRITE : ET_DONE;
    }
}

static void export_close(struct et_job *job)
{
    struct export_job *export = (struct export_job *)job;

    drop_early(export);
    free(export->early);
    et_mux_close(&export->mux);
    et_encoder_close(&export->encoder);
    et_threads_release(job->clip->engine->threads, export->leased);
    et_converter_destroy(&export->converter);
    et_pool_close(&export->converted);
    et_span_close(&export->span);
}

static const struct et_job_kind export_kind = {export_step, export_close};

int et_job_export(struct et_clip *clip, struct et_chain *chain, const struct et_sink *sink,
                  const struct et_export_options *options, struct et_job **out)
{
    struct export_job *export;
    int result = et_job_create(clip, chain, &export_kind, sizeof(*export), out);

    if (result < 0)
        return result;
    export = (struct export_job *)*out;
    export->options = *options;
    export->sink = *sink;
    if (!(options->key_interval_s >= 0.1 && options->key_interval_s <= 60))
        result = et_fail(ET_ERROR_ARGUMENT, "a key interval of %g s is outside 0.1 to 60",
                         options->key_interval_s);
    else if (options->from >= options->to)
        result = et_fail(ET_ERROR_ARGUMENT, "the span ends before it begins");
    else
        result = et_pool_create(CONVERTED_FRAMES, &export->converted);
    if (result == 0)
        result = et_converter_create(clip->engine, &et_encoder_accepts, &export->converter);
    if (export->converted)
        et_pool_relieve(export->converted, et_cache_evict, clip->engine->cache);
    if (result < 0)
        et_job_close(out);
    return result;
}

const struct et_export_result *et_job_export_result(const struct et_job *job)
{
    return job->kind == &export_kind ? &((const struct export_job *)job)->result : NULL;
}
