// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_CPU_H
#define ETALON_BASE_CPU_H

#include <etalon/filter.h>

/* The ET_CPU_* mask of the kernels that this build holds. */
unsigned et_cpu_available(void);

#endif
