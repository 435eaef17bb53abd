// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_TILES_H
#define ETALON_CHAIN_TILES_H

#include "chain/group.h"

/*
 * Groups that make one plane after another, for filters that reach so far up and down that a window of
 * all planes would be too large. Windows hold rows of one plane, below 256 KB each. Every stage has
 * scratch memory of its own, so that its bands follow each other (et_run.follows), and those that make
 * use of it (rows_to_follow()) may have low ones. Where a stage needs more than one plane at a time, or
 * has a second input, the group makes all planes together, and windows hold rows of all of them.
 *
 * Where the windows are too large all the same, the picture is cut across into tiles: the group goes
 * down the first one, then the second one. A stage makes of a tile what its filter makes of a picture of
 * that width, which is right but near the ends where it was cut off: so its part is wider than what the
 * next stage reads, by what columns_needed() says; at the picture's own ends nothing was cut off. The
 * last stage makes its part aside, and what is right of it goes to the frame. All parts of a stage have
 * one width, for which it is configured once more, in memory that is there since the chain was planned: that
 * is done for each frame for which keyframes change something. Tiles are for stages that reach at most 64 columns to a
 * side.
 *
 * The fewest tiles and the highest bands are taken with which
 *   - of the rows of a window at most four fifths are kept from the band before, and bands of a filter
 *     that has no rows_to_follow() are no smaller than its band_rows();
 *   - of all samples at most a fifth is computed twice, at seams of strips and of tiles.
 *
 * A stage with a region reads around it alone, so that the plan is made anew where the region moves. What a
 * filter takes in of rows above the picture (rows_above()) spares it a first band that reads all at once.
 *
 * So five spatial filters with their initial settings are one group at 4K, with 8 and 10 bits, 4:2:0 and
 * 4:4:4, and up to four threads, with regions and with second inputs among them, gaussian_blur of sigma 8
 * or box_blur of radius 10 on one: whole planes are read 1 to 1.4 times and written once. On one thread
 * five filters move the input and the output once up to gaussian_blur 20, 1.1 times up to box_blur 20 and
 * bilateral 16 at 8 bits, 2.2 times at 10 bits.
 *
 * Five of box_blur 50 have a frame behind each, 5 times: to let a row go from its sums the filter needs it
 * again 202 rows later, exactly. Those and a band of 8 rows of the whole width are 806 KB of 8 bits. Each
 * stage reaches 100 columns to a side, so that the parts of a tile of w columns are w + 200 to w + 1000
 * wide: 210 rows of the widest one fit where w is below 250, and then 3.4 samples are computed for each
 * that counts. To keep what tiles share, so that nothing is computed twice, takes 200 columns of the
 * whole height, 432 KB a stage. To compute again what was let go, instead of keeping it, is 3 runs of each
 * stage for each of the next one, 81 of the first.
 */

/* Whether a stage can be in such a group. */
bool et_stage_can_be_tiled(const struct et_stage *stage);

/* Bytes of scratch memory of a stage in such a group, that needs `bytes` for a band of a plane. */
size_t et_stage_own_scratch(const struct et_stage *stage, size_t bytes, bool by_plane);

/* Plans such a group of the stages that it has. Returns whether it obeys the rules. */
bool et_group_plan_tiles(const struct et_chain *chain, struct et_band_group *group);

/*
 * Lays out the scratch memory of such a group, and configures its stages for their tiles where they are
 * not. Returns whether it can run.
 */
bool et_group_settle(const struct et_chain *chain, struct et_band_group *group);

/* Bytes of a row of `samples` samples of a window, such that rows do not all share a few lines of a cache. */
size_t et_tile_stride(enum et_format format, int samples);

#endif
