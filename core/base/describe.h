// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_DESCRIBE_H
#define ETALON_BASE_DESCRIBE_H

/*
 * The registry as JSON, from which types, documentation and sliders are made, and what this build
 * decodes, encodes and opens:
 *   { "filters": [{ "name", "label", "help", "inputs": 1 | 2, "models": [model], "secondModels":
 *     [model], "framesBefore", "framesAfter", "order": "any" | "topDown" | "wholeFrame",
 *     "params": [{ "key", "label", "help", "type": "float" | "int" | "choice" | "list",
 *     "unit": "" | "pixel" | "degree" | "factor", "min", "max", "step", "initial", "choices"?, "fixed",
 *     "fewest"?, "most"?, "initialValues"? }], "results": [{ "key", "help", "type": "u32" | "f64" }] }],
 *     "formats": [{ "name", "model", "planes", "depth", "chromaX", "chromaY", "alpha" }],
 *     "errors": [{ "name", "code", "help" }],
 *     "codecs", "decoders": [name], "audioDecoders": [name], "encoders": [name], "demuxers": [name] }
 * Made at the first call, which must not run on two threads at once. Static storage; NULL when
 * there is no memory.
 */
const char *et_describe(void);

#endif
