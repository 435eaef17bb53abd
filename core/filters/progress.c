// SPDX-License-Identifier: MIT
#include "filters/progress.h"

const char *const et_progress_names[2] = {"time", "progress"};

double et_progress_at(const struct et_progress *progress, double time_s)
{
    if (progress->by == ET_BY_PROGRESS)
        return progress->progress;
    if (time_s < progress->start)
        return 0;
    const double since = time_s - progress->start;
    return since < progress->duration ? since / progress->duration : 1;
}

bool et_progress_is_none(const struct et_progress *progress)
{
    return progress->by == ET_BY_PROGRESS && progress->progress == 0;
}
