// SPDX-License-Identifier: MIT
#include "media/export_sound.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/mathematics.h>

#include "base/alloc.h"
#include "media/demux.h"

enum { MOST_EARLY_BYTES = 16 << 20, FIRST_CAPACITY = 16 };

static AVRational audio_base(const struct et_export_sound *sound)
{
    const struct et_rational base = sound->clip->info.audio.time_base;

    return (AVRational){base.num, base.den};
}

static void drop_early(struct et_export_sound *sound)
{
    for (int i = 0; i < sound->early_count; i++)
        av_packet_free(&sound->early[i]);
    sound->early_count = 0;
    sound->early_bytes = 0;
}

static int keep_early(struct et_export_sound *sound, const AVPacket *packet)
{
    if (sound->early_bytes + packet->size > MOST_EARLY_BYTES) {
        drop_early(sound);
        sound->too_early = 1;
        return 0;
    }
    if (sound->early_count == sound->early_capacity) {
        int capacity = sound->early_capacity ? sound->early_capacity * 2 : FIRST_CAPACITY;
        AVPacket **grown = et_grow(sound->early, (size_t)sound->early_capacity * sizeof(AVPacket *),
                                   (size_t)capacity * sizeof(AVPacket *));

        if (!grown)
            return et_fail(ET_ERROR_MEMORY, "no memory for audio packets");
        sound->early = grown;
        sound->early_capacity = capacity;
    }
    sound->early[sound->early_count] = av_packet_clone(packet);
    if (!sound->early[sound->early_count])
        return et_fail(ET_ERROR_MEMORY, "no memory for audio packets");
    sound->early_count++;
    sound->early_bytes += packet->size;
    return 0;
}

static int write_packet(struct et_export_sound *sound, const AVPacket *packet)
{
    int64_t shift = av_rescale_q(sound->base, sound->video, audio_base(sound));
    int result = et_mux_audio_packet(sound->mux, packet, shift);

    if (result == 0)
        sound->packets++;
    return result;
}

/* Where a packet begins; AV_NOPTS_VALUE: it does not say. */
static int64_t start_of(const AVPacket *packet)
{
    return packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
}

/* Copies a packet that touches the span. */
static int copy(struct et_export_sound *sound, const AVPacket *packet)
{
    const AVRational audio = audio_base(sound);
    int64_t start = start_of(packet);
    int64_t end = av_sat_add64(start, packet->duration > 0 ? packet->duration : 1);

    if (start != AV_NOPTS_VALUE && sound->from != INT64_MIN &&
        av_compare_ts(end, audio, sound->from, sound->video) <= 0)
        return 0;
    if (start != AV_NOPTS_VALUE && sound->to != INT64_MAX &&
        av_compare_ts(start, audio, sound->to, sound->video) >= 0) {
        sound->ended = 1;
        return 0;
    }
    return sound->mux ? write_packet(sound, packet) : keep_early(sound, packet);
}

int et_export_sound_take(void *opaque, const AVPacket *packet)
{
    struct et_export_sound *sound = opaque;

    if (!packet) { /* from another place again, which is before the first frame, so none is written */
        drop_early(sound);
        sound->ended = 0;
        return 0;
    }
    return sound->too_early ? 0 : copy(sound, packet);
}

/* A file whose sound lies elsewhere than its video has its sound read from the start. */
static int open_apart(struct et_export_sound *sound)
{
    int result;

    sound->ended = 0;
    sound->packet = av_packet_alloc();
    if (!sound->packet)
        return et_fail(ET_ERROR_MEMORY, "no memory for audio packets");
    result = et_demux_open(sound->clip->source, &sound->apart);
    if (result == 0)
        sound->apart->video->discard = AVDISCARD_ALL;
    return result;
}

int et_export_sound_begin(struct et_export_sound *sound, struct et_mux *mux, int64_t base)
{
    int result = 0;

    sound->mux = mux;
    sound->base = base;
    for (int i = 0; i < sound->early_count && result == 0; i++)
        result = write_packet(sound, sound->early[i]);
    drop_early(sound);
    return result == 0 && sound->too_early ? open_apart(sound) : result;
}

int et_export_sound_step(struct et_export_sound *sound, int64_t until)
{
    AVPacket *packet = sound->packet;
    int result = packet->buf ? ET_MORE : et_demux_read(sound->apart, 1, packet);

    if (result != ET_MORE || sound->ended)
        return result < 0 ? result : ET_DONE;
    if (until != INT64_MAX && start_of(packet) != AV_NOPTS_VALUE &&
        av_compare_ts(start_of(packet), audio_base(sound), until, sound->video) >= 0)
        return ET_DONE;
    result = packet->stream_index == sound->apart->audio->index ? copy(sound, packet) : 0;
    av_packet_unref(packet);
    return result < 0 ? result : ET_MORE;
}

int et_export_sound_is_apart(const struct et_export_sound *sound)
{
    return sound->apart != NULL;
}

void et_export_sound_close(struct et_export_sound *sound)
{
    drop_early(sound);
    et_free(sound->early);
    sound->early = NULL;
    av_packet_free(&sound->packet);
    et_demux_close(&sound->apart);
}
