// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_PART_H
#define ETALON_CHAIN_PART_H

#include "chain/plan.h"

/*
 * An analysis with a region sees the part of the picture that lies in it as a picture of its own. Its
 * edges go outward to whole chroma samples, of the second input too; a feather has no meaning there.
 *
 * A filter whose output is_part() of its input has that as its part: nothing is run, the part is a frame.
 */

/*
 * Where the part of a stage lies in its input, and its shape; without a region, all of it. The matrix
 * of colours that leave it open is that of the whole picture. Returns 0, or ET_ERROR_ARGUMENT where the
 * region lies outside the picture or the second input has another size.
 */
int et_part_init(struct et_stage *stage, const struct et_image_info *second);

/*
 * Where the region of an analysis moves: it lies in the picture at each of its keyframes, or that is an
 * ET_ERROR_ARGUMENT, and the stage is configured for all of the picture, so that frames find the memory
 * that they need. Returns 0 or what et_stage_configure() does.
 */
int et_part_plan(struct et_chain *chain, struct et_stage *stage);

/* The shape of that part of the second input; without a region, all of it. */
struct et_image_info et_part_second(const struct et_stage *stage,
                                    const struct et_image_info *second);

/* Asks a filter that was just configured whether its output is a part of its input. */
void et_part_ask(struct et_stage *stage);

/* Runs an analysis on rows of the part. */
void et_part_run(const struct et_stage *stage, const struct et_run *run);

/* The part of a frame, as a frame that shares its planes. Returns 0 or ET_ERROR_MEMORY. */
int et_part_frame(const struct et_stage *stage, const struct et_frame *whole,
                  struct et_frame **out);

#endif
