// SPDX-License-Identifier: MIT
/* Values that change with time: between keyframes held, or eased by a line or a cubic curve. */
#include "chain/keys.h"

#include <math.h>

/* Halvings that find the place on a curve: to the last bit of a double in 0 to 1. */
enum { HALVINGS = 53 };

static int check_key(const struct et_filter *filter, const struct et_param *param,
                     const struct et_key *key)
{
    if (!(key->value >= param->min && key->value <= param->max))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g at %g s is outside %g to %g", filter->name,
                       param->key, key->value, key->time_s, param->min, param->max);
    if (param->type != ET_PARAM_FLOAT && key->value != floor(key->value))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g at %g s is not a whole number", filter->name,
                       param->key, key->value, key->time_s);
    if (param->type == ET_PARAM_CHOICE && key->ease != ET_EASE_HOLD)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is a choice, which can only be held",
                       filter->name, param->key);
    if (key->ease == ET_EASE_HOLD || key->ease == ET_EASE_LINEAR)
        return 0;
    if (key->ease != ET_EASE_BEZIER)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s: there is no way %d to a keyframe", filter->name,
                       param->key, (int)key->ease);
    for (int i = 0; i < 4; i++) {
        const double least = i & 1 ? -100 : 0, most = i & 1 ? 100 : 1;
        if (!(key->bezier[i] >= least && key->bezier[i] <= most))
            return et_fail(ET_ERROR_ARGUMENT, "%s: %s: a curve's %s, %g, is outside %g to %g",
                           filter->name, param->key, i & 1 ? "y" : "x", key->bezier[i], least,
                           most);
    }
    return 0;
}

int et_keys_check(const struct et_filter *filter, const struct et_param *param,
                  const struct et_key *keys, size_t count)
{
    if (param->fixed)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s takes no keyframes", filter->name, param->key);
    if (!count)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s has no keyframe", filter->name, param->key);
    for (size_t i = 0; i < count; i++) {
        if (!(fabs(keys[i].time_s) <= 1e9) || (i && keys[i].time_s <= keys[i - 1].time_s))
            return et_fail(ET_ERROR_ARGUMENT,
                           "%s: %s: the keyframe at %g s is not behind the one "
                           "before it",
                           filter->name, param->key, keys[i].time_s);
        int error = check_key(filter, param, &keys[i]);
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

double et_keys_value(const struct et_key *keys, size_t count, double time_s)
{
    size_t next = 0;
    while (next < count && keys[next].time_s <= time_s)
        next++;
    if (next == 0)
        return keys[0].value;
    const struct et_key *from = &keys[next - 1];
    if (next == count || from->ease == ET_EASE_HOLD)
        return from->value;
    const struct et_key *to = &keys[next];
    const double part = (time_s - from->time_s) / (to->time_s - from->time_s);
    return from->value + (to->value - from->value) * ease(from, part);
}
