// SPDX-License-Identifier: MIT
#include "chain/fuse.h"

#include "base/arena.h"
#include "chain/params.h"
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

bool et_is_fused(const struct et_chain *chain, size_t index, const struct et_image_info *in)
{
    const unsigned model = 1u << et_format_info(in->format)->model;
    if (!chain->entries[index].filter->program)
        return false;
    for (size_t i = index; i < index + entries_of(chain, index); i++) {
        const struct et_chain_entry *entry = &chain->entries[i];
        if (entry->filter->run_models & model) /* which leaves the shape as it is */
            continue;
        if (i == index || entry->tracks || !et_entry_is_neutral(entry, entry->params, in))
            return true;
    }
    return false;
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
    const size_t size = et_entry_params_size(entry);
    const struct et_format_info *format = et_format_info(stage->out.format);
    if (!(entry->filter->models & 1u << format->model))
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s", entry->filter->name,
                       format->name);
    struct et_program_part *part = &fused->part[fused->parts.count];
    void *params = et_arena_alloc(chain->arena, 1, size);
    void *next = et_arena_alloc(chain->arena, 1, size);
    if (!params || !next)
        return no_memory();
    memcpy(params, entry->params, entry->filter->params_size);
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
    fused->parts.fast = chain->fast;
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

/* Takes the next parameters of a part. Returns whether they do something else than those before. */
static bool take_next(struct et_fused *fused, int index)
{
    struct et_program_part *part = &fused->part[index];
    void *next = fused->next_params[index];
    const bool is_off = et_entry_is_neutral(fused->entries[index], next, &part->in);
    const bool changed =
        is_off != part->is_off || (!is_off && !et_params_equal(part->filter, part->params, next));
    part->is_off = is_off;
    fused->next_params[index] = (void *)part->params;
    part->params = next;
    return changed;
}

static bool set_part(struct et_fused *fused, int index, const struct et_instant *instant)
{
    if (!et_entry_is_keyed(fused->entries[index]))
        return false;
    et_entry_params_at(fused->entries[index], instant, fused->next_params[index]);
    return take_next(fused, index);
}

bool et_fused_set_time(struct et_stage *stage, const struct et_instant *instant, bool *passes)
{
    bool changed = false;
    *passes = true;
    for (int i = 0; i < stage->fused->parts.count; i++) {
        changed |= set_part(stage->fused, i, instant);
        *passes &= stage->fused->part[i].is_off;
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

/* The shape of a part's output at each of its keyframes. */
static int check_part(struct et_fused *fused, int index)
{
    const struct et_chain_entry *entry = fused->entries[index];
    int error = check_output(&fused->part[index]);
    for (size_t p = 0; entry->tracks && p < entry->filter->param_count; p++)
        for (size_t k = 0; !error && k < entry->tracks[p].count; k++) {
            const struct et_instant instant = et_instant_at(entry->tracks[p].keys[k].time_s);
            set_part(fused, index, &instant);
            error = check_output(&fused->part[index]);
        }
    return error;
}

static int configure(struct et_chain *chain, struct et_stage *stage)
{
    int error = et_stage_configure(stage, &stage->fused->parts, &stage->second_info, chain->engine);
    return error ? error : et_chain_reserve_scratch(chain);
}

/* All keyframed parameters of all parts at once, at the `turn`th of the values that stand for theirs. */
static void set_in_turn(struct et_fused *fused, int turn)
{
    for (int i = 0; i < fused->parts.count; i++) {
        const struct et_chain_entry *entry = fused->entries[i];
        if (!et_entry_is_keyed(entry))
            continue;
        memcpy(fused->next_params[i], entry->params, entry->filter->params_size);
        for (size_t p = 0; p < entry->filter->param_count; p++)
            et_entry_params_in_turn(entry, p, turn, fused->next_params[i]);
        take_next(fused, i);
    }
}

/* A program's memory hardly depends on values: its parts are tried together, with a few values. */
int et_fused_configure(struct et_chain *chain, struct et_stage *stage)
{
    struct et_fused *fused = stage->fused;
    bool is_keyed = false, passes;
    int error = 0;
    stage->params = &fused->parts;
    for (int i = 0; !error && i < fused->parts.count; i++) {
        is_keyed |= et_entry_is_keyed(fused->entries[i]);
        error = check_part(fused, i);
    }
    for (int turn = 0; !error && is_keyed && turn < ET_KEY_TURNS; turn += 3) {
        set_in_turn(fused, turn);
        error = configure(chain, stage);
    }
    if (!error && is_keyed)
        error = et_stage_widen(stage);
    et_fused_set_time(stage, &(struct et_instant){0, {1, 1}}, &passes);
    return error ? error : configure(chain, stage);
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
