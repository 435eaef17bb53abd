// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_CHAIN_H
#define ETALON_CHAIN_CHAIN_H

#include <etalon/etalon.h>

/*
 * The inner side of a chain: a job configures it for the frames that it gets, pushes them in the
 * order of their times, and steps it. Filters that read neighbours in time hold frames back, and
 * filters may make several frames of one, so that a push gives none, one or more:
 *
 *   et_chain_configure(chain, &frame->image.info, &out);
 *   for each frame of the clip:
 *       et_chain_push(chain, frame);
 *       while ((result = et_chain_step(chain, budget_us)) != ET_DONE)
 *           if (result == ET_FRAME) use(et_chain_take(chain));
 *   et_chain_finish(chain), and step and take once more.
 */

/*
 * Plans the chain for input of shape `in` and reports the shape of its output. Does nothing when
 * it is planned for that shape already; else drops the frames on their way, as et_chain_restart()
 * with 1. Returns 0, ET_ERROR_ARGUMENT, ET_ERROR_UNSUPPORTED or ET_ERROR_MEMORY.
 */
int et_chain_configure(struct et_chain *chain, const struct et_image_info *in,
                       struct et_image_info *out);

/* Whether the chain is planned for frames of this shape. */
bool et_chain_fits(const struct et_chain *chain, const struct et_image_info *in);

/*
 * Drops all frames on their way; the next push begins a sequence. `at_start`: its first frame is
 * the clip's first, which is repeated where a filter reads frames before it. Else the first
 * et_chain_frames_before() frames serve as neighbours alone, and nothing is made of them.
 */
void et_chain_restart(struct et_chain *chain, bool at_start);

/*
 * Hands the chain the next frame of the planned shape, of which it takes a reference. Returns 0,
 * or ET_ERROR_STATE when the chain is not planned for the frame's shape, was finished, or has work
 * to do first.
 */
int et_chain_push(struct et_chain *chain, struct et_frame *frame);

/* Says that the frame pushed last is the clip's last, which is repeated where filters read on. */
void et_chain_finish(struct et_chain *chain);

/*
 * Runs bands for about `budget_us` microseconds, at least one. Returns
 *   ET_FRAME  a frame waits in et_chain_take(),
 *   ET_MORE   call again,
 *   ET_DONE   the chain wants the next frame, or, once finished, has given all,
 * or a negative ET_ERROR_* (no buffer for a stage's frame, a second input that cannot be read),
 * after which the frames on their way are dropped.
 */
int et_chain_step(struct et_chain *chain, int budget_us);

/* After ET_FRAME: the frame, which the caller owns. It may be the very frame that was pushed. */
struct et_frame *et_chain_take(struct et_chain *chain);

/* Colour programs that run as tables of a preview, as the chain is planned. */
int et_chain_fast_tables(const struct et_chain *chain);

/*
 * Frames before and after a frame that the chain reads to make what it makes of that frame: the
 * sums over its filters.
 */
int et_chain_frames_before(const struct et_chain *chain);
int et_chain_frames_after(const struct et_chain *chain);

/*
 * Pushed frames that the chain can hold at a time beside the one at work, which a decoder's pool
 * has to have room for.
 */
int et_chain_frames_held(const struct et_chain *chain);

#endif
