// SPDX-License-Identifier: MIT
#ifndef ETALON_API_CLIP_JSON_H
#define ETALON_API_CLIP_JSON_H

#include <etalon/etalon.h>

/* The JSON text of et_api_clip_info(), which the caller frees; NULL when there is no memory. */
char *et_clip_json(const struct et_clip_info *info);

#endif
