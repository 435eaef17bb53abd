// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_ENTRY_H
#define ETALON_CHAIN_ENTRY_H

#include "chain/plan.h"

/* Frames that an entry makes of each, and frames behind one that it must know to make them. */
int et_entry_outputs(const struct et_chain_entry *entry);
int et_entry_ahead(const struct et_chain_entry *entry);

/* Whether an entry passes every frame of this shape as it is. */
bool et_entry_is_neutral(const struct et_chain_entry *entry, const void *params,
                         const struct et_image_info *in);

/* Whether an entry's parameters change with time. */
bool et_entry_is_keyed(const struct et_chain_entry *entry);

/* Bytes of a parameter struct for the functions below, with the numbers of keyframed lists behind it. */
size_t et_entry_params_size(const struct et_chain_entry *entry);

/* The parameters at an instant, in `params`. */
void et_entry_params_at(const struct et_chain_entry *entry, const struct et_instant *instant,
                        void *params);

/*
 * Values that stand for all that the keyframes of a parameter give, the `turn`th of them, in `params`:
 * the ends of their range, and some between, more of them near the lower one.
 */
enum { ET_KEY_TURNS = 10 };
void et_entry_params_in_turn(const struct et_chain_entry *entry, size_t param, int turn,
                             void *params);

/* The region at an instant, of an entry that has one. */
struct et_region et_entry_region_at(const struct et_chain_entry *entry,
                                    const struct et_instant *instant);

#endif
