// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_KEYS_H
#define ETALON_CHAIN_KEYS_H

#include <etalon/etalon.h>

/*
 * Checks keyframes for a parameter. Returns 0, or ET_ERROR_ARGUMENT with a message that names what
 * is wrong: none, times that do not rise, a value outside the range, an ease that does not fit.
 */
int et_keys_check(const struct et_filter *filter, const struct et_param *param,
                  const struct et_key *keys, size_t count);

/* When a frame is shown, in ticks of a time base whose parts are above 0. */
struct et_instant {
    int64_t pts;
    struct et_rational base;
};

/* A frame's, which is 0 s where its time base is not known; that of a time, to the microsecond. */
struct et_instant et_instant_of(int64_t pts, struct et_rational base);
struct et_instant et_instant_at(double time_s);

/* An instant in seconds. */
double et_instant_seconds(const struct et_instant *instant);

/* Whether a time of a caller's, rounded to the nearest tick, is at the instant or before it. */
bool et_instant_has_reached(const struct et_instant *instant, double time_s);

/*
 * The value at an instant, which a Bezier ease may take outside the range; that of a keyframe from the
 * instant on to which its time is rounded. The same bits everywhere.
 */
double et_keys_value(const struct et_key *keys, size_t count, const struct et_instant *instant);

/* The least and the greatest value that keyframes ever give. */
void et_keys_range(const struct et_key *keys, size_t count, double *least, double *most);

#endif
