// SPDX-License-Identifier: MIT
/* A plan as data. */
#include "base/json.h"
#include "chain/fuse.h"
#include "chain/group.h"
#include "chain/region.h"
#include "frame/frame.h"

#include <stdio.h>

static const char *const orders[] = {"any", "topDown", "wholeFrame"};

static void put_shape(struct et_json *json, const char *key, const struct et_image_info *info)
{
    et_json_object(json, key);
    et_json_string(json, "format", et_format_info(info->format)->name);
    et_json_int(json, "width", info->width);
    et_json_int(json, "height", info->height);
    et_json_object_end(json);
}

/* Bytes of an image's samples. */
static int64_t bytes_of(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    int64_t bytes = 0;
    for (int plane = 0; plane < format->planes; plane++)
        bytes += (int64_t)et_plane_width(info->format, plane, info->width) *
                 et_plane_height(info->format, plane, info->height) * format->bytes_per_pixel;
    return bytes;
}

static void put_limits(struct et_json *json, const struct et_chain_entry *entry)
{
    if (entry->has_region) {
        et_json_object(json, "region");
        et_json_int(json, "x", entry->region.x);
        et_json_int(json, "y", entry->region.y);
        et_json_int(json, "width", entry->region.width);
        et_json_int(json, "height", entry->region.height);
        et_json_int(json, "feather", entry->region.feather);
        et_json_object_end(json);
    } else {
        et_json_string(json, "region", NULL);
    }
    if (entry->has_enable) {
        et_json_object(json, "enable");
        et_json_number(json, "from", entry->from_s);
        et_json_number(json, "to", entry->to_s);
        et_json_object_end(json);
    } else {
        et_json_string(json, "enable", NULL);
    }
}

/* Which numbers of an entry's region follow keyframes. */
static void put_moves(struct et_json *json, const struct et_chain_entry *entry)
{
    for (size_t i = 0; entry->moves && i < ET_REGION_NUMBERS; i++) {
        char name[24];
        if (!entry->moves[i].count)
            continue;
        snprintf(name, sizeof(name), "region.%s", et_region_params[i].key);
        et_json_string(json, NULL, name);
    }
}

/* The entries that became one stage, and what the program of them is composed of. */
static void put_fused(struct et_json *json, const struct et_chain *chain,
                      const struct et_stage *stage)
{
    et_json_array(json, "fused");
    for (size_t i = stage->index; stage->fused && i < stage->index + stage->covers; i++)
        if (et_stage_covers(chain, stage, i)) {
            et_json_object(json, NULL);
            et_json_int(json, "entry", (int64_t)i);
            et_json_string(json, "filter", chain->entries[i].filter->name);
            et_json_object_end(json);
        }
    et_json_array_end(json);
    et_json_int(json, "fastTable", stage->fused ? et_program_fast_size(stage->state) : 0);
    if (stage->fused) {
        et_program_describe(json, "operations", stage->state);
    } else {
        et_json_array(json, "operations");
        et_json_array_end(json);
    }
}

/* Bytes of whole frames that are read and written for one frame of the input. */
struct traffic {
    int64_t read, written;
};

/* Inside a group only the first stage reads a frame, and only the last one writes one. */
static struct traffic traffic_of(const struct et_stage *stage, const struct et_band_group *group)
{
    const struct et_filter *filter = stage->filter;
    const int frames = filter->frames_before + 1 + filter->frames_after;
    struct traffic bytes = {0, 0};
    if (group->stages[0] == stage && stage->is_part)
        return bytes;
    if (group->stages[0] == stage)
        bytes.read = frames * bytes_of(&stage->in);
    if (group->count > 1 && bytes.read)
        bytes.read = (int64_t)((double)bytes.read * group->times_read + 0.5);
    if (stage->entry->has_input)
        bytes.read += bytes_of(&stage->second_info);
    if (group->stages[group->count - 1] == stage && !filter->result_count)
        bytes.written = bytes_of(&stage->out);
    bytes.read *= stage->outputs;
    bytes.written *= stage->outputs;
    return bytes;
}

/* Stages that work band by band, so that no frame lies between them. */
static void put_group(struct et_json *json, const struct et_chain *chain,
                      const struct et_band_group *group)
{
    et_json_object(json, NULL);
    et_json_array(json, "stages");
    for (int k = 0; k < group->count; k++)
        et_json_int(json, NULL, group->stages[k] - chain->stages);
    et_json_array_end(json);
    et_json_int(json, "bandRows", group->band_rows);
    et_json_int(json, "strips", group->strips);
    et_json_int(json, "tiles", group->tiles);
    et_json_array(json, "bandBytes");
    for (int k = 0; k < group->count - 1; k++)
        et_json_int(json, NULL, (int64_t)group->windows[k].bytes);
    et_json_array_end(json);
    et_json_object_end(json);
}

/* The plan of the frames for which every stage is at work. */
static void put_groups(struct et_json *json, const struct et_chain *chain)
{
    et_json_array(json, "groups");
    for (size_t i = 0; i < chain->stage_count; i = chain->groups[i].end) {
        et_group_plan(chain, i, ET_ACTIVE_ALL, &chain->groups[i]);
        if (chain->groups[i].count > 1)
            put_group(json, chain, &chain->groups[i]);
    }
    et_json_array_end(json);
}

static void put_chain(struct et_json *json, const char *key, const struct et_chain *chain);

static void put_stage(struct et_json *json, const struct et_chain *chain,
                      const struct et_stage *stage, struct traffic bytes)
{
    const struct et_filter *filter = stage->filter;
    const struct et_chain_entry *entry = stage->entry;
    et_json_object(json, NULL);
    et_json_int(json, "entry", (int64_t)stage->index);
    et_json_string(json, "filter", entry->filter->name);
    put_fused(json, chain, stage);
    put_shape(json, "input", &stage->in);
    put_shape(json, "output", &stage->out);
    et_json_string(json, "order", orders[filter->order]);
    et_json_int(json, "bands", stage->band_count);
    et_json_int(json, "outputs", stage->outputs);
    et_json_int(json, "framesBefore", filter->frames_before);
    et_json_int(json, "framesAfter", filter->frames_after);
    et_json_int(json, "inputs", filter->inputs == 2 ? 2 : 1);
    if (entry->has_input && entry->input.chain)
        put_chain(json, "second", entry->input.chain);
    else
        et_json_string(json, "second", NULL);
    et_json_array(json, "keyframes");
    for (size_t e = stage->index; e < stage->index + stage->covers; e++) {
        const struct et_chain_entry *keyed = &chain->entries[e];
        for (size_t i = 0; keyed->tracks && i < keyed->filter->param_count; i++)
            if (keyed->tracks[i].count)
                et_json_string(json, NULL, keyed->filter->params[i].key);
    }
    put_moves(json, entry);
    et_json_array_end(json);
    put_limits(json, entry);
    et_json_int(json, "bytesRead", bytes.read);
    et_json_int(json, "bytesWritten", bytes.written);
    et_json_object_end(json);
}

static void put_stages(struct et_json *json, const struct et_chain *chain)
{
    struct traffic sum = {0, 0};
    size_t first = 0;
    et_json_array(json, "stages");
    for (size_t i = 0; i < chain->stage_count; i++) {
        if (i == chain->groups[first].end)
            first = i;
        const struct traffic bytes = traffic_of(&chain->stages[i], &chain->groups[first]);
        put_stage(json, chain, &chain->stages[i], bytes);
        sum.read += bytes.read;
        sum.written += bytes.written;
    }
    et_json_array_end(json);
    et_json_int(json, "bytesRead", sum.read);
    et_json_int(json, "bytesWritten", sum.written);
}

static void put_removed(struct et_json *json, const struct et_chain *chain)
{
    size_t stage = 0;
    et_json_array(json, "removed");
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct et_stage *last = &chain->stages[stage];
        if (stage + 1 < chain->stage_count && last->index + last->covers <= i)
            last = &chain->stages[++stage];
        if (chain->stage_count && et_stage_covers(chain, last, i))
            continue;
        et_json_object(json, NULL);
        et_json_int(json, "entry", (int64_t)i);
        et_json_string(json, "filter", chain->entries[i].filter->name);
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

static void put_chain(struct et_json *json, const char *key, const struct et_chain *chain)
{
    et_json_object(json, key);
    put_shape(json, "input", &chain->in);
    put_shape(json, "output", &chain->out);
    et_json_int(json, "outputs", et_chain_outputs(chain));
    et_json_int(json, "framesBefore", et_chain_frames_before(chain));
    et_json_int(json, "framesAfter", et_chain_frames_after(chain));
    put_groups(json, chain);
    put_stages(json, chain);
    put_removed(json, chain);
    et_json_object_end(json);
}

int et_chain_plan(struct et_chain *chain, const struct et_image_info *in, char **out)
{
    struct et_json json = {0};
    struct et_image_info output;
    ptrdiff_t stride[4];
    size_t offset[4];
    *out = NULL;
    int64_t bytes = et_image_layout(in, 0, stride, offset); /* is there such a shape? */
    int error = bytes < 0 ? (int)bytes : et_chain_configure(chain, in, &output);
    if (error)
        return error;
    put_chain(&json, NULL, chain);
    *out = et_json_end(&json);
    return *out ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for the text of a plan");
}
