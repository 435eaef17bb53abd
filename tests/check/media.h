// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_MEDIA_H
#define ETALON_TESTS_MEDIA_H

#include "check.h"

/* A file of tests/fixtures held in memory, and a reader on it. */
struct media_file {
    char name[256]; /* below tests/fixtures */
    uint8_t *bytes;
    int64_t size;
    int64_t fails_at; /* reads at or past this position fail with ET_ERROR_IO; INT64_MAX: none */
};

/* Loads a fixture; a missing one is a failed check and 0. */
int media_load(const char *name, struct media_file *file);
int media_load_path(const char *path,
                    struct media_file *file); /* any file, named as its last part */
void media_free(struct media_file *file);
struct et_reader media_reader(struct media_file *file);

/* The same, opened; NULL with a failed check. The caller closes the clip before the file. */
struct et_clip *media_open(const char *name, struct et_engine *engine, struct media_file *file);

/* A row of tests/fixtures/manifest.tsv. */
struct media_row {
    char name[256];
    char codec[32];
    char md5[33];
    int64_t bytes;
    int64_t pixels; /* of a frame */
    int first;      /* only the first so many frames count for the md5; 0: all */
};

/*
 * Calls `visit` for every row that names a decodable video of at most `most_bytes` and
 * `most_pixels`; sanitizers are slow, and tests/unit decodes them all.
 */
void media_rows(int64_t most_bytes, int64_t most_pixels,
                void (*visit)(const struct media_row *row));

/* The md5, as 32 hexadecimal digits, of a clip's frames, tightly packed. `first` as in media_row. */
int media_hash_clip(struct et_clip *clip, int first, char md5[33]);

/* The md5 of one frame, tightly packed. */
void media_hash_frame(const struct et_frame *frame, char md5[33]);

/* The frame shown at `pts`; NULL with a failed check when there is none. */
struct et_frame *media_frame_at(struct et_clip *clip, int64_t pts);

/*
 * Runs a job to its end, dropping its frames. Returns ET_DONE or the error; more steps than
 * `most_steps`, or one of 10 s, is a failed check.
 */
int media_run(struct et_job *job, int64_t most_steps);

/* The same, for at most so many steps. Returns what the last one returned. */
int media_run_some(struct et_job *job, int64_t most_steps);

/* Checks that nothing is open, held or lent. */
void media_check_floor(struct et_engine *engine);

#endif
