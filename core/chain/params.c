// SPDX-License-Identifier: MIT
#include "chain/params.h"

#include "base/math.h"

#include <etalon/chain.h>
#include <math.h>
#include <string.h>

int et_params_check(const char *name, const struct et_param *param, double value)
{
    /* False for NaN as well. */
    if (!(value >= param->min && value <= param->max))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g is outside %g to %g", name, param->key, value,
                       param->min, param->max);
    if (param->type != ET_PARAM_FLOAT && value != floor(value))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g is not a whole number from %g to %g", name,
                       param->key, value, param->min, param->max);
    return 0;
}

int et_params_fill(const struct et_filter *filter, const double *values, size_t count, void *params)
{
    if (count != filter->param_count)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %zu values are given for %zu parameters",
                       filter->name, count, filter->param_count);
    for (size_t i = 0; i < count; i++) {
        const struct et_param *param = &filter->params[i];
        if (param->type == ET_PARAM_LIST) {
            const struct et_numbers numbers = {param->initial_values, param->initial_count};
            memcpy((uint8_t *)params + param->offset, &numbers, sizeof(numbers));
            continue;
        }
        if (param->type == ET_PARAM_TEXT)
            continue; /* no text yet */
        double value = values[i];
        int error = et_params_check(filter->name, param, value);
        if (error)
            return error;
        et_params_set(param, &value, 1, params);
    }
    return 0;
}

int et_params_check_list(const char *name, const struct et_param *param, const double *values,
                         size_t count)
{
    if (count < param->fewest || count > param->most)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %zu numbers in %s are outside %zu to %zu", name,
                       count, param->key, param->fewest, param->most);
    for (size_t i = 0; i < count; i++)
        if (!(values[i] >= param->min && values[i] <= param->max))
            return et_fail(ET_ERROR_ARGUMENT, "%s: number %zu of %s, %g, is outside %g to %g", name,
                           i, param->key, values[i], param->min, param->max);
    if (param->curve && count % 2)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s has %zu numbers, which are not pairs of x and y",
                       name, param->key, count);
    return 0;
}

int et_filter_curve(const struct et_filter *filter, size_t index, const double *numbers,
                    size_t count, double *values, size_t samples)
{
    const struct et_param *param = index < filter->param_count ? &filter->params[index] : NULL;
    if (!param || !param->curve)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is no curve", filter->name,
                       param ? param->key : "what is asked for");
    if (samples < 2)
        return et_fail(ET_ERROR_ARGUMENT, "%s: a curve has 2 values or more, not %zu", filter->name,
                       samples);
    int error = et_params_check_list(filter->name, param, numbers, count);
    if (!error)
        param->curve(&(struct et_numbers){numbers, count}, values, samples);
    return error;
}

void et_params_set(const struct et_param *param, double *numbers, size_t count, void *params)
{
    uint8_t *field = (uint8_t *)params + param->offset;
    for (size_t i = 0; i < count; i++) {
        const double number = numbers[i] < param->min   ? param->min
                              : numbers[i] > param->max ? param->max
                                                        : numbers[i];
        numbers[i] = number + 0.0; /* -0 becomes 0 */
    }
    if (param->type == ET_PARAM_LIST) {
        const struct et_numbers list = {numbers, count};
        memcpy(field, &list, sizeof(list));
    } else if (param->type == ET_PARAM_FLOAT) {
        memcpy(field, numbers, sizeof(*numbers));
    } else {
        const int whole = et_round(*numbers);
        memcpy(field, &whole, sizeof(whole));
    }
}

static bool lists_equal(const uint8_t *a, const uint8_t *b)
{
    struct et_numbers lists[2];
    memcpy(&lists[0], a, sizeof(lists[0]));
    memcpy(&lists[1], b, sizeof(lists[1]));
    return lists[0].count == lists[1].count &&
           !memcmp(lists[0].values, lists[1].values, lists[0].count * sizeof(*lists[0].values));
}

bool et_params_equal(const struct et_filter *filter, const void *a, const void *b)
{
    static const size_t sizes[] = {[ET_PARAM_FLOAT] = sizeof(double),
                                   [ET_PARAM_INT] = sizeof(int),
                                   [ET_PARAM_CHOICE] = sizeof(int),
                                   [ET_PARAM_TEXT] = sizeof(void *)};
    for (size_t i = 0; i < filter->param_count; i++) {
        const struct et_param *param = &filter->params[i];
        const uint8_t *field = (const uint8_t *)a + param->offset;
        const uint8_t *other = (const uint8_t *)b + param->offset;
        if (param->type == ET_PARAM_LIST ? !lists_equal(field, other)
                                         : memcmp(field, other, sizes[param->type]) != 0)
            return false;
    }
    return true;
}
