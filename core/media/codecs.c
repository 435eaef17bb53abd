// SPDX-License-Identifier: MIT
#include "media/codecs.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

/* Whether an earlier decoder is for the same codec, so that a codec is named once. */
static bool named_before(const AVCodec *codec)
{
    const AVCodec *other;
    void *position = NULL;

    while ((other = av_codec_iterate(&position)) && other != codec) {
        if (other->id == codec->id)
            return true;
    }
    return false;
}

static void put_decoders(struct et_json *json, const char *key, enum AVMediaType type)
{
    const AVCodec *codec;
    void *position = NULL;

    et_json_array(json, key);
    while ((codec = av_codec_iterate(&position))) {
        if (av_codec_is_decoder(codec) && codec->type == type && !named_before(codec))
            et_json_string(json, NULL, avcodec_get_name(codec->id));
    }
    et_json_array_end(json);
}

void et_codecs_describe(struct et_json *json)
{
    const AVInputFormat *container;
    void *position = NULL;

    et_json_string(json, "codecs", ETALON_CODECS);
    put_decoders(json, "decoders", AVMEDIA_TYPE_VIDEO);
    put_decoders(json, "audioDecoders", AVMEDIA_TYPE_AUDIO);
    et_json_array(json, "encoders");
#ifdef ETALON_HAS_OPENH264
    et_json_string(json, NULL, avcodec_get_name(AV_CODEC_ID_H264)); /* media/encode.c */
#endif
    et_json_array_end(json);
    et_json_array(json, "demuxers");
    while ((container = av_demuxer_iterate(&position)))
        et_json_string(json, NULL, container->name);
    et_json_array_end(json);
}
