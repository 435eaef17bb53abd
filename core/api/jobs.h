// SPDX-License-Identifier: MIT
#ifndef ETALON_API_JOBS_H
#define ETALON_API_JOBS_H

#include <etalon/etalon.h>

/* What the files of exported functions share. */

/* Gives a job an id; on failure the job is closed. */
int et_api_job_add(struct et_job *job);

/*
 * Finds the clip of an id and takes the chain from its id (0: none). Returns 0 or ET_ERROR_STATE, the
 * chain destroyed.
 */
int et_api_job_inputs(int clip, int chain, struct et_clip **clip_out, struct et_chain **chain_out);

/* The job or the clip of an id, NULL with the message of ET_ERROR_STATE. */
struct et_job *et_api_job(int job);
struct et_clip *et_api_clip(int clip);

#endif
