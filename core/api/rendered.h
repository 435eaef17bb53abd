// SPDX-License-Identifier: MIT
#ifndef ETALON_API_RENDERED_H
#define ETALON_API_RENDERED_H

#include <etalon/etalon.h>

/* The engine of the module, NULL before et_api_engine_create(). */
struct et_engine *et_api_engine(void);

/* Frees the pixels of et_api_frame_render(). */
void et_rendered_free(void);

/* Frees the text of et_api_chain_plan(). */
void et_plan_free(void);

#endif
