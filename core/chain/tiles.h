// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_TILES_H
#define ETALON_CHAIN_TILES_H

#include "chain/group.h"

/*
 * Groups that make one plane after another, for filters that reach so far up and down that a window of
 * all planes would be too large. Windows hold rows of one plane, below 256 KB each. Every stage has
 * scratch memory of its own, so that its bands follow each other (et_run.follows), and those that make
 * use of it (rows_to_follow()) may have low ones.
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
 * So five spatial filters with their initial settings are one group at 4K, with 8 and 10 bits, 4:2:0 and
 * 4:4:4, and up to four threads, gaussian_blur of sigma 8 or box_blur of radius 10 on one: whole planes are read 1
 * to 1.4 times and written once. On one thread five filters move 1.1 times the input and the output up to
 * gaussian_blur 12, box_blur 20 and bilateral 16 at 8 bits, 2.2 times at 10 bits. What reaches further
 * (gaussian_blur 20, box_blur 50) has a frame behind each filter, 5 times: the first band of a window of it
 * takes more than 256 KB in two tiles, and more of them would compute too much twice.
 */

/* Whether a stage can be in such a group. */
bool et_stage_goes_by_plane(const struct et_stage *stage);

/* Plans such a group of the stages that it has. Returns whether it obeys the rules. */
bool et_group_plan_by_plane(const struct et_chain *chain, struct et_band_group *group);

/*
 * Lays out the scratch memory of such a group, and configures its stages for their tiles where they are
 * not. Returns whether it can run.
 */
bool et_group_settle(const struct et_chain *chain, struct et_band_group *group);

/* Bytes of a row of `samples` samples of a window, such that rows do not all share a few lines of a cache. */
size_t et_tile_stride(enum et_format format, int samples);

#endif
