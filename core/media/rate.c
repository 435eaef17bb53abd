// SPDX-License-Identifier: MIT
#include "media/rate.h"

#include <etalon/error.h>

#include "base/alloc.h"
#include "base/math.h"

enum {
    GRID = 8,        /* pixels from sample to sample */
    STEP_OCTAVE = 6, /* quantizers that double the step */
    MOST_FINER = 3,  /* the quantizer from frame to frame within a scene */
    MOST_COARSER = 6,
    KEY_BONUS = 1, /* by which key frames are finer: those behind them are made of them */
};

static const double CORRECTION_S = 2.5; /* within which a difference is made up for */
static const double LEAST_SHARE = 0.2;  /* of the bitrate, while too much is made up for */
static const double MOST_SHARE = 3;
static const double SAVED_S = 5;  /* beyond which what easy pictures save is forfeited */
static const double WEIGHT = 0.2; /* of the newest frame in a mean */
static const double RISING_WEIGHT = 0.4;
static const double KEY_WEIGHT = 0.6;
static const double CUT_FACTOR = 4; /* by which a cut changes more than the frames before it */
static const double CUT_CODES = 3;  /* and by more than this */
static const double LEAST_DETAIL = 1;
static const double GUESSED_COST = 2.5;  /* of a pixel of a key frame with a detail of 1 */
static const double GUESSED_PART = 0.12; /* of a key frame's, for frames behind it */

int et_rate_init(struct et_rate *rate, double bits_per_s, int width, int height, int interval,
                 double frame_s)
{
    *rate = (struct et_rate){
        .bits_per_s = bits_per_s,
        .interval = interval,
        .frame_s = frame_s,
        .per_detail = GUESSED_COST * width * height,
        .samples = et_alloc_zero((size_t)(width / GRID + 1) * (size_t)(height / GRID + 1), 1),
    };
    return rate->samples ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for an encoder");
}

void et_rate_free(struct et_rate *rate)
{
    et_free(rate->samples);
    rate->samples = NULL;
}

static int distance(int a, int b)
{
    return a > b ? a - b : b - a;
}

/* Looks at samples of luma: how much detail there is, and how much has changed. Returns the latter. */
static double look(struct et_rate *rate, const struct et_image *image)
{
    const int right = image->info.width - 1, bottom = image->info.height - 1;
    const ptrdiff_t stride = image->stride[0];
    uint8_t *before = rate->samples;
    int64_t detail = 0, change = 0, count = 0;

    for (int y = GRID / 2; y < bottom; y += GRID)
        for (int x = GRID / 2; x < right; x += GRID, count++, before++) {
            const uint8_t *at = image->data[0] + y * stride + x;

            detail += distance(at[0], at[1]) + distance(at[0], at[stride]);
            change += distance(at[0], *before);
            *before = *at;
        }
    rate->detail = count ? (double)detail / (double)count : 0;
    if (rate->detail < LEAST_DETAIL)
        rate->detail = LEAST_DETAIL;
    return count ? (double)change / (double)count : 0;
}

/* Whether a scene begins; then costs are guessed by the detail. */
static void look_for_cut(struct et_rate *rate, double change)
{
    rate->cut = rate->frames != 1 && change > CUT_FACTOR * rate->change + CUT_CODES;
    if (!rate->quantizer || rate->cut) {
        const double part = rate->key_cost > 0 ? rate->cost / rate->key_cost : 0;

        rate->cut = true;
        rate->frames = 0;
        rate->change = 0;
        rate->key_cost = rate->per_detail * rate->detail;
        rate->cost =
            (part > GUESSED_PART ? (part + GUESSED_PART) / 2 : GUESSED_PART) * rate->key_cost;
    } else {
        rate->change += (rate->frames > 1 ? WEIGHT : 1) * (change - rate->change);
    }
}

/* Goes on in time: what may be spent grows with it. */
static void advance(struct et_rate *rate, double time_s)
{
    double past_s = rate->quantizer ? time_s - rate->time_s : rate->frame_s;
    const double most = SAVED_S * rate->bits_per_s;

    if (!(past_s > 0))
        past_s = 0;
    rate->frame_s += WEIGHT * (past_s - rate->frame_s);
    rate->owed += past_s * rate->bits_per_s;
    if (rate->owed > most)
        rate->owed = most;
    rate->time_s = time_s;
}

/* Bits of the first `frames` of a group at step 1. */
static double cost_of(const struct et_rate *rate, int frames)
{
    return frames > 0 ? rate->key_cost + (frames - 1) * rate->cost : 0;
}

/* Of the bitrate, what may be spent from now on. */
static double share_of(const struct et_rate *rate)
{
    const double group_s = rate->interval * rate->frame_s;
    /* A group's bits come early, with its key frame: that is as planned. */
    const double planned = cost_of(rate, rate->place) / cost_of(rate, rate->interval);
    const double ahead_s = (planned - (double)rate->place / rate->interval) * group_s;
    const double share =
        1 + (rate->owed / rate->bits_per_s - rate->frame_s + ahead_s) / CORRECTION_S;

    return share < LEAST_SHARE ? LEAST_SHARE : share > MOST_SHARE ? MOST_SHARE : share;
}

static int between(int least, int value, int most)
{
    return value < least ? least : value > most ? most : value;
}

int et_rate_quantizer(struct et_rate *rate, const struct et_image *image, double time_s)
{
    double group_s, step;
    int quantizer;

    look_for_cut(rate, look(rate, image));
    advance(rate, time_s);
    group_s = rate->interval * rate->frame_s;
    step = cost_of(rate, rate->interval) / (share_of(rate) * rate->bits_per_s * group_s);
    quantizer = et_round(STEP_OCTAVE * et_log(step) / et_log(2));
    if (!rate->cut)
        quantizer =
            between(rate->quantizer - MOST_FINER, quantizer, rate->quantizer + MOST_COARSER);
    if (rate->place == 0)
        quantizer -= KEY_BONUS;
    rate->quantizer = between(ET_RATE_FINEST, quantizer, ET_RATE_COARSEST);
    return rate->quantizer;
}

void et_rate_count(struct et_rate *rate, double bits)
{
    const double cost = bits * et_pow(2, (double)rate->quantizer / STEP_OCTAVE);

    rate->owed -= bits;
    if (rate->place == 0) {
        rate->key_cost += (rate->cut ? 1 : KEY_WEIGHT) * (cost - rate->key_cost);
        if (rate->cut)
            rate->cost = GUESSED_PART * rate->key_cost;
        if (rate->detail > LEAST_DETAIL)
            rate->per_detail = rate->key_cost / rate->detail;
    } else if (!rate->cut) {
        const double weight = cost > rate->cost ? RISING_WEIGHT : WEIGHT;

        rate->cost += (rate->frames > 1 ? weight : 1) * (cost - rate->cost);
    }
    rate->frames++;
    if (++rate->place == rate->interval)
        rate->place = 0;
}
