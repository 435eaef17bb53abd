// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_PROGRESS_H
#define ETALON_FILTERS_PROGRESS_H

#include <etalon/filter.h>

/* How far a passage from one input to the other has come: by time, or as a parameter says. */
enum et_progress_by { ET_BY_TIME, ET_BY_PROGRESS };

struct et_progress {
    int by;
    double start, duration, progress;
};

extern const char *const et_progress_names[2];

/* The four parameters of a filter whose parameter struct begins with `struct et_progress progress`. */
#define ET_PROGRESS_PARAMS                                                                         \
    ET_CHOICE(struct et_progress, by, "By", "Whether time moves it or `progress` does.",           \
              et_progress_names, ET_BY_TIME),                                                      \
        ET_FLOAT(struct et_progress, start, "Start", "When it begins, in seconds.", ET_UNIT_NONE,  \
                 -86400, 86400, 0.1, 0),                                                           \
        ET_FLOAT(struct et_progress, duration, "Duration", "How long it takes, in seconds.",       \
                 ET_UNIT_NONE, 0, 86400, 0.1, 1),                                                  \
        ET_FLOAT(struct et_progress, progress, "Progress",                                         \
                 "By `progress`: 0 shows the image, 1 the second input; for keyframes.",           \
                 ET_UNIT_NONE, 0, 1, 0.01, 0)

/* 0 before `start`, 1 from `start` + `duration` on, a line between; or `progress`. */
double et_progress_at(const struct et_progress *progress, double time_s);

/* Whether it shows the first input at all times. */
bool et_progress_is_none(const struct et_progress *progress);

#endif
