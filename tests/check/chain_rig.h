// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_CHAIN_RIG_H
#define ETALON_TESTS_CHAIN_RIG_H

#include "filters.h"
#include "image.h"

#include "chain/keys.h"

/* An engine and a pool, and chains of one filter that frames are sent through one by one. */

/* Parameters of check_filter_shift. */
enum { AMOUNT, STEPS, SIGN, WIDE, EXTRA, PARAMS };

/* Makes the engine, with that many threads, and the pool; and lets them go. One at a time. */
void rig_begin(int threads);
void rig_end(void);
struct et_engine *rig_engine(void);

/* A random frame, another one for each pts, in 1/25 s. */
struct et_frame *rig_frame(struct et_image_info info, int64_t pts);

/* A chain of a filter with all of its values. */
struct et_chain *rig_chain(const struct et_filter *filter, const double *values);

/* The chain's frame for `in`, or NULL with the error in *error. */
struct et_frame *rig_send(struct et_chain *chain, struct et_frame *in, int *error);

/*
 * All that a chain makes of `count` frames of a clip, in `out`, which has room for `most`. Returns how many, or an error;
 * the frames are the caller's in both cases.
 */
int rig_send_all(struct et_chain *chain, struct et_frame *const *in, int count,
                 struct et_frame **out, int most);

/* What a region weighs at a sample, by its definition, in double precision. */
double rig_region_weight(const struct et_image_info *info, int plane, int x, int y,
                         const struct et_region *region);

/* A sample plus `shift`, cut to the codes; and checks that all samples of `out` are that of `in`. */
int rig_shifted(const struct et_image *image, int plane, int x, int y, int shift);
void rig_check_shift(const struct et_frame *in, const struct et_frame *out, int shift);

/* What a few keyframes give at an instant, without memory of the heap. */
double rig_key_value(const struct et_key *keys, size_t count, const struct et_instant *instant);

#endif
