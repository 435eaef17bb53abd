// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_PARAMS_H
#define ETALON_CHAIN_PARAMS_H

#include <etalon/filter.h>

/*
 * Checks `count` values, one per parameter of the filter's table, and writes them into the filter's
 * parameter struct at `params` (params_size bytes). Returns 0, or ET_ERROR_ARGUMENT with a message
 * that names value, parameter and range: wrong count, not finite, out of range, or not whole where
 * the parameter is an INT or a CHOICE.
 */
int et_params_fill(const struct et_filter *filter, const double *values, size_t count,
                   void *params);

/*
 * Checks one value of what `name` names, or the numbers of a LIST. Returns 0, or ET_ERROR_ARGUMENT with
 * a message that names all and what is wrong.
 */
int et_params_check(const char *name, const struct et_param *param, double value);
int et_params_check_list(const char *name, const struct et_param *param, const double *values,
                         size_t count);

/*
 * Writes a value, which is one number or those of a LIST, into the parameter struct, where a list then
 * refers to `numbers`. They are cut to the parameter's range beforehand, and rounded where it is an INT
 * or a CHOICE.
 */
void et_params_set(const struct et_param *param, double *numbers, size_t count, void *params);

/* Whether two parameter structs of a filter have the same values. */
bool et_params_equal(const struct et_filter *filter, const void *a, const void *b);

#endif
