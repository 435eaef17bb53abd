// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_STAGE_H
#define ETALON_CHAIN_STAGE_H

#include "chain/plan.h"

/* Frames that an entry makes of each, and frames behind one that it must know to make them. */
int et_entry_outputs(const struct et_chain_entry *entry);
int et_entry_ahead(const struct et_chain_entry *entry);

/*
 * Computes a stage's tables and bands for `params`, in its arena, which is rewound. Returns 0,
 * ET_ERROR_ARGUMENT or ET_ERROR_MEMORY.
 */
int et_stage_configure(struct et_stage *stage, const void *params, struct et_engine *engine);

/* Makes the scratch memory that stages share large enough for each. Returns 0 or ET_ERROR_MEMORY. */
int et_chain_reserve_scratch(struct et_chain *chain);

#endif
