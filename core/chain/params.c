// SPDX-License-Identifier: MIT
#include "chain/params.h"

#include "base/math.h"

#include <math.h>
#include <string.h>

static int check(const struct et_filter *filter, const struct et_param *param, double value)
{
    /* False for NaN as well. */
    if (!(value >= param->min && value <= param->max))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g is outside %g to %g", filter->name, param->key,
                       value, param->min, param->max);
    if (param->type != ET_PARAM_FLOAT && value != floor(value))
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s %g is not a whole number from %g to %g",
                       filter->name, param->key, value, param->min, param->max);
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
        int error = check(filter, param, values[i]);
        if (error)
            return error;
        et_params_set(param, values[i], params);
    }
    return 0;
}

void et_params_set(const struct et_param *param, double value, void *params)
{
    uint8_t *field = (uint8_t *)params + param->offset;
    value = value < param->min ? param->min : value > param->max ? param->max : value;
    if (param->type == ET_PARAM_FLOAT) {
        value += 0.0; /* -0 becomes 0 */
        memcpy(field, &value, sizeof(value));
    } else {
        int whole = et_round(value);
        memcpy(field, &whole, sizeof(whole));
    }
}

int et_params_check_list(const struct et_filter *filter, const struct et_param *param,
                         const double *values, size_t count)
{
    if (count < param->fewest || count > param->most)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %zu numbers in %s are outside %zu to %zu",
                       filter->name, count, param->key, param->fewest, param->most);
    for (size_t i = 0; i < count; i++)
        if (!(values[i] >= param->min && values[i] <= param->max))
            return et_fail(ET_ERROR_ARGUMENT, "%s: number %zu of %s, %g, is outside %g to %g",
                           filter->name, i, param->key, values[i], param->min, param->max);
    return 0;
}
