// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_TICKS_H
#define ETALON_MEDIA_TICKS_H

#include <libavutil/rational.h>
#include <stdint.h>

/* Spans of time in a stream's time base. Containers may choose one that a second is less than a tick of. */

/*
 * The time of `frames` frames (1 or more), at least 1; at 25 a second where `rate` is not known. What
 * a rate gives that cannot be meant counts as 1: sums of ticks stay far from the end of 64 bits.
 */
int64_t et_ticks_of_frames(int frames, AVRational rate, AVRational base);

/* The time of so many milliseconds, at least 1. */
int64_t et_ticks_of_ms(int ms, AVRational base);

/*
 * How far before a place to read next, where no key frame was found from `lead` before it on (0: it
 * is the first time): half a second, then twice as far each time, up to INT64_MAX.
 */
int64_t et_ticks_farther(int64_t lead, AVRational base);

/*
 * A count of ticks, or of samples, as a whole number: what is beyond 2^53 is the end of time, and what
 * is no number 0.
 */
int64_t et_ticks_of_double(double value);

#endif
