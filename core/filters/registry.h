// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_REGISTRY_H
#define ETALON_FILTERS_REGISTRY_H

#include <etalon/filter.h>

/* The descriptors, one per line of registry.def: et_filter_adjust and so on. */
#define ET_FILTER(name) extern const struct et_filter et_filter_##name;
#include "filters/registry.def"
#ifdef ETALON_EXTRA_REGISTRY /* of a folder outside, see README.md */
#include ETALON_EXTRA_REGISTRY
#endif
#undef ET_FILTER

#endif
