// SPDX-License-Identifier: MIT
/* What can be set of the filter that was added last: lists, keyframes, region, times. */
#include "base/alloc.h"
#include "base/engine.h"
#include "chain/keys.h"
#include "chain/params.h"
#include "chain/plan.h"
#include "chain/region.h"
#include "chain/texts.h"

#include <stdio.h>
#include <string.h>

struct et_chain_entry *et_chain_last_entry(struct et_chain *chain, int *error)
{
    *error = 0;
    if (!chain->entry_count) {
        *error = et_fail(ET_ERROR_STATE, "the chain has no filter to change");
        return NULL;
    }
    et_chain_unplan(chain);
    return &chain->entries[chain->entry_count - 1];
}

static const struct et_param *find_param(const struct et_chain_entry *entry, size_t index,
                                         int *error)
{
    if (index < entry->filter->param_count)
        return &entry->filter->params[index];
    *error = et_fail(ET_ERROR_ARGUMENT, "%s has no parameter %zu", entry->filter->name, index);
    return NULL;
}

static const struct et_param *find_list(const struct et_chain_entry *entry, size_t index,
                                        int *error)
{
    const struct et_param *param = find_param(entry, index, error);
    if (!param || param->type == ET_PARAM_LIST)
        return param;
    *error = et_fail(ET_ERROR_ARGUMENT, "%s: %s is one number, not a list", entry->filter->name,
                     param->key);
    return NULL;
}

/* Room for the blocks of an entry's lists and texts. */
static int make_blocks(struct et_chain_entry *entry)
{
    if (!entry->blocks)
        entry->blocks = et_alloc_zero(entry->filter->param_count, sizeof(*entry->blocks));
    return entry->blocks
               ? 0
               : et_fail(ET_ERROR_MEMORY, "no memory for a list of %s", entry->filter->name);
}

/* Makes a block the entry's own, in place of that of the parameter so far. */
static void keep_block(struct et_chain *chain, struct et_chain_entry *entry, size_t index,
                       void *block)
{
    et_chain_free_block(chain, entry, index);
    entry->blocks[index] = block;
}

int et_chain_set_text(struct et_chain *chain, size_t index, const char *text, size_t size)
{
    int error;
    void *parsed;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    const struct et_param *param = entry ? find_param(entry, index, &error) : NULL;
    if (!param)
        return error;
    if (param->type != ET_PARAM_TEXT)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is not a text", entry->filter->name, param->key);
    error = make_blocks(entry);
    if (!error)
        error = et_texts_take(&chain->engine->texts, param->parse, text, size, &parsed);
    if (error)
        return error;
    keep_block(chain, entry, index, parsed);
    memcpy((uint8_t *)entry->params + param->offset, &parsed, sizeof(parsed));
    return 0;
}

int et_chain_set_list(struct et_chain *chain, size_t index, const double *values, size_t count)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    const struct et_param *param = entry ? find_list(entry, index, &error) : NULL;
    if (!param)
        return error;
    error = et_params_check_list(entry->filter->name, param, values, count);
    if (!error)
        error = make_blocks(entry);
    if (error)
        return error;
    double *copy = et_alloc_zero(count + 1, sizeof(*copy));
    if (!copy)
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu numbers", count);
    memcpy(copy, values, count * sizeof(*copy));
    keep_block(chain, entry, index, copy);
    et_params_set(param, copy, count, entry->params);
    return 0;
}

/* One of `count` tracks, which are made where there are none yet; NULL with the error in *error. */
static struct et_track *find_track(struct et_track **tracks, size_t count, size_t index, int *error)
{
    if (!*tracks)
        *tracks = et_alloc_zero(count, sizeof(**tracks));
    *error = *tracks ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for keyframes");
    return *tracks ? &(*tracks)[index] : NULL;
}

/* Sets keyframes whose values are checked. */
static int set_keys(struct et_chain_entry *entry, size_t index, const struct et_key *keys,
                    size_t count, const double *values, size_t length)
{
    const struct et_filter *filter = entry->filter;
    const struct et_param *param = &filter->params[index];
    int error = et_keys_check(filter->name, param, keys, count);
    if (error)
        return error;
    struct et_track *track = find_track(&entry->tracks, filter->param_count, index, &error);
    if (track)
        error = et_track_set(track, keys, count, values, length);
    if (!error)
        et_params_set(param, track->numbers, length, entry->params);
    return error;
}

int et_chain_set_keys(struct et_chain *chain, size_t index, const struct et_key *keys, size_t count)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    const struct et_param *param = entry ? find_param(entry, index, &error) : NULL;
    if (!param)
        return error;
    if (param->type == ET_PARAM_LIST)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is a list, not one number", entry->filter->name,
                       param->key);
    return set_keys(entry, index, keys, count, NULL, 1);
}

int et_chain_set_list_keys(struct et_chain *chain, size_t index, const struct et_key *keys,
                           size_t count, const double *values, size_t length)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    const struct et_param *param = entry ? find_list(entry, index, &error) : NULL;
    if (!param)
        return error;
    for (size_t k = 0; !error && k < count; k++)
        error = et_params_check_list(entry->filter->name, param, values + k * length, length);
    return error ? error : set_keys(entry, index, keys, count, values, length);
}

/* ---- Where and when ---------------------------------------------------------------------------- */

/* What messages call the region of an entry. */
struct region_name {
    char text[80];
};

static struct region_name name_region(const struct et_chain_entry *entry)
{
    struct region_name name;
    snprintf(name.text, sizeof(name.text), "the region of %s", entry->filter->name);
    return name;
}

int et_chain_set_region(struct et_chain *chain, const struct et_region *region)
{
    const double numbers[ET_REGION_NUMBERS] = {region->x, region->y, region->width, region->height,
                                               region->feather};
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    if (!entry)
        return error;
    const struct region_name name = name_region(entry);
    for (size_t i = 0; !error && i < ET_REGION_NUMBERS; i++)
        error = et_params_check(name.text, &et_region_params[i], numbers[i]);
    if (error)
        return error;
    et_chain_free_moves(entry);
    entry->has_region = true;
    entry->region = *region;
    return 0;
}

int et_chain_set_region_keys(struct et_chain *chain, enum et_region_number number,
                             const struct et_key *keys, size_t count)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    if (!entry)
        return error;
    if (!entry->has_region)
        return et_fail(ET_ERROR_STATE, "%s has no region that could move", entry->filter->name);
    if ((unsigned)number >= ET_REGION_NUMBERS)
        return et_fail(ET_ERROR_ARGUMENT, "a region has no number %d", (int)number);
    const struct et_param *param = &et_region_params[number];
    error = et_keys_check(name_region(entry).text, param, keys, count);
    if (error)
        return error;
    struct et_track *move = find_track(&entry->moves, ET_REGION_NUMBERS, number, &error);
    if (move)
        error = et_track_set(move, keys, count, NULL, 1);
    if (!error)
        et_params_set(param, move->numbers, 1, &entry->region);
    return error;
}

int et_chain_set_enable(struct et_chain *chain, double from_s, double to_s)
{
    int error;
    struct et_chain_entry *entry = et_chain_last_entry(chain, &error);
    if (!entry)
        return error;
    if (!(from_s < to_s))
        return et_fail(ET_ERROR_ARGUMENT, "%s: enabled from %g s, which must be before %g s",
                       entry->filter->name, from_s, to_s);
    entry->has_enable = true;
    entry->from_s = from_s;
    entry->to_s = to_s;
    return 0;
}
