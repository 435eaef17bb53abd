// SPDX-License-Identifier: MIT
#include "media.h"

#include "base/clock.h"

#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STALL_US = 10 * 1000 * 1000
}; /* of one step, after which a page takes the engine for dead */

int media_load(const char *name, struct media_file *file)
{
    char path[1024];
    int result;

    snprintf(path, sizeof(path), "%s/%s", ETALON_FIXTURES, name);
    result = media_load_path(path, file);
    snprintf(file->name, sizeof(file->name), "%s", name);
    return result;
}

int media_load_path(const char *path, struct media_file *file)
{
    const char *name = strrchr(path, '/');
    FILE *stream = fopen(path, "rb");

    memset(file, 0, sizeof(*file));
    snprintf(file->name, sizeof(file->name), "%s", name ? name + 1 : path);
    file->fails_at = INT64_MAX;
    CHECK(stream, "%s is missing", path);
    if (!stream)
        return 0;
    fseek(stream, 0, SEEK_END);
    file->size = ftell(stream);
    rewind(stream);
    file->bytes = malloc((size_t)file->size + 1);
    if (!file->bytes || fread(file->bytes, 1, (size_t)file->size, stream) != (size_t)file->size)
        file->size = 0;
    fclose(stream);
    return file->size > 0;
}

struct et_clip *media_open(const char *name, struct et_engine *engine, struct media_file *file)
{
    struct et_clip *clip = NULL;

    if (media_load(name, file)) {
        struct et_reader reader = media_reader(file);

        CHECK(!et_clip_open(engine, &reader, 0, &clip), "%s", et_error_message());
    }
    return clip;
}

void media_free(struct media_file *file)
{
    free(file->bytes);
    file->bytes = NULL;
}

static int read_memory(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    const struct media_file *file = opaque;
    int64_t left = file->size - position;

    if (position + size > file->fails_at)
        return et_fail(ET_ERROR_IO, "the test's reader fails at %lld", (long long)position);
    if (left < size)
        size = left > 0 ? (int)left : 0;
    memcpy(buffer, file->bytes + position, (size_t)size);
    return size;
}

struct et_reader media_reader(struct media_file *file)
{
    return (struct et_reader){.opaque = file, .read = read_memory, .size = file->size};
}

/* Splits a row at its tabs, keeping empty columns. Returns how many columns there are. */
static int split(char *line, char **columns, int most)
{
    int count = 0;

    while (line && count < most) {
        char *tab = strpbrk(line, "\t\n");

        columns[count++] = line;
        if (tab)
            *tab++ = '\0';
        line = tab;
    }
    return count;
}

void media_rows(int64_t most_bytes, int64_t most_pixels, void (*visit)(const struct media_row *row))
{
    enum { NAME, BYTES = 4, CODEC = 6, SIZE = 8, FRAMES = 9, MD5 = 11, COLUMNS = 13 };
    static const char *const codecs[] = {"h264", "hevc", "vp8", "vp9", "av1"};
    char line[4096];
    FILE *stream = fopen(ETALON_FIXTURES "/manifest.tsv", "r");
    int rows = 0;

    CHECK(stream, "%s", ETALON_FIXTURES "/manifest.tsv is missing");
    while (stream && fgets(line, sizeof(line), stream)) {
        char *columns[COLUMNS] = {0};
        struct media_row row = {0};
        const char *first;
        int width = 0, height = 0;

        if (split(line, columns, COLUMNS) <= MD5 || strlen(columns[MD5]) != 32 ||
            strlen(columns[NAME]) >= sizeof(row.name) ||
            strlen(columns[CODEC]) >= sizeof(row.codec))
            continue;
        memcpy(row.name, columns[NAME], strlen(columns[NAME]));
        memcpy(row.codec, columns[CODEC], strlen(columns[CODEC]));
        memcpy(row.md5, columns[MD5], strlen(columns[MD5]));
        row.bytes = atoll(columns[BYTES]);
        sscanf(columns[SIZE], "%dx%d", &width, &height);
        row.pixels = (int64_t)width * height;
        first = strstr(columns[FRAMES], "first ");
        row.first = first ? atoi(first + strlen("first ")) : 0;
        for (size_t i = 0; i < ET_COUNT(codecs); i++) {
            if (!strcmp(row.codec, codecs[i]) && row.bytes <= most_bytes &&
                row.pixels <= most_pixels) {
                visit(&row);
                rows++;
            }
        }
    }
    if (stream)
        fclose(stream);
    CHECK(rows >= 20, "only %d fixtures", rows);
}

static void hash_planes(struct AVMD5 *hash, const struct et_frame *frame)
{
    const struct et_image_info *info = &frame->image.info;
    const struct et_format_info *format = et_format_info(info->format);

    for (int plane = 0; plane < format->planes; plane++) {
        int bytes = et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;
        int rows = et_plane_height(info->format, plane, info->height);

        for (int y = 0; y < rows; y++)
            av_md5_update(hash, frame->image.data[plane] + y * frame->image.stride[plane],
                          (size_t)bytes);
    }
}

static void hash_end(struct AVMD5 *hash, char md5[33])
{
    uint8_t digest[16];

    av_md5_final(hash, digest);
    for (int i = 0; i < 16; i++)
        snprintf(md5 + 2 * i, 3, "%02x", digest[i]);
}

int media_hash_clip(struct et_clip *clip, int first, char md5[33])
{
    struct AVMD5 *hash = av_md5_alloc();
    struct et_job *job = NULL;
    int result = et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job);
    int frames = 0;

    av_md5_init(hash);
    while (result == 0 && (first == 0 || frames < first)) {
        int step = et_job_step(job, 8000);
        struct et_frame *frame;

        if (step <= 0) {
            result = step;
            break;
        }
        if (step != ET_FRAME)
            continue;
        frame = et_job_take_frame(job);
        hash_planes(hash, frame);
        et_frame_unref(&frame);
        frames++;
    }
    hash_end(hash, md5);
    av_free(hash);
    et_job_close(&job);
    return result < 0 ? result : frames;
}

void media_hash_frame(const struct et_frame *frame, char md5[33])
{
    struct AVMD5 *hash = av_md5_alloc();

    av_md5_init(hash);
    hash_planes(hash, frame);
    hash_end(hash, md5);
    av_free(hash);
}

struct et_frame *media_frame_at(struct et_clip *clip, int64_t pts)
{
    struct et_job *job;
    struct et_frame *frame = NULL;
    int step = et_job_frame_at(clip, NULL, pts, &job);

    if (step == 0) {
        do
            step = et_job_step(job, 8000);
        while (step > 0 && step != ET_FRAME);
    }
    if (step == ET_FRAME)
        frame = et_job_take_frame(job);
    CHECK(frame, "no frame at %lld: %s", (long long)pts, et_error_message());
    et_job_close(&job);
    return frame;
}

int media_run_some(struct et_job *job, int64_t most_steps)
{
    int step = ET_MORE;

    for (int64_t i = 0; i < most_steps && step > 0; i++) {
        int64_t begun = et_clock_us();

        step = et_job_step(job, 8000);
        CHECK(et_clock_us() - begun < STALL_US, "a step took %lld ms",
              (long long)(et_clock_us() - begun) / 1000);
    }
    return step;
}

int media_run(struct et_job *job, int64_t most_steps)
{
    int step = media_run_some(job, most_steps);

    CHECK(step <= 0, "a job did not end in %lld steps", (long long)most_steps);
    return step <= 0 ? step : ET_ERROR_STATE;
}

void media_check_floor(struct et_engine *engine)
{
    struct et_counters left;

    et_engine_counters(engine, &left);
    CHECK(!left.clips && !left.jobs && !left.chains && !left.frames && !left.buffers &&
              !left.threads_leased,
          "left over: %d clips, %d jobs, %d chains, %d frames, %d buffers, %d threads", left.clips,
          left.jobs, left.chains, left.frames, left.buffers, left.threads_leased);
}
