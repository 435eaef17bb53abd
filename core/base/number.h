// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_NUMBER_H
#define ETALON_BASE_NUMBER_H

#include <stdbool.h>

/*
 * Reads a decimal number ("-1", ".5", "2.50e-3") that begins at *at, before `end`, and moves *at behind
 * what it read. The value is the same on every target, within two units of the 16th digit of the
 * written one. Returns false where there is no number, or one beyond 1e9 either way. Any thread.
 */
bool et_number_read(const char **at, const char *end, double *value);

#endif
