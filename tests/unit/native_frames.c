// SPDX-License-Identifier: MIT
/*
 * Frames of the native build of the engine, for tests to compare with and to see what they cost:
 *
 *     native_frames INPUT THREADS CPU PTS[,PTS...] OFFSET [FILTER,VALUE,...]... [- FILTER,VALUE,...]...
 *     native_frames INPUT THREADS CPU first:COUNT OFFSET [FILTER,VALUE,...]... [- FILTER,VALUE,...]...
 *
 * gives the frames shown at those times, or the first COUNT of the clip, through the chain; behind a - is the chain
 * of second inputs. CPU is a mask of ET_CPU_*, -1 for all. Prints for each frame: pts, md5 of its packed planes, bytes read and
 * frames decoded so far. Exits with 0, or 1 and the engine's sentence on standard error.
 */
#include <inttypes.h>
#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <stdlib.h>
#include <string.h>

#include "native_input.h"

enum { STEP_US = 8000 };

struct run {
    struct et_engine *engine;
    struct et_clip *clip;
    struct native_file file;
    double offset; /* of the clip as the second input of filters that have one */
    char **filters, **inner;
    int filter_count, inner_count; /* `inner`: of the chain of that */
};

static int make_chain(const struct run *run, char **filters, int count, struct et_chain **out)
{
    int result = et_chain_create(run->engine, out);

    for (int i = 0; i < count && result == 0; i++) {
        char *text = malloc(strlen(filters[i]) + 1);
        struct et_chain *inner = NULL;
        int inputs;

        strcpy(text, filters[i]);
        result = native_add_filter(*out, text);
        inputs = result == 0 ? et_filter_find(text)->inputs : 1; /* strtok() left the name */
        if (inputs == 2 && run->inner_count)
            result = make_chain(run, run->inner, run->inner_count, &inner);
        if (inputs == 2 && result == 0)
            result = et_chain_set_clip(*out, run->clip, run->offset, ET_CLIP_ENDS_HOLD, inner);
        free(text);
    }
    return result;
}

static void print_frame(const struct run *run, const struct et_frame *frame)
{
    const struct et_image_info *info = &frame->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    struct AVMD5 *hash = av_md5_alloc();
    struct et_counters counters;
    uint8_t digest[16];

    av_md5_init(hash);
    for (int plane = 0; plane < format->planes; plane++) {
        int bytes = et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;

        for (int y = 0; y < et_plane_height(info->format, plane, info->height); y++)
            av_md5_update(hash, frame->image.data[plane] + y * frame->image.stride[plane],
                          (size_t)bytes);
    }
    av_md5_final(hash, digest);
    av_free(hash);
    et_engine_counters(run->engine, &counters);
    printf("%" PRId64 " ", frame->pts);
    for (size_t i = 0; i < sizeof(digest); i++)
        printf("%02x", digest[i]);
    printf(" %" PRId64 " %" PRId64 "\n", run->file.bytes_read, counters.frames_decoded);
}

/* Runs a job until it has given `most` frames. */
static int run_job(const struct run *run, struct et_job *job, int most)
{
    int result = ET_MORE;

    for (int frames = 0; frames < most && result > 0;) {
        result = et_job_step(job, STEP_US);
        if (result == ET_FRAME) {
            struct et_frame *frame = et_job_take_frame(job);

            print_frame(run, frame);
            et_frame_unref(&frame);
            frames++;
        }
    }
    et_job_close(&job);
    return result < 0 ? result : 0;
}

static int give_frames(const struct run *run, char *which)
{
    struct et_chain *chain = NULL;
    struct et_job *job = NULL;
    int result = 0;

    if (!strncmp(which, "first:", 6)) {
        result = make_chain(run, run->filters, run->filter_count, &chain);
        if (result == 0)
            result = et_job_frames(run->clip, chain, INT64_MIN, INT64_MAX, &job);
        return result < 0 ? result : run_job(run, job, atoi(which + 6));
    }
    for (char *word = strtok(which, ","); word && result == 0; word = strtok(NULL, ",")) {
        result = make_chain(run, run->filters, run->filter_count, &chain);
        if (result == 0)
            result = et_job_frame_at(run->clip, chain, strtoll(word, NULL, 10), &job);
        if (result == 0)
            result = run_job(run, job, 1);
    }
    return result;
}

int main(int argc, char **argv)
{
    struct et_engine_options options = {.cache_bytes = 32 << 20};
    struct run run = {.filters = argv + 6, .filter_count = argc - 6};
    struct et_reader reader;
    int result;

    if (argc < 6) {
        fputs("native_frames INPUT THREADS CPU PTS[,PTS...]|first:COUNT OFFSET "
              "[FILTER,VALUE,...]... [- FILTER,VALUE,...]...\n",
              stderr);
        return 1;
    }
    options.threads = atoi(argv[2]);
    options.cpu = (unsigned)atoi(argv[3]);
    run.offset = atof(argv[5]);
    for (int i = 0; i < run.filter_count; i++)
        if (!strcmp(run.filters[i], "-")) {
            run.inner = run.filters + i + 1;
            run.inner_count = run.filter_count - i - 1;
            run.filter_count = i;
        }
    run.file.stream = fopen(argv[1], "rb");
    result = run.file.stream ? et_engine_create(&options, &run.engine)
                             : et_fail(ET_ERROR_IO, "cannot open %s", argv[1]);
    if (result == 0) {
        reader = native_reader(&run.file);
        result = et_clip_open(run.engine, &reader, 0, &run.clip);
    }
    if (result == 0)
        result = give_frames(&run, argv[4]);
    if (result < 0)
        fprintf(stderr, "%s\n", et_error_message());
    et_clip_close(&run.clip);
    et_engine_destroy(&run.engine);
    if (run.file.stream)
        fclose(run.file.stream);
    return result < 0;
}
