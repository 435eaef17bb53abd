// SPDX-License-Identifier: MIT
/* What a build was made with is what it opens; the rest is refused by name. See codecs/selection.js. */
#include "media.h"

#include <libavcodec/avcodec.h>
#include <stdlib.h>
#include <string.h>

static int opened, refused;

static bool can_decode(const char *name)
{
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get_by_name(name);

    return descriptor && avcodec_find_decoder(descriptor->id);
}

static void open_row(const struct media_row *row)
{
    struct et_engine *engine = check_engine(0, 0);
    struct media_file file;
    struct et_reader reader;
    struct et_clip *clip = NULL;

    if (media_load(row->name, &file)) {
        reader = media_reader(&file);
        int error = et_clip_open(engine, &reader, 0, &clip);
        if (can_decode(row->codec)) {
            opened++;
            CHECK(!error, "%s: %s", row->name, et_error_message());
        } else {
            refused++;
            CHECK(error == ET_ERROR_UNSUPPORTED && strstr(et_error_message(), row->codec),
                  "%s: error %d, %s", row->name, error, et_error_message());
        }
        et_clip_close(&clip);
    }
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

void test_media_codecs(void)
{
    static const char *const patented[] = {"h264", "hevc", "aac", "eac3", "mpeg4", "h263", "vc1"};
    static const char *const free_ones[] = {"vp9", "av1", "opus", "mpeg2video", "prores", "ffv1"};
    const bool all = !strcmp(ETALON_CODECS, "all"), just_free = !strcmp(ETALON_CODECS, "free");

    opened = refused = 0;
    media_rows(1 << 20, 1 << 20, open_row);
    for (size_t i = 0; i < ET_COUNT(patented); i++)
        CHECK(!(all || just_free) || can_decode(patented[i]) == all, "%s", patented[i]);
    for (size_t i = 0; i < ET_COUNT(free_ones); i++)
        CHECK(!(all || just_free) || can_decode(free_ones[i]), "%s", free_ones[i]);
    CHECK(!just_free || (opened > 5 && refused > 5), "%d opened, %d refused", opened, refused);
    CHECK(!all || refused == 0, "%d refused", refused);
}
