// SPDX-License-Identifier: MIT
#include "chain/params.h"

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
        int error = check(filter, param, values[i]);
        if (error)
            return error;
        uint8_t *field = (uint8_t *)params + param->offset;
        if (param->type == ET_PARAM_FLOAT) {
            double value = values[i] + 0.0; /* -0 becomes 0 */
            memcpy(field, &value, sizeof(value));
        } else {
            int value = (int)values[i];
            memcpy(field, &value, sizeof(value));
        }
    }
    return 0;
}
