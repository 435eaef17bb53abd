// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_POISON_H
#define ETALON_TESTS_POISON_H

/*
 * POISON(address, size) makes any access to these bytes end the program, UNPOISON lets them be used again; where
 * AddressSanitizer is not built in, both do nothing. Its shadow stands for eight bytes each: what is poisoned begins
 * at the very byte, and ends at the last multiple of eight.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(HAVE_ASAN)
#include <sanitizer/asan_interface.h>
#define POISON(address, size)   ASAN_POISON_MEMORY_REGION(address, size)
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#else
#define POISON(address, size)   ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
#endif

#endif
