// SPDX-License-Identifier: MIT
#include "base/describe.h"

#include "base/json.h"
#include "chain/input.h"
#include "chain/region.h"
#include "media/codecs.h"

#include <etalon/etalon.h>

static const char *const model_names[] = {"gray", "yuv", "rgb", "rgba"};
static const char *const orders[] = {"any", "topDown", "wholeFrame"};
static const char *const groups[] = {"color",    "spatial", "temporal",
                                     "geometry", "compose", "analysis"};

static void put_param(struct et_json *json, const struct et_param *param)
{
    static const char *const types[] = {"float", "int", "choice", "list", "text"};
    static const char *const units[] = {"", "pixel", "degree"};
    et_json_object(json, NULL);
    et_json_string(json, "key", param->key);
    et_json_string(json, "label", param->label);
    et_json_string(json, "help", param->help);
    et_json_string(json, "type", types[param->type]);
    et_json_string(json, "unit", units[param->unit]);
    et_json_number(json, "min", param->min);
    et_json_number(json, "max", param->max);
    et_json_number(json, "step", param->step);
    et_json_number(json, "initial", param->initial);
    if (param->type == ET_PARAM_CHOICE) {
        et_json_array(json, "choices");
        for (int i = 0; i <= (int)param->max; i++)
            et_json_string(json, NULL, param->choices[i]);
        et_json_array_end(json);
    }
    et_json_bool(json, "fixed", param->fixed);
    if (param->type == ET_PARAM_LIST) {
        et_json_int(json, "fewest", (int64_t)param->fewest);
        et_json_int(json, "most", (int64_t)param->most);
        et_json_array(json, "initialValues");
        for (size_t i = 0; i < param->initial_count; i++)
            et_json_number(json, NULL, param->initial_values[i]);
        et_json_array_end(json);
        et_json_bool(json, "curve", param->curve != NULL);
    }
    et_json_object_end(json);
}

static void put_models(struct et_json *json, const char *key, unsigned models)
{
    et_json_array(json, key);
    for (size_t i = 0; i < ET_COUNT(model_names); i++)
        if (models & 1u << i)
            et_json_string(json, NULL, model_names[i]);
    et_json_array_end(json);
}

static void put_results(struct et_json *json, const struct et_filter *filter)
{
    et_json_array(json, "results");
    for (size_t i = 0; i < filter->result_count; i++) {
        et_json_object(json, NULL);
        et_json_string(json, "key", filter->results[i].key);
        et_json_string(json, "help", filter->results[i].help);
        et_json_string(json, "type", filter->results[i].type == ET_RESULT_F64 ? "f64" : "u32");
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

static void put_filters(struct et_json *json)
{
    et_json_array(json, "filters");
    for (size_t i = 0; i < et_filter_count(); i++) {
        const struct et_filter *filter = et_filter_at(i);
        et_json_object(json, NULL);
        et_json_string(json, "name", filter->name);
        et_json_string(json, "label", filter->label);
        et_json_string(json, "help", filter->help);
        et_json_string(json, "group", groups[filter->group]);
        if (filter->example)
            et_json_string(json, "example", filter->example);
        et_json_int(json, "inputs", filter->inputs == 2 ? 2 : 1);
        put_models(json, "models", filter->models);
        put_models(json, "secondModels", filter->second_models);
        et_json_int(json, "framesBefore", filter->frames_before);
        et_json_int(json, "framesAfter", filter->frames_after);
        et_json_string(json, "order", orders[filter->order]);
        et_json_bool(json, "keepsShape", !filter->output_info && !filter->outputs_per_input);
        et_json_array(json, "params");
        for (size_t p = 0; p < filter->param_count; p++)
            put_param(json, &filter->params[p]);
        et_json_array_end(json);
        put_results(json, filter);
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

static void put_region(struct et_json *json)
{
    et_json_array(json, "region");
    for (size_t i = 0; i < ET_REGION_NUMBERS; i++)
        put_param(json, &et_region_params[i]);
    et_json_array_end(json);
}

static void put_formats(struct et_json *json)
{
    et_json_array(json, "formats");
    for (int i = ET_FORMAT_NONE + 1; i < ET_FORMAT_COUNT; i++) {
        const struct et_format_info *format = et_format_info((enum et_format)i);
        et_json_object(json, NULL);
        et_json_string(json, "name", format->name);
        et_json_string(json, "model", model_names[format->model]);
        et_json_int(json, "planes", format->planes);
        et_json_int(json, "depth", format->depth);
        et_json_int(json, "chromaX", format->chroma_x);
        et_json_int(json, "chromaY", format->chroma_y);
        et_json_bool(json, "alpha", format->alpha);
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

static void put_packings(struct et_json *json)
{
    et_json_array(json, "packings");
    for (int i = 0; i < ET_PACKING_COUNT; i++) {
        et_json_object(json, NULL);
        et_json_string(json, "name", et_packing_name((enum et_packing)i));
        et_json_string(json, "format", et_format_info(et_packing_format((enum et_packing)i))->name);
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

static void put_errors(struct et_json *json)
{
    static const struct {
        const char *name;
        int code;
        const char *help;
    } errors[] = {
#define ET_ERROR_ENTRY(name, code, help) {#name, code, help},
        ET_ERRORS(ET_ERROR_ENTRY)
#undef ET_ERROR_ENTRY
    };
    et_json_array(json, "errors");
    for (size_t i = 0; i < ET_COUNT(errors); i++) {
        et_json_object(json, NULL);
        et_json_string(json, "name", errors[i].name);
        et_json_int(json, "code", errors[i].code);
        et_json_string(json, "help", errors[i].help);
        et_json_object_end(json);
    }
    et_json_array_end(json);
}

const char *et_describe(void)
{
    static char *text;
    if (text)
        return text;
    struct et_json json = {0};
    et_json_object(&json, NULL);
    put_filters(&json);
    put_region(&json);
    put_formats(&json);
    put_packings(&json);
    et_json_int(&json, "sideMost", ET_SIDE_MOST);
    et_json_int(&json, "inputsDeep", ET_INPUTS_DEEP);
    put_errors(&json);
    et_codecs_describe(&json);
    et_json_object_end(&json);
    text = et_json_end(&json);
    return text;
}
