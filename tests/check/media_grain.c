// SPDX-License-Identifier: MIT
/*
 * Film grain of H.264 and HEVC, which libavcodec puts on in a second buffer: frames that are held keep
 * their pixels while others are decoded, each in a buffer of its own, and these are the pixels that
 * libavcodec gives in memory of its own.
 */
#include <libavcodec/avcodec.h>
#include <stdlib.h>
#include <string.h>

#include "media.h"

enum { MOST_HELD = 24, MESSAGE_BYTES = 64, SEI_FILM_GRAIN = 19 };

struct bits {
    uint8_t bytes[MESSAGE_BYTES];
    int count;
};

static void put(struct bits *bits, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; i--, bits->count++)
        bits->bytes[bits->count / 8] |= (uint8_t)((value >> i & 1) << (7 - bits->count % 8));
}

/* Exp-Golomb of a positive number, signed. */
static void put_positive(struct bits *bits, unsigned value)
{
    int zeros = 0;

    while (2 * value >> (zeros + 1))
        zeros++;
    put(bits, 0, zeros);
    put(bits, 2 * value, zeros + 1);
}

/* The message of ITU-T H.274, 8.5, as a NAL unit: strong grain in all components. Returns its bytes. */
static int make_message(int hevc, uint8_t *nal)
{
    static const uint8_t head[2][6] = {{0, 0, 0, 1, 6, SEI_FILM_GRAIN}, {0, 0, 0, 1, 39 << 1, 1}};
    struct bits bits = {0};
    int size = 6;

    put(&bits, 4, 10); /* a frequency model that adds, scaled by 2^4 */
    put(&bits, 7, 3);  /* in all three components */
    for (int component = 0; component < 3; component++) {
        put(&bits, 0, 8); /* one interval, of three values */
        put(&bits, 2, 3);
        put(&bits, 1, 8);
        put(&bits, 255, 8);
        put_positive(&bits, 90);
        put_positive(&bits, 8);
        put_positive(&bits, 6);
    }
    put(&bits, !hevc, 1); /* for this picture alone */
    if (bits.count % 8) {
        put(&bits, 1, 1);
        bits.count = (bits.count + 7) / 8 * 8;
    }
    memcpy(nal, head[hevc], sizeof(head[hevc]));
    if (hevc)
        nal[size++] = SEI_FILM_GRAIN;
    nal[size++] = (uint8_t)(bits.count / 8);
    memcpy(nal + size, bits.bytes, (size_t)bits.count / 8);
    size += bits.count / 8;
    nal[size++] = 0x80;
    return size;
}

/* Whether the NAL unit at `bytes` is the first of a picture's slices. */
static int begins_picture(const uint8_t *bytes, int hevc)
{
    int type = hevc ? bytes[0] >> 1 & 63 : bytes[0] & 31;

    return (hevc ? type < 32 : type == 1 || type == 5) && bytes[hevc ? 2 : 1] & 0x80;
}

/* Puts the message in front of every picture of a raw stream. */
static void add_grain(struct media_file *file, int hevc)
{
    uint8_t message[2 * MESSAGE_BYTES];
    int message_size = make_message(hevc, message);
    uint8_t *grown = calloc(1, (size_t)file->size * 2 + MESSAGE_BYTES);
    int64_t size = 0;

    for (int64_t i = 0; i < file->size; i++) {
        if (i + 6 < file->size && !memcmp(file->bytes + i, "\0\0\1", 3) &&
            begins_picture(file->bytes + i + 3, hevc)) {
            memcpy(grown + size, message, (size_t)message_size);
            size += message_size;
        }
        grown[size++] = file->bytes[i];
    }
    free(file->bytes);
    file->bytes = grown;
    file->size = size;
}

/* Decodes and holds frames; `md5` are their hashes when they came. Returns how many there are. */
static int hold(struct et_clip *clip, struct et_frame **held, char (*md5)[33])
{
    struct et_job *job;
    int count = 0, step = et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job);

    while (step >= 0 && count < MOST_HELD && (step = et_job_step(job, 8000)) > 0) {
        held[count] = et_job_take_frame(job);
        if (held[count]) {
            media_hash_frame(held[count], md5[count]);
            count++;
        }
    }
    CHECK(step >= 0, "%s", et_error_message());
    et_job_close(&job);
    return count;
}

/* What libavcodec gives for the packet in its own memory. Returns how many frames there are so far. */
static int take_frames(AVCodecContext *codec, const AVPacket *packet, char (*md5)[33], int count)
{
    AVFrame *frame = av_frame_alloc();

    avcodec_send_packet(codec, packet);
    while (avcodec_receive_frame(codec, frame) >= 0 && count < MOST_HELD) {
        struct et_frame shown = {.image.info = {.format = ET_FORMAT_I420,
                                                .width = frame->width,
                                                .height = frame->height}};

        CHECK(frame->format == AV_PIX_FMT_YUV420P, "pixel format %d", frame->format);
        for (int plane = 0; plane < 3; plane++) {
            shown.image.data[plane] = frame->data[plane];
            shown.image.stride[plane] = frame->linesize[plane];
        }
        media_hash_frame(&shown, md5[count++]);
    }
    av_frame_free(&frame);
    return count;
}

/* The hashes of the frames of a raw stream, decoded by libavcodec alone. Returns how many there are. */
static int decode_alone(const struct media_file *file, int hevc, char (*md5)[33])
{
    const enum AVCodecID id = hevc ? AV_CODEC_ID_HEVC : AV_CODEC_ID_H264;
    AVCodecContext *codec = avcodec_alloc_context3(avcodec_find_decoder(id));
    AVCodecParserContext *parser = av_parser_init(id);
    AVPacket *packet = av_packet_alloc();
    int64_t at = 0, left;
    int count = 0;

    CHECK(avcodec_open2(codec, NULL, NULL) >= 0, "no decoder");
    do {
        left = file->size - at; /* none: the parser gives what it holds */
        at += av_parser_parse2(parser, codec, &packet->data, &packet->size, file->bytes + at,
                               (int)left, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        if (packet->size > 0)
            count = take_frames(codec, packet, md5, count);
    } while (left > 0 || packet->size > 0);
    count = take_frames(codec, NULL, md5, count);
    av_packet_free(&packet);
    av_parser_close(parser);
    avcodec_free_context(&codec);
    return count;
}

static void check_clip(const char *name, int hevc, int threads)
{
    struct et_frame *plain[MOST_HELD] = {0}, *grainy[MOST_HELD] = {0};
    char plain_md5[MOST_HELD][33], md5[MOST_HELD][33], alone[MOST_HELD][33], again[33];
    struct et_engine *engine = check_engine(threads, ~0u);
    struct media_file file;

    for (int grain = 0; grain < 2 && media_load(name, &file); grain++) {
        struct et_frame **held = grain ? grainy : plain;
        struct et_reader reader;
        struct et_clip *clip;
        int count = 0;

        if (grain)
            add_grain(&file, hevc);
        reader = media_reader(&file);
        CHECK(!et_clip_open(engine, &reader, 0, &clip), "%s: %s", name, et_error_message());
        if (clip)
            count = hold(clip, held, grain ? md5 : plain_md5);
        CHECK(count >= 10, "%s: %d frames", name, count);
        if (grain)
            CHECK(decode_alone(&file, hevc, alone) == count, "%s: other frames", name);
        for (int i = 0; i < count; i++) {
            media_hash_frame(held[i], again);
            CHECK(!strcmp(again, grain ? md5[i] : plain_md5[i]),
                  "%s: frame %d changed while it was held", name, i);
            CHECK(!grain || !strcmp(again, alone[i]), "%s: frame %d is not libavcodec's", name, i);
            for (int k = 0; k < i; k++)
                CHECK(held[k]->image.data[0] != held[i]->image.data[0],
                      "%s: frames %d and %d lie in one buffer", name, k, i);
            if (grain)
                CHECK(strcmp(md5[i], plain_md5[i]), "%s: frame %d has no grain", name, i);
        }
        for (int i = 0; i < count; i++)
            et_frame_unref(&held[i]);
        et_clip_close(&clip);
        media_free(&file);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

void test_media_grain(void)
{
    for (int threads = 0; threads <= 2; threads += 2) {
        check_clip("conf/h264-avc/BA1_Sony_D.jsv", 0, check_threads(threads));
        check_clip("conf/cros-codecs/test-25fps-interlaced.h264", 0, check_threads(threads));
        check_clip("conf/cros-codecs/bear.h265", 1, check_threads(threads));
    }
}
