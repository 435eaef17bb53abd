// SPDX-License-Identifier: MIT
#include "api/clip_json.h"

#include "base/json.h"

static void rational(struct et_json *json, const char *key, struct et_rational value)
{
    et_json_array(json, key);
    et_json_int(json, NULL, value.num);
    et_json_int(json, NULL, value.den);
    et_json_array_end(json);
}

static void color(struct et_json *json, const struct et_color *value)
{
    et_json_object(json, "color");
    et_json_int(json, "matrix", value->matrix);
    et_json_int(json, "primaries", value->primaries);
    et_json_int(json, "transfer", value->transfer);
    et_json_bool(json, "fullRange", value->full_range);
    et_json_int(json, "siting", value->siting);
    et_json_int(json, "guessed", value->guessed);
    et_json_object_end(json);
}

static void light(struct et_json *json, const struct et_light *value)
{
    et_json_object(json, "light");
    et_json_int(json, "mastering", value->mastering_nits);
    et_json_int(json, "content", value->content_nits);
    et_json_int(json, "average", value->average_nits);
    et_json_object_end(json);
}

static void video(struct et_json *json, const struct et_video_info *info)
{
    et_json_object(json, "video");
    et_json_string(json, "codec", info->codec);
    et_json_string(json, "profile", info->profile);
    et_json_string(json, "format", et_format_info(info->image.format)->name);
    et_json_int(json, "width", info->image.width);
    et_json_int(json, "height", info->image.height);
    et_json_int(json, "codedWidth", info->coded_width);
    et_json_int(json, "codedHeight", info->coded_height);
    et_json_int(json, "rotation", info->rotation);
    et_json_bool(json, "mirrored", info->mirrored);
    rational(json, "sampleAspect", info->sample_aspect);
    rational(json, "frameRate", info->frame_rate);
    rational(json, "timeBase", info->time_base);
    et_json_int(json, "start", info->start);
    et_json_int(json, "duration", info->duration);
    et_json_int(json, "frameCount", info->frame_count);
    et_json_bool(json, "indexed", info->indexed);
    color(json, &info->image.color);
    light(json, &info->light);
    et_json_object_end(json);
}

static void audio(struct et_json *json, const struct et_clip_info *info)
{
    if (!info->has_audio) {
        et_json_string(json, "audio", NULL);
        return;
    }
    et_json_object(json, "audio");
    et_json_string(json, "codec", info->audio.codec);
    et_json_int(json, "sampleRate", info->audio.sample_rate);
    et_json_int(json, "channels", info->audio.channels);
    rational(json, "timeBase", info->audio.time_base);
    et_json_int(json, "start", info->audio.start);
    et_json_int(json, "duration", info->audio.duration);
    et_json_int(json, "track", info->audio.track);
    et_json_int(json, "tracks", info->audio.tracks);
    et_json_object_end(json);
}

char *et_clip_json(const struct et_clip_info *info)
{
    struct et_json json = {0};

    et_json_object(&json, NULL);
    et_json_string(&json, "container", info->container);
    et_json_number(&json, "duration", info->duration_s);
    video(&json, &info->video);
    audio(&json, info);
    et_json_object_end(&json);
    return et_json_end(&json);
}
