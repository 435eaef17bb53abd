// SPDX-License-Identifier: MIT
/* Damaged, truncated and hostile input: a typed error or frames, and nothing left over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media.h"

enum { MOST_STEPS = 200000, MOST_BYTES = 100000, MOST_PIXELS = 360 * 288 };

static struct et_engine *engine;
static int mutations; /* for each fixture */
static int tried, opened;

/* Runs a job to its end, and closes it. */
static void try_job(struct et_job **job, const char *name)
{
    int result = media_run(*job, MOST_STEPS);

    CHECK(result == ET_DONE || (result < 0 && result >= ET_ERROR_STATE && et_error_message()[0]),
          "%s: a job ended in %d", name, result);
    et_job_close(job);
}

/* How long the video is; where the container does not say it, a second or so. */
static int64_t length_of(const struct et_video_info *video)
{
    return video->duration > 0 ? video->duration : video->time_base.den / video->time_base.num;
}

/* Opens, decodes and seeks; whatever happens must be a frame or a typed error. */
static void try_file(struct media_file *file)
{
    struct et_reader reader = media_reader(file);
    struct et_clip *clip = NULL;
    struct et_job *job = NULL;
    int result = et_clip_open(engine, &reader, 0, &clip);

    CHECK(result <= 0 && result >= ET_ERROR_STATE, "%s: open gave %d", file->name, result);
    CHECK(result == 0 || et_error_message()[0], "%s: an error without words", file->name);
    if (result == 0) {
        const struct et_video_info *video = &et_clip_info(clip)->video;
        const int64_t times[] = {video->start, video->start + length_of(video) / 2};

        opened++;
        CHECK(et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job) == 0, "%s", et_error_message());
        try_job(&job, file->name);
        CHECK(et_job_frame_at(clip, NULL, times[1], &job) == 0, "%s", et_error_message());
        try_job(&job, file->name);
        CHECK(et_job_thumbnails(clip, NULL, times, ET_COUNT(times), &job) == 0, "%s",
              et_error_message());
        try_job(&job, file->name);
    }
    et_clip_close(&clip);
    media_check_floor(engine);
}

static void visit(const struct media_row *row)
{
    struct media_file file;

    for (int i = 0; i < mutations && !check_has_failed() && media_load(row->name, &file); i++) {
        int changes = 1 + check_random_below(20);

        if (i == 0)
            file.size = file.size * 2 / 3;
        else if (i == 1)
            file.fails_at = file.size / 2;
        else
            for (int k = 0; k < changes; k++)
                file.bytes[check_random_below((int)file.size)] = (uint8_t)check_random();
        try_file(&file);
        media_free(&file);
        tried++;
    }
}

/* Tries so many mutations of each fixture with so many threads, and `least` or more in all. */
static void damage(int threads, int each, int least)
{
    mutations = each;
    tried = opened = 0;
    engine = check_engine(threads, ~0u);
    media_rows(MOST_BYTES, MOST_PIXELS, visit);
    et_engine_destroy(&engine);
    CHECK(tried >= least, "only %d mutations were tried", tried);
    /* Most changes are to pictures; a cut at two thirds often loses an index. */
    CHECK(opened > tried / 3, "only %d of %d mutations could be opened", opened, tried);
    printf("media_damage: %d mutations, %d opened, %d threads\n", tried, opened, threads);
}

void test_media_damage(void)
{
    if (getenv("ETALON_SOAK"))
        damage(0, 160, 5000);
    else
        damage(0, 4, 100);
}

/* Damage to frames that several threads decode at once. A build without threads has nothing to try. */
void test_media_damage_threads(void)
{
    static const int threads[] = {2, 4};

    for (size_t i = 0; i < ET_COUNT(threads) && check_threads(threads[i]); i++)
        if (getenv("ETALON_SOAK"))
            damage(threads[i], 160, 5000);
        else
            damage(threads[i], 4, 100);
}

void test_media_not_media(void)
{
    static const char text[] = "This is a letter and not a film. It was renamed to end in .mp4.\n";
    struct media_file file = {.name = "text", .fails_at = INT64_MAX};
    struct et_reader reader;
    struct et_clip *clip;

    engine = check_engine(0, ~0u);
    reader = media_reader(&file);
    CHECK(et_clip_open(engine, &reader, 0, &clip) == ET_ERROR_DATA && !clip, "an empty source");
    file.bytes = (uint8_t *)text;
    file.size = sizeof(text) - 1;
    reader = media_reader(&file);
    CHECK(et_clip_open(engine, &reader, 0, &clip) == ET_ERROR_DATA && !clip, "text");
    file.size = 100000;
    file.bytes = malloc((size_t)file.size);
    for (int64_t i = 0; i < file.size; i++)
        file.bytes[i] = (uint8_t)check_random();
    try_file(&file);
    file.fails_at = 0;
    reader = media_reader(&file);
    CHECK(et_clip_open(engine, &reader, 0, &clip) == ET_ERROR_IO && !clip, "a reader that fails");
    free(file.bytes);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}
