// SPDX-License-Identifier: MIT
/* What can be set of the filter that was added last: lists, keyframes, region, times, second input. */
#include "base/alloc.h"
#include "base/engine.h"
#include "chain/keys.h"
#include "chain/params.h"
#include "chain/plan.h"
#include "chain/texts.h"

#include <string.h>

/* The entry to change, the plan dropped; NULL with the error in *error. */
static struct et_chain_entry *last_entry(struct et_chain *chain, int *error)
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
    struct et_chain_entry *entry = last_entry(chain, &error);
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
    struct et_chain_entry *entry = last_entry(chain, &error);
    const struct et_param *param = entry ? find_param(entry, index, &error) : NULL;
    if (!param)
        return error;
    if (param->type != ET_PARAM_LIST)
        return et_fail(ET_ERROR_ARGUMENT, "%s: %s is one number, not a list", entry->filter->name,
                       param->key);
    error = et_params_check_list(entry->filter, param, values, count);
    if (!error)
        error = make_blocks(entry);
    if (error)
        return error;
    double *copy = et_alloc_zero(count + 1, sizeof(*copy));
    if (!copy)
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu numbers", count);
    for (size_t i = 0; i < count; i++)
        copy[i] = values[i] + 0.0; /* -0 becomes 0 */
    keep_block(chain, entry, index, copy);
    const struct et_numbers numbers = {copy, count};
    memcpy((uint8_t *)entry->params + param->offset, &numbers, sizeof(numbers));
    return 0;
}

int et_chain_set_keys(struct et_chain *chain, size_t index, const struct et_key *keys, size_t count)
{
    int error;
    struct et_chain_entry *entry = last_entry(chain, &error);
    const struct et_param *param = entry ? find_param(entry, index, &error) : NULL;
    if (!param)
        return error;
    error = et_keys_check(entry->filter, param, keys, count);
    if (error)
        return error;
    if (!entry->tracks)
        entry->tracks = et_alloc_zero(entry->filter->param_count, sizeof(*entry->tracks));
    struct et_key *copy = entry->tracks ? et_alloc_zero(count, sizeof(*copy)) : NULL;
    if (!copy)
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu keyframes", count);
    memcpy(copy, keys, count * sizeof(*copy));
    et_free(entry->tracks[index].keys);
    entry->tracks[index] = (struct et_track){copy, count};
    et_params_set(param, keys[0].value, entry->params);
    return 0;
}

int et_chain_set_region(struct et_chain *chain, const struct et_region *region)
{
    int error;
    struct et_chain_entry *entry = last_entry(chain, &error);
    if (!entry)
        return error;
    const int sides[] = {region->width, region->height, region->feather};
    for (int i = 0; i < 3; i++)
        if (sides[i] < (i < 2) || sides[i] > ET_SIDE_MOST)
            return et_fail(ET_ERROR_ARGUMENT, "%s: a region's %s, %d, is outside %d to %d",
                           entry->filter->name,
                           i == 0   ? "width"
                           : i == 1 ? "height"
                                    : "feather",
                           sides[i], i < 2, ET_SIDE_MOST);
    if (region->x < -ET_SIDE_MOST || region->x > ET_SIDE_MOST || region->y < -ET_SIDE_MOST ||
        region->y > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "%s: a region at %d, %d is outside %d to %d",
                       entry->filter->name, region->x, region->y, -ET_SIDE_MOST, ET_SIDE_MOST);
    entry->has_region = true;
    entry->region = *region;
    return 0;
}

int et_chain_set_enable(struct et_chain *chain, double from_s, double to_s)
{
    int error;
    struct et_chain_entry *entry = last_entry(chain, &error);
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

int et_chain_set_input(struct et_chain *chain, const struct et_input *input)
{
    int error;
    struct et_chain_entry *entry = last_entry(chain, &error);
    if (entry && !entry->filter->second_models)
        error = et_fail(ET_ERROR_ARGUMENT, "%s has no second input", entry->filter->name);
    if (error) {
        input->close(input->opaque);
        return error;
    }
    if (entry->has_input)
        entry->input.close(entry->input.opaque);
    entry->has_input = true;
    entry->input = *input;
    return 0;
}

/* ---- One frame as the second input --------------------------------------------------------------- */

static int still_frame(void *opaque, int64_t pts, struct et_rational time_base,
                       struct et_frame **out)
{
    (void)pts;
    (void)time_base;
    *out = et_frame_ref(opaque);
    return ET_FRAME;
}

static void still_close(void *opaque)
{
    struct et_frame *frame = opaque;
    et_frame_unref(&frame);
}

int et_chain_set_still(struct et_chain *chain, struct et_frame *frame)
{
    const struct et_input input = {.opaque = et_frame_ref(frame),
                                   .info = frame->image.info,
                                   .frame = still_frame,
                                   .close = still_close};
    return et_chain_set_input(chain, &input);
}
