// SPDX-License-Identifier: MIT
#include "chain/fuse.h"

#include "base/arena.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <string.h>

static bool is_limited(const struct et_chain_entry *entry)
{
    return entry->has_region || entry->has_enable;
}

static int no_memory(void)
{
    return et_fail(ET_ERROR_MEMORY, "no memory for a colour program");
}

/* How many entries from that of a stage on are programs that can be one. */
static size_t entries_of(const struct et_chain *chain, size_t index)
{
    size_t end = index + 1;
    if (is_limited(&chain->entries[index]))
        return 1;
    while (end < chain->entry_count && chain->entries[end].filter->program &&
           !is_limited(&chain->entries[end]))
        end++;
    return end - index;
}

static int output_of(const struct et_filter *filter, const void *params,
                     const struct et_image_info *in, struct et_image_info *out)
{
    *out = *in;
    return filter->output_info ? filter->output_info(params, in, out) : 0;
}

static int add_part(struct et_chain *chain, struct et_stage *stage,
                    const struct et_chain_entry *entry)
{
    struct et_fused *fused = stage->fused;
    const size_t size = entry->filter->params_size;
    const struct et_format_info *format = et_format_info(stage->out.format);
    if (!(entry->filter->models & 1u << format->model))
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s", entry->filter->name,
                       format->name);
    struct et_program_part *part = &fused->part[fused->parts.count];
    void *params = et_arena_alloc(chain->arena, 1, size);
    void *next = et_arena_alloc(chain->arena, 1, size);
    if (!params || !next)
        return no_memory();
    memcpy(params, entry->params, size);
    *part = (struct et_program_part){.filter = entry->filter, .params = params, .in = stage->out};
    fused->entries[fused->parts.count] = entry;
    fused->next_params[fused->parts.count++] = next;
    int error = output_of(entry->filter, params, &part->in, &part->out);
    stage->out = part->out;
    return error;
}

int et_fuse(struct et_chain *chain, struct et_stage *stage)
{
    const size_t most = entries_of(chain, stage->index);
    struct et_fused *fused = et_arena_alloc(chain->arena, 1, sizeof(*fused));
    if (!fused)
        return no_memory();
    fused->part = et_arena_alloc(chain->arena, most, sizeof(*fused->part));
    fused->entries = et_arena_alloc(chain->arena, most, sizeof(*fused->entries));
    fused->next_params = et_arena_alloc(chain->arena, most, sizeof(*fused->next_params));
    if (!fused->part || !fused->entries || !fused->next_params)
        return no_memory();
    fused->parts.parts = fused->part;
    stage->fused = fused;
    stage->filter = &et_filter_program;
    stage->covers = most;
    for (size_t i = 0; i < most; i++) {
        const struct et_chain_entry *entry = &chain->entries[stage->index + i];
        if (i && !entry->tracks && et_entry_is_neutral(entry, entry->params, &stage->out))
            continue;
        int error = add_part(chain, stage, entry);
        if (error)
            return error;
    }
    return 0;
}

bool et_fused_set_time(struct et_stage *stage, double time_s, bool *passes)
{
    struct et_fused *fused = stage->fused;
    bool changed = false;
    *passes = true;
    for (int i = 0; i < fused->parts.count; i++) {
        struct et_program_part *part = &fused->part[i];
        const struct et_chain_entry *entry = fused->entries[i];
        const size_t size = part->filter->params_size;
        void *next = fused->next_params[i];
        if (!et_entry_is_keyed(entry)) {
            *passes = false;
            continue;
        }
        et_entry_params_at(entry, time_s, next);
        const bool is_off = et_entry_is_neutral(entry, next, &part->in);
        changed |= is_off != part->is_off || (!is_off && memcmp(part->params, next, size) != 0);
        part->is_off = is_off;
        fused->next_params[i] = (void *)part->params;
        part->params = next;
        *passes &= is_off;
    }
    return changed;
}

static int check_output(const struct et_program_part *part)
{
    struct et_image_info out;
    int error = output_of(part->filter, part->params, &part->in, &out);
    if (!error && !et_image_info_equal(&out, &part->out))
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s: keyframes change the shape of the output, which has to stay",
                       part->filter->name);
    return error;
}

/* The stage as it is at a time. */
static int configure_at(struct et_chain *chain, struct et_stage *stage, double time_s)
{
    const struct et_fused *fused = stage->fused;
    bool passes;
    int error = 0;
    et_fused_set_time(stage, time_s, &passes);
    for (int i = 0; !error && i < fused->parts.count; i++)
        error = check_output(&fused->part[i]);
    if (!error)
        error = et_stage_configure(stage, &fused->parts, &stage->second_info, chain->engine);
    return error ? error : et_chain_reserve_scratch(chain);
}

int et_fused_configure(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_fused *fused = stage->fused;
    int error = 0;
    stage->params = &stage->fused->parts;
    for (int i = 0; i < fused->parts.count; i++) {
        const struct et_chain_entry *entry = fused->entries[i];
        for (size_t p = 0; entry->tracks && p < entry->filter->param_count; p++)
            for (size_t k = 0; !error && k < entry->tracks[p].count; k++)
                error = configure_at(chain, stage, entry->tracks[p].keys[k].time_s);
    }
    return error ? error : configure_at(chain, stage, 0);
}

bool et_stage_covers(const struct et_chain *chain, const struct et_stage *stage, size_t index)
{
    const struct et_fused *fused = stage->fused;
    if (!fused)
        return stage->index == index;
    for (int i = 0; i < fused->parts.count; i++)
        if (fused->entries[i] == &chain->entries[index])
            return true;
    return false;
}
