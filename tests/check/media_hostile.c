// SPDX-License-Identifier: MIT
/*
 * The full set's corrupt files and fuzzers' findings: a typed error or frames, nothing left over, and
 * no step that computes for long. A sample; ETALON_SOAK takes all.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "media.h"

enum { MOST_STEPS = 20000, SAMPLE = 12, THUMBNAILS = 3, PATH_BYTES = 1024 };

static struct et_engine *engine;
static int files, every; /* met so far; each so many is tried */

static void try_job(struct et_job *job, const char *name)
{
    int result = media_run(job, MOST_STEPS);

    CHECK(result == ET_DONE || (result < 0 && result >= ET_ERROR_STATE), "%s: a job gave %d", name,
          result);
    CHECK(result == ET_DONE || et_error_message()[0], "%s: an error without words", name);
    et_job_close(&job);
}

static void try_clip(struct media_file *file)
{
    struct et_reader reader = media_reader(file);
    struct et_clip *clip = NULL;
    struct et_job *job;
    int64_t times[THUMBNAILS];
    int result = et_clip_open(engine, &reader, 0, &clip);

    CHECK(result <= 0 && result >= ET_ERROR_STATE, "%s: open gave %d", file->name, result);
    if (result == 0) {
        const struct et_video_info *video = &et_clip_info(clip)->video;

        for (int i = 0; i < THUMBNAILS; i++)
            times[i] = video->start + video->duration / THUMBNAILS * i;
        if (et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job) == 0)
            try_job(job, file->name);
        if (et_job_frame_at(clip, NULL, video->start + video->duration / 2, &job) == 0)
            try_job(job, file->name);
        if (et_job_thumbnails(clip, NULL, times, THUMBNAILS, &job) == 0)
            try_job(job, file->name);
    }
    et_clip_close(&clip);
    media_check_floor(engine);
}

static void try_path(const char *path)
{
    struct media_file file;

    if (files++ % every != 0 || !media_load_path(path, &file))
        return;
    try_clip(&file);
    media_free(&file);
}

static void walk(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        char path[PATH_BYTES];
        struct stat facts;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
            walk(path);
        else
            try_path(path);
    }
    if (directory)
        closedir(directory);
}

void test_media_hostile(void)
{
    const char *media = getenv("ETALON_MEDIA");
    char folder[PATH_BYTES];

    if (!media) {
        printf("media_hostile: not run, ETALON_MEDIA names no full set\n");
        return; /* media_damage makes hostile files of the fixtures */
    }
    files = 0;
    every = getenv("ETALON_SOAK") ? 1 : SAMPLE;
    snprintf(folder, sizeof(folder), "%s/robust", media);
    engine = check_engine(0, ~0u);
    walk(folder);
    et_engine_destroy(&engine);
    CHECK(files >= 100, "%s holds %d files", folder, files);
    printf("media_hostile: %d of %d files\n", (files + every - 1) / every, files);
}
