// SPDX-License-Identifier: MIT
#include "chain/part.h"

#include "base/range.h"
#include "chain/stage.h"
#include "color/standard.h"
#include "frame/frame.h"

int et_part_init(struct et_stage *stage, const struct et_image_info *second)
{
    const struct et_region *region = &stage->region;
    const struct et_image_info *in = &stage->in;
    const struct et_format_info *format = et_format_info(in->format);
    const struct et_format_info *other = et_format_info(second->format);
    struct et_part *part = &stage->part;
    *part = (struct et_part){.info = *in};
    if (!stage->entry->has_region || !stage->filter->result_count)
        return 0;
    const int across = (1 << et_larger(format->chroma_x, other->chroma_x)) - 1;
    const int down = (1 << et_larger(format->chroma_y, other->chroma_y)) - 1;
    if (second->format != ET_FORMAT_NONE &&
        (second->width != in->width || second->height != in->height))
        return et_fail(
            ET_ERROR_ARGUMENT,
            "the second input of %s is %d x %d and the picture %d x %d: with a region they "
            "have one size",
            stage->filter->name, second->width, second->height, in->width, in->height);
    part->x = et_larger(region->x, 0) & ~across;
    part->y = et_larger(region->y, 0) & ~down;
    const int right = et_smaller((region->x + region->width + across) & ~across, in->width);
    const int bottom = et_smaller((region->y + region->height + down) & ~down, in->height);
    if (right <= part->x || bottom <= part->y || region->x >= in->width ||
        region->y >= in->height || region->x + region->width <= 0 ||
        region->y + region->height <= 0)
        return et_fail(ET_ERROR_ARGUMENT,
                       "the region of %s, %d x %d at %d, %d, lies outside the picture of %d x %d",
                       stage->filter->name, region->width, region->height, region->x, region->y,
                       in->width, in->height);
    part->info.width = right - part->x;
    part->info.height = bottom - part->y;
    part->info.color.matrix = et_matrix_named(&in->color, in->height);
    return 0;
}

int et_part_plan(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_chain_entry *entry = stage->entry;
    int error = 0;
    for (size_t i = 0; i < ET_REGION_NUMBERS; i++)
        for (size_t k = 0; !error && k < entry->moves[i].count; k++) {
            const struct et_instant instant = et_instant_at(entry->moves[i].keys[k].time_s);
            et_stage_move_region(stage, &instant);
            error = et_part_init(stage, &stage->second_info);
        }
    if (error)
        return error;
    stage->region = (struct et_region){0, 0, stage->in.width, stage->in.height, 0};
    error = et_stage_configure(stage, entry->params, &stage->second_info, chain->engine);
    if (!error)
        error = et_chain_reserve_scratch(chain);
    stage->region = entry->region;
    return error ? error : et_stage_widen(stage);
}

void et_part_ask(struct et_stage *stage)
{
    const struct et_filter *filter = stage->filter;
    struct et_part *part = &stage->part;
    stage->is_part = filter->is_part && filter->is_part(stage->state, &part->x, &part->y);
    if (stage->is_part)
        part->info = stage->out;
}

struct et_image_info et_part_second(const struct et_stage *stage,
                                    const struct et_image_info *second)
{
    struct et_image_info info = *second;
    if (second->format == ET_FORMAT_NONE || !stage->entry->has_region ||
        !stage->filter->result_count)
        return info;
    info.width = stage->part.info.width;
    info.height = stage->part.info.height;
    info.color.matrix = et_matrix_named(&second->color, second->height);
    return info;
}

static struct et_image part_of(const struct et_part *part, const struct et_image *whole,
                               const struct et_image_info *info)
{
    const enum et_format format = whole->info.format;
    const struct et_format_info *shape = et_format_info(format);
    struct et_image image = *whole;
    image.info = *info;
    for (int plane = 0; plane < shape->planes; plane++) {
        const bool fewer = et_plane_is_chroma(format, plane);
        const int x = part->x >> (fewer ? shape->chroma_x : 0);
        const int y = part->y >> (fewer ? shape->chroma_y : 0);
        image.data[plane] += y * whole->stride[plane] + x * shape->bytes_per_pixel;
    }
    return image;
}

void et_part_run(const struct et_stage *stage, const struct et_run *run)
{
    struct et_image images[2 * ET_NEIGHBOURS_MAX + 1], second;
    const struct et_image *frames[2 * ET_NEIGHBOURS_MAX + 1];
    const int before = et_stage_before(stage), count = before + 1 + stage->filter->frames_after;
    struct et_run partly = *run;
    for (int i = 0; i < count; i++) {
        images[i] = part_of(&stage->part, run->frames[i], &stage->part.info);
        /* A frame that is repeated is known by its address. */
        frames[i] = i && run->frames[i] == run->frames[i - 1] ? frames[i - 1] : &images[i];
    }
    partly.frames = frames;
    partly.in = frames[before];
    if (run->second) {
        const struct et_image_info info = et_part_second(stage, &run->second->info);
        second = part_of(&stage->part, run->second, &info);
        partly.second = &second;
    }
    stage->filter->run(&partly);
}

int et_part_frame(const struct et_stage *stage, const struct et_frame *whole, struct et_frame **out)
{
    const int error = et_frame_alias(whole, out);
    if (error)
        return error;
    (*out)->image = part_of(&stage->part, &whole->image, &stage->part.info);
    et_stage_set_fields(stage, &(*out)->interlaced, &(*out)->top_first);
    return 0;
}
