// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_FUSE_H
#define ETALON_CHAIN_FUSE_H

#include "chain/keys.h"
#include "chain/plan.h"
#include "program/program.h"

/*
 * Entries whose filters are programs (<etalon/program.h>) and follow each other become one stage of
 * et_filter_program. An entry with a region or a time is one by itself.
 */
struct et_fused {
    struct et_program_parts parts;         /* what the stage's filter gets as its parameters */
    struct et_program_part *part;          /* the same, to be changed */
    const struct et_chain_entry **entries; /* of each part */
    void **next_params;                    /* of each part: for the frame at work */
};

/*
 * Whether entry `index`, which gets pictures of shape `in`, is to be a part of a program: it has one and no
 * run() for them, or stands beside such an entry that does something.
 */
bool et_is_fused(const struct et_chain *chain, size_t index, const struct et_image_info *in);

/*
 * Makes the stage, whose `entry`, `index` and `in` are set, one of the programs from there on, and
 * sets its filter, its output, and how many entries it covers, neutral ones among them. Returns 0,
 * an error of output_info(), or ET_ERROR_MEMORY.
 */
int et_fuse(struct et_chain *chain, struct et_stage *stage);

/* Configures a fused stage, for all keyframes of its entries beforehand. Errors as et_stage_configure(). */
int et_fused_configure(struct et_chain *chain, struct et_stage *stage);

/*
 * Sets the parameters of all parts for a time. Returns whether they are others than before; *passes
 * tells whether nothing of the stage has an effect then.
 */
bool et_fused_set_time(struct et_stage *stage, const struct et_instant *instant, bool *passes);

/* Whether a stage does what entry `index` asks for. */
bool et_stage_covers(const struct et_chain *chain, const struct et_stage *stage, size_t index);

#endif
