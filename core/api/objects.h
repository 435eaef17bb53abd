// SPDX-License-Identifier: MIT
#ifndef ETALON_API_OBJECTS_H
#define ETALON_API_OBJECTS_H

#include <etalon/etalon.h>

/* What the files of exported functions share: the objects that ids stand for, and texts and pixels. */

/* The engine of the module, NULL before et_api_engine_create(). */
struct et_engine *et_api_engine(void);

/* The clip or the job of an id, NULL with the message of ET_ERROR_STATE. */
struct et_clip *et_api_clip(int clip);
struct et_job *et_api_job(int job);

/* Gives a job an id. Returns it or ET_ERROR_MEMORY, the job closed. */
int et_api_job_add(struct et_job *job);

/* Takes a chain from its id; 0: none, NULL. Returns 0 or ET_ERROR_STATE. */
int et_api_take_chain(int chain, struct et_chain **out);

/*
 * Finds the clip of an id and takes the chain from its id (0: none). Returns 0 or ET_ERROR_STATE, the
 * chain destroyed.
 */
int et_api_job_inputs(int clip, int chain, struct et_clip **clip_out, struct et_chain **chain_out);

/* Checks how many values an array has. Returns 0, or ET_ERROR_ARGUMENT where `count` is negative. */
int et_api_check_count(int count);

/* Frees the pixels of et_api_frame_render() and the text of et_api_chain_plan(). */
void et_rendered_free(void);
void et_plan_free(void);

#endif
