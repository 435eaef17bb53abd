// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_KEYS_H
#define ETALON_CHAIN_KEYS_H

#include <etalon/etalon.h>

/*
 * Checks keyframes for a parameter. Returns 0, or ET_ERROR_ARGUMENT with a message that names what
 * is wrong: none, times that do not rise, a value outside the range, an ease that does not fit.
 */
int et_keys_check(const struct et_filter *filter, const struct et_param *param,
                  const struct et_key *keys, size_t count);

/* The value at a time, which a Bezier ease may take outside the range. The same bits everywhere. */
double et_keys_value(const struct et_key *keys, size_t count, double time_s);

#endif
