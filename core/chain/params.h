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
 * Writes a value, cut to the parameter's range and rounded where it is an INT or a CHOICE, into the
 * parameter struct.
 */
void et_params_set(const struct et_param *param, double value, void *params);

/*
 * Checks numbers for a LIST. Returns 0, or ET_ERROR_ARGUMENT with a message that names filter,
 * parameter, and what is wrong.
 */
int et_params_check_list(const struct et_filter *filter, const struct et_param *param,
                         const double *values, size_t count);

#endif
