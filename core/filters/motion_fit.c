// SPDX-License-Identifier: MIT
#include "filters/motion_fit.h"

enum {
    SAMPLES = 96,
    ROUNDS = 8, /* of least squares */
    FEWEST = 6, /* blocks that have to agree */
    APART = 24, /* samples of level 0 between the blocks of a pair */
};

static const double nearness = 1.0;     /* samples of level 0 from where a pair says that it went */
static const double first_reach = 1.5;  /* of the biweight, */
static const double last_reach = 0.5;   /* and after half of the rounds */
static const double least_share = 0.2;  /* of the blocks that have to agree */
static const double most_change = 0.25; /* of scale; sine and cosine of 15 degrees are within it */

static const struct et_motion none = {.cosine = 1};

static double square(double x)
{
    return x * x;
}

/* The square of the distance from where the block went to where it should have gone. */
static double miss(const struct et_motion *motion, const struct et_motion_block *b)
{
    return square(motion->cosine * b->x - motion->sine * b->y + motion->x - b->x - b->dx) +
           square(motion->sine * b->x + motion->cosine * b->y + motion->y - b->y - b->dy);
}

static bool is_likely(const struct et_motion *motion)
{
    return square(motion->cosine - 1) + square(motion->sine) <= square(most_change);
}

/* Least squares: with p and q = p + d from their means on, u = sum of w q p* / sum of w p p*. */
static bool least_squares(const struct et_motion_block *blocks, const double *weights, int count,
                          struct et_motion *motion)
{
    double total = 0, x = 0, y = 0, to_x = 0, to_y = 0, spread = 0, cosine = 0, sine = 0;
    for (int i = 0; i < count; i++) {
        const struct et_motion_block *b = &blocks[i];
        total += weights[i];
        x += weights[i] * b->x;
        y += weights[i] * b->y;
        to_x += weights[i] * (b->x + b->dx);
        to_y += weights[i] * (b->y + b->dy);
    }
    if (!(total > 0))
        return false;
    x /= total, y /= total, to_x /= total, to_y /= total;
    for (int i = 0; i < count; i++) {
        const struct et_motion_block *b = &blocks[i];
        const double from_x = b->x - x, from_y = b->y - y;
        const double at_x = b->x + b->dx - to_x, at_y = b->y + b->dy - to_y;
        spread += weights[i] * (from_x * from_x + from_y * from_y);
        cosine += weights[i] * (at_x * from_x + at_y * from_y);
        sine += weights[i] * (at_y * from_x - at_x * from_y);
    }
    if (!(spread > 0))
        return false;
    cosine /= spread, sine /= spread;
    *motion = (struct et_motion){.x = to_x - cosine * x + sine * y,
                                 .y = to_y - sine * x - cosine * y,
                                 .cosine = cosine,
                                 .sine = sine};
    return is_likely(motion);
}

/* The motion of a random pair; false: the two are too near to one another, or went too far. */
static bool sample(const struct et_motion_block *blocks, int count, uint32_t *seed,
                   struct et_motion *motion)
{
    static const double weights[2] = {1, 1};
    struct et_motion_block pair[2];
    for (int i = 0; i < 2; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        pair[i] = blocks[(uint64_t)*seed * (uint32_t)count >> 32];
    }
    const double apart = square(pair[0].x - pair[1].x) + square(pair[0].y - pair[1].y);
    return apart >= APART * APART && least_squares(pair, weights, 2, motion);
}

static int agreeing(const struct et_motion_block *blocks, int count, const struct et_motion *motion,
                    double reach)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        found += miss(motion, &blocks[i]) < reach * reach;
    return found;
}

static void weigh(const struct et_motion_block *blocks, int count, const struct et_motion *motion,
                  double reach, double *weights)
{
    for (int i = 0; i < count; i++) {
        const double part = miss(motion, &blocks[i]) / (reach * reach);
        weights[i] = part < 1 ? square(1 - part) : 0;
    }
}

struct et_motion et_motion_fit(const struct et_motion_block *blocks, int count, double *weights)
{
    struct et_motion best = none;
    uint32_t seed = 1;
    int most = 0;
    for (int i = 0; i < SAMPLES && count >= FEWEST; i++) {
        struct et_motion motion;
        if (!sample(blocks, count, &seed, &motion))
            continue;
        const int found = agreeing(blocks, count, &motion, nearness);
        if (found > most) {
            most = found;
            best = motion;
        }
    }
    for (int round = 0; most && round < ROUNDS; round++) {
        weigh(blocks, count, &best, round < ROUNDS / 2 ? first_reach : last_reach, weights);
        if (!least_squares(blocks, weights, count, &best))
            return none;
    }
    most = agreeing(blocks, count, &best, last_reach);
    if (most < FEWEST || most < least_share * count)
        return none;
    best.confidence = (double)most / count;
    return best;
}
