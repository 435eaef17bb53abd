// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_INPUT_H
#define ETALON_CHAIN_INPUT_H

#include <etalon/etalon.h>

/* Chains within each other: that of a second input, that of a second input of its filters, and so on. */
enum { ET_INPUTS_DEEP = 4 };

/*
 * Plans the chain of a second input (NULL: none) for frames of shape `in`, and reports the shape of what it makes.
 * Returns what et_chain_configure() does, and ET_ERROR_ARGUMENT for chains that lie too deep and for analyses,
 * whose results nobody would see.
 */
int et_input_plan(struct et_chain *inner, const struct et_image_info *in,
                  struct et_image_info *out);

#endif
