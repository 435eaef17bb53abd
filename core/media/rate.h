// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_RATE_H
#define ETALON_MEDIA_RATE_H

#include <etalon/filter.h>
#include <stdbool.h>

/*
 * Chooses the quantizer of each frame for a bitrate. It knows the frame at hand, and times and sizes of
 * those before, so that the same frames get the same quantizers with any number of threads.
 *
 * Bits go as 1 / step, where step is 2^(quantizer / 6) (H.264, 8.5.9). What a key frame and what any
 * other took, times its step, is remembered, and the quantizer is the one at which a whole group of
 * pictures takes what it may: its share of the bitrate, and of what was saved or spent too much the
 * part that a group has of the time in which that is made up for. Before there is a key frame to go by,
 * and where the scene changes, samples of the picture tell how much detail it has.
 */
struct et_rate {
    double bits_per_s;
    int interval;   /* frames from key frame to key frame, at least 1 */
    double frame_s; /* mean duration of a frame */
    double time_s;  /* of the frame before */
    double owed; /* bits that may be spent by the end of the frame at hand, less those that were */
    double cost; /* of a frame, in bits at step 1 */
    double key_cost;   /* of a key frame */
    double per_detail; /* key_cost for a detail of 1 */
    double detail;     /* of the frame at hand: mean difference of neighbouring samples, in codes */
    double change;     /* mean difference from frame to frame, but for cuts, in codes */
    int frames;        /* since the first or the last cut */
    bool cut;          /* the frame at hand begins a scene */
    int place;         /* of the frame at hand in its group */
    int quantizer;     /* of the frame before, 0: none */
    uint8_t *samples;  /* of the frame before */
};

enum { ET_RATE_FINEST = 12, ET_RATE_COARSEST = 51 };

/*
 * Prepares for pictures of 8 bits and `width` x `height`, a key frame every `interval` of them, each about
 * `frame_s` long. Returns 0 or ET_ERROR_MEMORY.
 */
int et_rate_init(struct et_rate *rate, double bits_per_s, int width, int height, int interval,
                 double frame_s);

/* Frees what et_rate_init() has allocated. */
void et_rate_free(struct et_rate *rate);

/* The quantizer of a frame at `time_s`, ET_RATE_FINEST to ET_RATE_COARSEST. */
int et_rate_quantizer(struct et_rate *rate, const struct et_image *image, double time_s);

/* Says how many bits that frame took. */
void et_rate_count(struct et_rate *rate, double bits);

#endif
