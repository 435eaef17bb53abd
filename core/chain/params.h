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

#endif
