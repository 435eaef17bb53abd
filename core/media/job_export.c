// SPDX-License-Identifier: MIT
/* The export: decode, filter, convert to what the encoder takes, encode, mux. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/mathematics.h>
#include <limits.h>

#include "base/engine.h"
#include "base/threads.h"
#include "chain/convert.h"
#include "media/cache.h"
#include "media/constant.h"
#include "media/encode.h"
#include "media/export_sound.h"
#include "media/job.h"
#include "media/span.h"

enum {
    MOST_PENDING_BYTES = 16 << 20, /* that a sink may hold before the job waits for it */
    CONVERTED_FRAMES = 4,
    LEAST_BITRATE = 10000,
    MOST_BITRATE = 1000000000,
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
    struct et_image_info first; /* of the frames that are encoded */
    int64_t base;               /* pts of what the chain gives that becomes 0 in the file */
    int64_t encoded;            /* pts of the frame that was encoded last */
    struct et_export_sound sound;
};

static AVRational av(struct et_rational value)
{
    return (AVRational){value.num, value.den};
}

/* The time base of the frames that the chain gives; et_job_export() made sure that there is one. */
static AVRational out_base(const struct export_job *export)
{
    const struct et_rational base = export->job.clip->info.video.time_base;

    return (AVRational){base.num, base.den * export->job.outputs};
}

static int wants_audio(const struct export_job *export)
{
    return export->options.copy_audio && export->job.clip->info.has_audio;
}

static int open_span(struct export_job *export)
{
    int result = et_span_open(&export->span, &export->job, export->options.from, export->options.to,
                              export->options.threads);

    if (result < 0)
        return result;
    if (wants_audio(export))
        et_cursor_want_audio(export->span.cursor, et_export_sound_take, &export->sound);
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

/* Frames a second that leave the chain. */
static AVRational frame_rate(const struct export_job *export)
{
    const AVRational rate = av(export->job.clip->info.video.frame_rate);
    const AVRational known = rate.num > 0 && rate.den > 0 ? rate : (AVRational){25, 1};

    return av_mul_q(known, (AVRational){export->job.outputs, 1});
}

/* Opens encoder and muxer for the shape of the first frame. */
static int open_output(struct export_job *export, const struct et_frame *frame)
{
    struct et_engine *engine = export->job.clip->engine;
    const struct et_demux *demux = et_cursor_demux(export->span.cursor);
    const AVRational rate = frame_rate(export);
    struct et_mux_video track = {
        .width = frame->image.info.width,
        .height = frame->image.info.height,
        .color = frame->image.info.color,
        .sample_aspect = frame->sample_aspect,
        .time_base = frame->time_base,
        .frame_rate = {rate.num, rate.den},
    };
    const AVStream *audio;
    int result;

    export->leased = export->options.threads > 1
                         ? et_threads_lease(engine->threads, export->options.threads)
                         : 0;
    result = et_encoder_open(&frame->image.info, frame->sample_aspect, av_q2d(rate),
                             &export->options, export->leased, &export->encoder);
    if (result < 0)
        return result;
    track.parameters_size = et_encoder_parameters(export->encoder, &track.parameters);
    export->result.width = track.width;
    export->result.height = track.height;
    export->result.fragmented = export->sink.append_only;
    export->base = base_pts(export, frame);
    audio = wants_audio(export) ? demux->audio : NULL;
    result = et_mux_open(&export->sink, &track, audio, expected(export, av_q2d(rate)),
                         expected(export, packet_rate(audio)), &export->mux);
    return result < 0 ? result : et_export_sound_begin(&export->sound, export->mux, export->base);
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
    export->encoded = frame->pts;
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

/* Sound that is read apart keeps pace with the frames. */
static int frames(struct export_job *export, int budget_us)
{
    int result = ET_DONE;

    if (et_export_sound_is_apart(&export->sound))
        result = et_export_sound_step(&export->sound, export->encoded);
    if (result != ET_DONE)
        return result;
    result = et_span_step(&export->span, budget_us);
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
    if (et_export_sound_is_apart(&export->sound))
        result = et_export_sound_step(&export->sound, INT64_MAX);
    else if (wants_audio(export) && !export->sound.ended)
        result = et_cursor_step_audio(export->span.cursor);
    if (result == ET_DONE)
        export->state = FINISH;
    return result < 0 ? result : ET_MORE;
}

static int export_step(struct et_job *job, int budget_us)
{
    struct export_job *export = (struct export_job *)job;
    int result;

    export->result.audio_packets = export->sound.packets;
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

    et_export_sound_close(&export->sound);
    et_mux_close(&export->mux);
    et_encoder_close(&export->encoder);
    et_threads_release(job->clip->engine->threads, export->leased);
    et_converter_destroy(&export->converter);
    et_pool_close(&export->converted);
    et_span_close(&export->span);
}

static const struct et_job_kind export_kind = {export_step, export_close};

static int check_options(const struct export_job *export)
{
    const struct et_export_options *options = &export->options;
    const int outputs = export->job.outputs;
    const struct et_rational base = export->job.clip->info.video.time_base;

    if (!(options->key_interval_s >= 0.1 && options->key_interval_s <= 60))
        return et_fail(ET_ERROR_ARGUMENT, "a key interval of %g s is outside 0.1 to 60",
                       options->key_interval_s);
    if (options->rate_control == ET_RATE_BITRATE &&
        (options->bitrate < LEAST_BITRATE || options->bitrate > MOST_BITRATE))
        return et_fail(ET_ERROR_ARGUMENT, "a bitrate of %lld is outside %d to %d",
                       (long long)options->bitrate, LEAST_BITRATE, MOST_BITRATE);
    if (options->from >= options->to)
        return et_fail(ET_ERROR_ARGUMENT, "the span ends before it begins");
    if (base.den > INT_MAX / outputs)
        return et_fail(ET_ERROR_UNSUPPORTED, "times in units of %d/%d s cannot be divided by %d",
                       base.num, base.den, outputs);
    return 0;
}

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
    result = check_options(export);
    if (result == 0) {
        export->sound = (struct et_export_sound){
            .clip = clip, .video = out_base(export), .from = options->from, .to = options->to};
        result = et_pool_create(CONVERTED_FRAMES, &export->converted);
    }
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
