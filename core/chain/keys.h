// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_KEYS_H
#define ETALON_CHAIN_KEYS_H

#include <etalon/etalon.h>

/*
 * Checks keyframes for a parameter of what `name` names, but for the numbers of a LIST. Returns 0, or
 * ET_ERROR_ARGUMENT with a message that names what is wrong: none, times that do not rise, a value
 * outside the range, an ease that does not fit.
 */
int et_keys_check(const char *name, const struct et_param *param, const struct et_key *keys,
                  size_t count);

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
 * The keyframes of one parameter, and as many numbers for each as its value has: those of a LIST, or one.
 * None where `count` is 0.
 */
struct et_track {
    struct et_key *keys;
    size_t count;
    double *numbers; /* of the first keyframe, of the second, ... */
    size_t length;   /* numbers of each */
};

/*
 * Copies keyframes, and `length` numbers for each (NULL: their values), in place of those so far. Returns
 * 0, or ET_ERROR_MEMORY, after which the track is as it was.
 */
int et_track_set(struct et_track *track, const struct et_key *keys, size_t count,
                 const double *numbers, size_t length);

/* Frees what a track copied. */
void et_track_free(struct et_track *track);

/*
 * Where an instant lies: `part` of the way from one keyframe to another, which a Bezier ease may take
 * outside 0 to 1; at a keyframe from the instant on to which its time is rounded. The same bits everywhere.
 */
struct et_passage {
    const double *from, *to; /* numbers of the keyframes */
    double part;
};
struct et_passage et_track_passage(const struct et_track *track, const struct et_instant *instant);

/* A number there, which may be outside the parameter's range. */
double et_passage_number(const struct et_passage *passage, size_t index);

/* The least and the greatest value that a number ever has. */
void et_track_range(const struct et_track *track, size_t index, double *least, double *most);

#endif
