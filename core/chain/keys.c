// SPDX-License-Identifier: MIT
/* Values that change with time: between keyframes held, or eased by a line or a cubic curve. */
#include "chain/keys.h"

#include "base/alloc.h"

#include <math.h>
#include <string.h>

/* Halvings that find the place on a curve: to the last bit of a double in 0 to 1. */
enum { HALVINGS = 53 };

static int check_key(const char *name, const struct et_param *param, const struct et_key *key)
{
    const bool is_list = param->type == ET_PARAM_LIST;
    if (!is_list && !(key->value >= param->min && key->value <= param->max))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g at %g s is outside %g to %g", name, param->key,
                       key->value, key->time_s, param->min, param->max);
    if (!is_list && param->type != ET_PARAM_FLOAT && key->value != floor(key->value))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g at %g s is not a whole number", name,
                       param->key, key->value, key->time_s);
    if (param->type == ET_PARAM_CHOICE && key->ease != ET_EASE_HOLD)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is a choice, which can only be held", name,
                       param->key);
    if (key->ease == ET_EASE_HOLD || key->ease == ET_EASE_LINEAR)
        return 0;
    if (key->ease != ET_EASE_BEZIER)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s: there is no way %d to a keyframe", name,
                       param->key, (int)key->ease);
    for (int i = 0; i < 4; i++) {
        const double least = i & 1 ? -100 : 0, most = i & 1 ? 100 : 1;
        if (!(key->bezier[i] >= least && key->bezier[i] <= most))
            return et_fail(ET_ERROR_ARGUMENT, "%s: %s: a curve's %s, %g, is outside %g to %g", name,
                           param->key, i & 1 ? "y" : "x", key->bezier[i], least, most);
    }
    return 0;
}

int et_keys_check(const char *name, const struct et_param *param, const struct et_key *keys,
                  size_t count)
{
    if (param->fixed)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s takes no keyframes", name, param->key);
    if (!count)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s has no keyframe", name, param->key);
    for (size_t i = 0; i < count; i++) {
        if (!(fabs(keys[i].time_s) <= 1e9) || (i && keys[i].time_s <= keys[i - 1].time_s))
            return et_fail(ET_ERROR_ARGUMENT,
                           "%s: %s: the keyframe at %g s is not behind the one "
                           "before it",
                           name, param->key, keys[i].time_s);
        int error = check_key(name, param, &keys[i]);
        if (error)
            return error;
    }
    return 0;
}

/* A cubic from 0 to 1 with the inner control values `a` and `b`, at `s`. */
static double cubic(double a, double b, double s)
{
    const double rest = 1 - s;
    return 3 * rest * rest * s * a + 3 * rest * s * s * b + s * s * s;
}

static double ease(const struct et_key *key, double part)
{
    if (key->ease == ET_EASE_LINEAR)
        return part;
    double low = 0, high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (cubic(key->bezier[0], key->bezier[2], middle) < part)
            low = middle;
        else
            high = middle;
    }
    return cubic(key->bezier[1], key->bezier[3], (low + high) / 2);
}

/* ---- Times ------------------------------------------------------------------------------------- */

static int64_t tick_of(double time_s, struct et_rational base)
{
    const double limit = 9007199254740992.0; /* 2^53 */
    const double tick = floor(time_s * base.den / base.num + 0.5);
    return tick <= -limit ? INT64_MIN : tick >= limit ? INT64_MAX : (int64_t)tick;
}

struct et_instant et_instant_of(int64_t pts, struct et_rational base)
{
    if (base.num <= 0 || base.den <= 0)
        return (struct et_instant){0, {1, 1}};
    return (struct et_instant){pts, base};
}

struct et_instant et_instant_at(double time_s)
{
    const struct et_rational microsecond = {1, 1000000};
    return (struct et_instant){tick_of(time_s, microsecond), microsecond};
}

double et_instant_seconds(const struct et_instant *instant)
{
    return (double)instant->pts * instant->base.num / instant->base.den;
}

bool et_instant_has_reached(const struct et_instant *instant, double time_s)
{
    return tick_of(time_s, instant->base) <= instant->pts;
}

/* ---- Tracks ------------------------------------------------------------------------------------ */

int et_track_set(struct et_track *track, const struct et_key *keys, size_t count,
                 const double *numbers, size_t length)
{
    struct et_track copy = {et_alloc_zero(count, sizeof(*keys)), count,
                            et_alloc_zero(count, length * sizeof(*numbers)), length};
    if (!copy.keys || !copy.numbers) {
        et_track_free(&copy);
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu keyframes", count);
    }
    memcpy(copy.keys, keys, count * sizeof(*keys));
    for (size_t i = 0; i < count * length; i++)
        copy.numbers[i] = numbers ? numbers[i] : keys[i].value;
    et_track_free(track);
    *track = copy;
    return 0;
}

void et_track_free(struct et_track *track)
{
    et_free(track->keys);
    et_free(track->numbers);
    *track = (struct et_track){0};
}

/* ---- Values ------------------------------------------------------------------------------------ */

struct et_passage et_track_passage(const struct et_track *track, const struct et_instant *instant)
{
    size_t reached = 0;
    for (size_t end = track->count; reached < end;) {
        const size_t middle = reached + (end - reached) / 2;
        if (et_instant_has_reached(instant, track->keys[middle].time_s))
            reached = middle + 1;
        else
            end = middle;
    }
    const size_t at = reached ? reached - 1 : 0;
    const struct et_key *from = &track->keys[at];
    struct et_passage passage = {track->numbers + at * track->length,
                                 track->numbers + at * track->length, 0};
    if (reached == 0 || reached == track->count || from->ease == ET_EASE_HOLD)
        return passage;
    const double part =
        (et_instant_seconds(instant) - from->time_s) / (from[1].time_s - from->time_s);
    passage.to += track->length;
    passage.part = ease(from, part < 0 ? 0 : part > 1 ? 1 : part);
    return passage;
}

double et_passage_number(const struct et_passage *passage, size_t index)
{
    const double from = passage->from[index];
    return from + (passage->to[index] - from) * passage->part;
}

/* Where a cubic from 0 to 1 turns, between 0 and 1. Returns how many times. */
static int turns_of(double a, double b, double turns[2])
{
    /* A third of its derivative: (3a - 3b + 1) s^2 + 2 (b - 2a) s + a */
    const double square = 3 * a - 3 * b + 1, half = b - 2 * a;
    const double inside = half * half - square * a;
    const double root = sqrt(inside < 0 ? 0 : inside);
    /* The form that loses no digits where the square's factor is small. */
    const double sum = half < 0 ? -half + root : -half - root;
    const double all[2] = {sum / square, a / sum};
    int count = 0;
    for (int i = 0; i < 2; i++)
        if (inside >= 0 && all[i] > 0 && all[i] < 1) /* no infinity, no NaN */
            turns[count++] = all[i];
    return count;
}

static void widen(double *least, double *most, double value)
{
    *least = value < *least ? value : *least;
    *most = value > *most ? value : *most;
}

void et_track_range(const struct et_track *track, size_t index, double *least, double *most)
{
    const double *number = track->numbers + index;
    *least = *most = *number;
    for (size_t k = 0; k < track->count; k++, number += track->length) {
        const double *curve = track->keys[k].bezier;
        double turns[2];
        widen(least, most, *number);
        if (k + 1 == track->count || track->keys[k].ease != ET_EASE_BEZIER)
            continue;
        for (int i = turns_of(curve[1], curve[3], turns) - 1; i >= 0; i--)
            widen(least, most,
                  *number +
                      (number[track->length] - *number) * cubic(curve[1], curve[3], turns[i]));
    }
}
