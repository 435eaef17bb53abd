// SPDX-License-Identifier: MIT
/* What is measured lies in memory before the first frame. */
#include "bench.h"

#include "frame/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct et_frame *bench_frame(struct et_pool *pool, enum et_format format)
{
    const struct et_image_info info = {.format = format,
                                       .width = BENCH_WIDTH,
                                       .height = BENCH_HEIGHT,
                                       .color = {.matrix = 1, .siting = ET_SITING_LEFT}};
    struct et_frame *frame;
    if (et_frame_create(pool, &info, &frame))
        bench_fail("a frame");
    return frame;
}

static void read_planes(FILE *stream, struct et_frame *frame)
{
    const enum et_format format = frame->image.info.format;
    for (int p = 0; p < et_format_info(format)->planes; p++) {
        size_t row_bytes = (size_t)et_plane_width(format, p, BENCH_WIDTH) *
                           (size_t)et_format_info(format)->bytes_per_pixel;
        for (int y = 0; y < et_plane_height(format, p, BENCH_HEIGHT); y++)
            if (fread(frame->image.data[p] + y * frame->image.stride[p], 1, row_bytes, stream) !=
                row_bytes)
                bench_fail("the file of raw frames is too short");
    }
}

void bench_load_frames(const char *path, enum et_format format, struct et_pool *pool,
                       struct et_frame **frames)
{
    FILE *stream = fopen(path, "rb");
    if (!stream)
        bench_fail(path);
    for (int i = 0; i < BENCH_RAW_FRAMES; i++) {
        frames[i] = bench_frame(pool, format);
        frames[i]->time_base = (struct et_rational){1, 60};
        read_planes(stream, frames[i]);
    }
    fclose(stream);
}

struct file {
    uint8_t *bytes;
    int64_t size;
};

static int read_file(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    const struct file *file = opaque;
    int64_t left = file->size - position;
    if (left < size)
        size = left > 0 ? (int)left : 0;
    memcpy(buffer, file->bytes + position, (size_t)size);
    return size;
}

struct et_clip *bench_open_clip(struct et_engine *engine, const char *path)
{
    static struct file file;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        bench_fail(path);
    fseek(stream, 0, SEEK_END);
    file.size = ftell(stream);
    rewind(stream);
    file.bytes = malloc((size_t)file.size + 1);
    if (!file.bytes || fread(file.bytes, 1, (size_t)file.size, stream) != (size_t)file.size)
        bench_fail(path);
    fclose(stream);
    const struct et_reader reader = {.opaque = &file, .read = read_file, .size = file.size};
    struct et_clip *clip;
    if (et_clip_open(engine, &reader, 0, &clip))
        bench_fail(path);
    return clip;
}
