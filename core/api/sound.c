// SPDX-License-Identifier: MIT
/* Sound for JavaScript. */
#include <etalon/etalon.h>
#include <string.h>

#include "api/api.h"
#include "api/objects.h"

ET_EXPORT int et_api_job_samples(int clip, int track, double from, double to, int stereo)
{
    struct et_clip *of = et_api_clip(clip);
    struct et_job *job;
    int result;

    if (!of)
        return ET_ERROR_STATE;
    result = et_job_samples(of, track, from, to, stereo, &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_samples_block(int job, double *out)
{
    const struct et_job *object = et_api_job(job);
    const struct et_samples *samples = object ? et_job_samples_block(object) : NULL;

    memset(out, 0, 40 * sizeof(*out));
    if (!object)
        return ET_ERROR_STATE;
    if (!samples)
        return et_fail(ET_ERROR_STATE, "no sound waits");
    out[0] = (double)samples->position;
    out[1] = samples->rate;
    out[2] = samples->channels;
    out[3] = samples->count;
    for (int channel = 0; channel < samples->channels; channel++)
        out[4 + channel] = (double)(uintptr_t)samples->planes[channel];
    return 0;
}
