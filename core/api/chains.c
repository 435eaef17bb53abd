// SPDX-License-Identifier: MIT
/* Chains as JavaScript builds them: filters with their settings, one after another. */
#include <etalon/etalon.h>
#include <string.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"
#include "base/alloc.h"
#include "chain/chain.h"

enum { KEY_FIELDS = 7 };

static char *plan_text;

void et_plan_free(void)
{
    et_text_free(&plan_text);
}

ET_EXPORT int et_api_filter_curve(int filter, int param, double *values, int samples,
                                  const double *numbers, int count)
{
    const struct et_filter *object = filter >= 0 ? et_filter_at((size_t)filter) : NULL;
    int result = et_api_check_count(count);

    if (result >= 0)
        result = et_api_check_count(samples);
    if (result >= 0 && !object)
        result = et_fail(ET_ERROR_ARGUMENT, "there is no filter %d", filter);
    return result < 0 ? result
                      : et_filter_curve(object, (size_t)param, numbers, (size_t)count, values,
                                        (size_t)samples);
}

ET_EXPORT int et_api_chain_create(void)
{
    struct et_chain *chain;
    int result;

    if (!et_api_engine())
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    result = et_chain_create(et_api_engine(), &chain);
    if (result == 0)
        result = et_handle_create(ET_HANDLE_CHAIN, chain);
    if (result < 0)
        et_chain_destroy(&chain);
    return result;
}

ET_EXPORT int et_api_chain_add(int chain, int filter, const double *values, int count)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    int result;

    if (!object)
        return ET_ERROR_STATE;
    if (filter < 0 || (size_t)filter >= et_filter_count())
        return et_fail(ET_ERROR_ARGUMENT, "there is no filter %d", filter);
    result = et_api_check_count(count);
    return result < 0 ? result
                      : et_chain_add(object, et_filter_at((size_t)filter), values, (size_t)count);
}

ET_EXPORT int et_api_chain_list(int chain, int param, const double *values, int count)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    int result = object ? et_api_check_count(count) : ET_ERROR_STATE;

    return result < 0 ? result : et_chain_set_list(object, (size_t)param, values, (size_t)count);
}

ET_EXPORT int et_api_chain_text(int chain, int param, const char *text, int size)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    int result = object ? et_api_check_count(size) : ET_ERROR_STATE;

    return result < 0 ? result : et_chain_set_text(object, (size_t)param, text, (size_t)size);
}

/* Keyframes as JavaScript packs them, in *keys, which is to be freed. Returns how many, or an error. */
static int unpack_keys(const double *values, int count, struct et_key **keys)
{
    int result = et_api_check_count(count);

    if (result < 0)
        return result;
    *keys = et_alloc_zero((size_t)count / KEY_FIELDS + 1, sizeof(**keys));
    if (!*keys)
        return et_fail(ET_ERROR_MEMORY, "no memory for %d keyframes", count / KEY_FIELDS);
    for (int i = 0; i < count / KEY_FIELDS; i++) {
        const double *fields = values + i * KEY_FIELDS;

        (*keys)[i] = (struct et_key){
            .time_s = fields[0], .value = fields[1], .ease = (enum et_ease)fields[2]};
        memcpy((*keys)[i].bezier, fields + 3, sizeof((*keys)[i].bezier));
    }
    return count / KEY_FIELDS;
}

ET_EXPORT int et_api_chain_keys(int chain, int param, const double *values, int count)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    struct et_key *keys = NULL;
    int result = object ? unpack_keys(values, count, &keys) : ET_ERROR_STATE;

    if (result >= 0)
        result = et_chain_set_keys(object, (size_t)param, keys, (size_t)result);
    et_free(keys);
    return result;
}

ET_EXPORT int et_api_chain_list_keys(int chain, int param, int count, const double *values, int all)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    struct et_key *keys = NULL;
    int result = object ? et_api_check_count(count) : ET_ERROR_STATE;

    if (result >= 0 && all / KEY_FIELDS < count)
        result = et_fail(ET_ERROR_ARGUMENT, "%d numbers are not %d keyframes", all, count);
    if (result >= 0)
        result = unpack_keys(values, count * KEY_FIELDS, &keys);
    if (result >= 0)
        result = et_chain_set_list_keys(object, (size_t)param, keys, (size_t)count,
                                        values + count * KEY_FIELDS,
                                        (size_t)(count ? all / count - KEY_FIELDS : 0));
    et_free(keys);
    return result;
}

ET_EXPORT int et_api_chain_region_keys(int chain, int number, const double *values, int count)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    struct et_key *keys = NULL;
    int result = object ? unpack_keys(values, count, &keys) : ET_ERROR_STATE;

    if (result >= 0)
        result =
            et_chain_set_region_keys(object, (enum et_region_number)number, keys, (size_t)result);
    et_free(keys);
    return result;
}

ET_EXPORT int et_api_chain_region(int chain, int x, int y, int width, int height, int feather)
{
    const struct et_region region = {x, y, width, height, feather};
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);

    return object ? et_chain_set_region(object, &region) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_chain_enable(int chain, double from, double to)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);

    return object ? et_chain_set_enable(object, from, to) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_chain_fast(int chain)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);

    if (!object)
        return ET_ERROR_STATE;
    et_chain_set_fast(object, true);
    return 0;
}

/*
 * Takes the chain of a second input from its id (0: none), and finds the one that it is for; without that it is
 * destroyed, and NULL the result.
 */
static struct et_chain *take_inner(int chain, int inner, struct et_chain **out)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);

    *out = inner && inner != chain ? et_handle_remove(ET_HANDLE_CHAIN, inner) : NULL;
    if (object && (!inner || *out))
        return object;
    et_chain_destroy(out);
    return NULL;
}

ET_EXPORT int et_api_chain_still(int chain, int frame, int inner)
{
    struct et_chain *own, *object = take_inner(chain, inner, &own);
    struct et_frame *still = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    if (still)
        return et_chain_set_still(object, still, own);
    et_chain_destroy(&own);
    return ET_ERROR_STATE;
}

ET_EXPORT int et_api_chain_clip(int chain, int clip, double offset, int ends, int inner)
{
    struct et_chain *own, *object = take_inner(chain, inner, &own);
    struct et_clip *second = object ? et_api_clip(clip) : NULL;

    if (second)
        return et_chain_set_clip(object, second, offset, (enum et_clip_ends)ends, own);
    et_chain_destroy(&own);
    return ET_ERROR_STATE;
}

ET_EXPORT int et_api_chain_destroy(int chain)
{
    struct et_chain *object = et_handle_remove(ET_HANDLE_CHAIN, chain);

    et_chain_destroy(&object);
    return 0;
}

ET_EXPORT int et_api_chain_shape(int clip, int chain, double *out)
{
    const struct et_clip *of = et_api_clip(clip);
    struct et_chain *object = of ? et_handle_get(ET_HANDLE_CHAIN, chain) : NULL;
    struct et_image_info info;
    int result;

    if (!object)
        return ET_ERROR_STATE;
    result = et_chain_configure(object, &et_clip_info(of)->video.image, &info);
    if (result < 0)
        return result;
    out[0] = info.width;
    out[1] = info.height;
    out[2] = et_chain_frames_before(object) + et_chain_frames_after(object);
    out[3] = et_chain_outputs(object);
    out[4] = et_chain_fast_tables(object);
    return 0;
}

ET_EXPORT int et_api_chain_plan(int chain, const double *shape)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);
    const struct et_image_info info = {.format = (enum et_format)shape[0],
                                       .width = (int)shape[1],
                                       .height = (int)shape[2],
                                       .color = {.matrix = (uint8_t)shape[3],
                                                 .primaries = (uint8_t)shape[4],
                                                 .transfer = (uint8_t)shape[5],
                                                 .full_range = shape[6] != 0,
                                                 .siting = (uint8_t)shape[7]}};

    et_plan_free();
    return object ? et_chain_plan(object, &info, &plan_text) : ET_ERROR_STATE;
}

ET_EXPORT const char *et_api_plan(void)
{
    return plan_text;
}
