// SPDX-License-Identifier: MIT
#include "filters/registry.h"

#include <etalon/etalon.h>
#include <string.h>

static const struct et_filter *const filters[] = {
#define ET_FILTER(name) &et_filter_##name,
#include "filters/registry.def"
#ifdef ETALON_EXTRA_REGISTRY
#include ETALON_EXTRA_REGISTRY
#endif
#undef ET_FILTER
};

size_t et_filter_count(void)
{
    return ET_COUNT(filters);
}

const struct et_filter *et_filter_at(size_t index)
{
    return index < ET_COUNT(filters) ? filters[index] : NULL;
}

const struct et_filter *et_filter_find(const char *name)
{
    for (size_t i = 0; i < ET_COUNT(filters); i++)
        if (!strcmp(filters[i]->name, name))
            return filters[i];
    return NULL;
}
