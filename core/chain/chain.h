// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_CHAIN_H
#define ETALON_CHAIN_CHAIN_H

#include <etalon/etalon.h>

/*
 * The inner side of a chain: a job configures it for the frames that it gets, then pushes one
 * frame at a time through it in steps.
 */

/*
 * Plans the chain for input of shape `in` and reports the shape of its output. Does nothing when
 * it is planned for that shape already. Returns 0, ET_ERROR_ARGUMENT, ET_ERROR_UNSUPPORTED or
 * ET_ERROR_MEMORY.
 */
int et_chain_configure(struct et_chain *chain, const struct et_image_info *in,
                       struct et_image_info *out);

/*
 * Starts on a frame of the planned shape, taking a reference; a frame that was not taken yet is
 * dropped. Returns 0, or ET_ERROR_STATE when the chain is not planned for the frame's shape.
 */
int et_chain_push(struct et_chain *chain, struct et_frame *frame);

/*
 * Runs bands for about `budget_us` microseconds, at least one. Returns ET_MORE, ET_DONE, or
 * ET_ERROR_MEMORY (no buffer for the next stage's frame), after which the frame that was pushed is
 * dropped and another may be pushed.
 */
int et_chain_step(struct et_chain *chain, int budget_us);

/*
 * After ET_DONE: the filtered frame, which the caller owns (the input itself when the plan is
 * empty). NULL before, and when it was taken already.
 */
struct et_frame *et_chain_take(struct et_chain *chain);

/*
 * The most frames that the chain's filters hold beside the one that is on its way: their
 * frames_before and frames_after, added up.
 */
int et_chain_frames_held(const struct et_chain *chain);

#endif
