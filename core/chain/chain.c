// SPDX-License-Identifier: MIT
/* A chain as its caller sees it: a list of filters with parameters. */
#include "base/alloc.h"
#include "base/engine.h"
#include "chain/group.h"
#include "chain/params.h"
#include "chain/texts.h"

#include <string.h>

int et_chain_create(struct et_engine *engine, struct et_chain **out)
{
    *out = NULL;
    struct et_chain *chain = et_alloc_zero(1, sizeof(*chain));
    if (!chain)
        return et_fail(ET_ERROR_MEMORY, "no memory for a chain");
    chain->engine = engine;
    chain->window_most = ET_WINDOW_MOST;
    engine->chains++;
    *out = chain;
    return 0;
}

void et_chain_free_block(struct et_chain *chain, struct et_chain_entry *entry, size_t index)
{
    if (entry->blocks[index] && entry->filter->params[index].type == ET_PARAM_TEXT)
        et_texts_give_back(chain->engine->texts, entry->blocks[index]);
    else
        et_free(entry->blocks[index]);
    entry->blocks[index] = NULL;
}

void et_chain_free_moves(struct et_chain_entry *entry)
{
    for (size_t i = 0; entry->moves && i < ET_REGION_NUMBERS; i++)
        et_track_free(&entry->moves[i]);
    et_free(entry->moves);
    entry->moves = NULL;
}

static void free_entry(struct et_chain *chain, struct et_chain_entry *entry)
{
    for (size_t i = 0; i < entry->filter->param_count; i++) {
        if (entry->blocks)
            et_chain_free_block(chain, entry, i);
        if (entry->tracks)
            et_track_free(&entry->tracks[i]);
    }
    et_chain_free_moves(entry);
    et_free(entry->blocks);
    et_free(entry->tracks);
    et_free(entry->params);
    if (entry->has_input)
        entry->input.close(entry->input.opaque);
}

void et_chain_set_fast(struct et_chain *chain, bool fast)
{
    et_chain_unplan(chain);
    chain->fast = fast;
}

void et_chain_destroy(struct et_chain **out)
{
    struct et_chain *chain = *out;
    if (!chain)
        return;
    et_chain_unplan(chain);
    for (size_t i = 0; i < chain->entry_count; i++)
        free_entry(chain, &chain->entries[i]);
    et_free(chain->entries);
    chain->engine->chains--;
    et_free(chain);
    *out = NULL;
}

int et_chain_add(struct et_chain *chain, const struct et_filter *filter, const double *values,
                 size_t count)
{
    void *params = et_alloc_zero(1, filter->params_size);
    if (!params)
        return et_fail(ET_ERROR_MEMORY, "no memory for the parameters of %s", filter->name);
    int error = et_params_fill(filter, values, count, params);
    if (error) {
        et_free(params);
        return error;
    }
    struct et_chain_entry *entries = et_alloc_zero(chain->entry_count + 1, sizeof(*entries));
    if (!entries) {
        et_free(params);
        return et_fail(ET_ERROR_MEMORY, "no memory for filter %zu", chain->entry_count + 1);
    }
    et_chain_unplan(chain);
    if (chain->entry_count)
        memcpy(entries, chain->entries, chain->entry_count * sizeof(*entries));
    entries[chain->entry_count] = (struct et_chain_entry){.filter = filter, .params = params};
    et_free(chain->entries);
    chain->entries = entries;
    chain->entry_count++;
    return 0;
}
