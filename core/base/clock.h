// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_CLOCK_H
#define ETALON_BASE_CLOCK_H

#include <stdint.h>

/*
 * Microseconds since an arbitrary moment, never falling. Only for budgets, never for pixels. Any
 * thread.
 */
int64_t et_clock_us(void);

#endif
