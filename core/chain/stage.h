// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_STAGE_H
#define ETALON_CHAIN_STAGE_H

#include "chain/entry.h"

/*
 * Computes a stage's tables and bands for `params` and the shape of its second input, in its arena,
 * which is rewound. Returns 0, ET_ERROR_ARGUMENT, ET_ERROR_UNSUPPORTED or ET_ERROR_MEMORY.
 */
int et_stage_configure(struct et_stage *stage, const void *params,
                       const struct et_image_info *second, struct et_engine *engine);

/*
 * Makes room for what a configured stage needs for a part of the picture across: as much as for all of it.
 * Returns 0 or ET_ERROR_MEMORY.
 */
int et_stage_reserve_cut(struct et_stage *stage);

/*
 * Configures the stage's filter, in that room, for a part of the picture that is `width` columns wide, beside
 * what it is configured for. Returns 0 or ET_ERROR_MEMORY.
 */
int et_stage_cut(struct et_stage *stage, int width, struct et_engine *engine);

/*
 * Sees to it that what the stage will be configured for may need half as much memory again as what it was
 * configured for so far, which is lost. Returns 0 or ET_ERROR_MEMORY.
 */
int et_stage_widen(struct et_stage *stage);

enum et_stage_way {
    ET_STAGE_WAIT, /* the second input is not there yet */
    ET_STAGE_PASS, /* the frame at work passes as it is */
    ET_STAGE_PART, /* a part of it passes */
    ET_STAGE_RUN,
};

/*
 * Prepares a stage for `frame`, at work there or where its group begins: is it enabled, which values
 * do its parameters have, what is its second input? Returns an enum et_stage_way or a negative
 * ET_ERROR_*.
 */
int et_stage_prepare(struct et_chain *chain, struct et_stage *stage, const struct et_frame *frame);

/* Puts a stage's region where its entry has it at an instant. */
void et_stage_move_region(struct et_stage *stage, const struct et_instant *instant);

/* Makes of what a stage's input frame is what its output is: of two fields, and which is the first one. */
void et_stage_set_fields(const struct et_stage *stage, int *interlaced, int *top_first);

/* Computes the rows that `run` asks for, or those of them that the entry's region shows. */
void et_stage_run(const struct et_stage *stage, struct et_run *run);

/*
 * Makes the scratch memory that stages share large enough for each, with half as much again for those
 * with keyframes. Returns 0 or ET_ERROR_MEMORY.
 */
int et_chain_reserve_scratch(struct et_chain *chain);

#endif
