// SPDX-License-Identifier: MIT
/*
 * Exports with the native build of the engine, for export.test.js to compare with:
 *
 *     native_export INPUT OUTPUT QUANTIZER TO_SECONDS [FILTER,VALUE,...]...
 *
 * A filter's values are those of its parameter table, in order. Exits with 0, or 1 and the
 * engine's sentence on standard error.
 */
#include <stdlib.h>

#include "native_input.h"

enum { STEP_US = 100000 };

static int write_file(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    if (fseek(opaque, (long)position, SEEK_SET) != 0)
        return ET_ERROR_IO;
    return fwrite(bytes, 1, (size_t)size, opaque) == (size_t)size ? 0 : ET_ERROR_IO;
}

static int64_t nothing_pending(void *opaque)
{
    (void)opaque;
    return 0;
}

static int run(struct et_engine *engine, FILE *in, FILE *out, int argc, char **argv)
{
    struct native_file file = {.stream = in};
    struct et_reader reader = native_reader(&file);
    struct et_sink sink = {.opaque = out, .write = write_file, .pending = nothing_pending};
    struct et_export_options options = {.from = INT64_MIN,
                                        .rate_control = ET_RATE_QUANTIZER,
                                        .quantizer = atoi(argv[3]),
                                        .key_interval_s = 2};
    struct et_clip *clip = NULL;
    struct et_chain *chain = NULL;
    struct et_job *job = NULL;
    int result;

    result = et_clip_open(engine, &reader, 0, &clip);
    if (result == 0) {
        struct et_rational base = et_clip_info(clip)->video.time_base;
        options.to = (int64_t)(atof(argv[4]) * base.den / base.num + 0.5);
        result = et_chain_create(engine, &chain);
    }
    for (int i = 5; i < argc && result >= 0; i++)
        result = native_add_filter(chain, argv[i]);
    if (result >= 0) {
        result = et_job_export(clip, chain, &sink, &options, &job);
        chain = NULL;
    }
    if (result >= 0) {
        do
            result = et_job_step(job, STEP_US);
        while (result > 0);
    }
    et_job_close(&job);
    et_chain_destroy(&chain);
    et_clip_close(&clip);
    return result;
}

int main(int argc, char **argv)
{
    const struct et_engine_options options = {.cpu = ~0u, .cache_bytes = 32 << 20};
    struct et_engine *engine = NULL;
    FILE *in, *out;
    int result;

    if (argc < 5) {
        fputs("native_export INPUT OUTPUT QUANTIZER TO_SECONDS [FILTER,VALUE,...]...\n", stderr);
        return 1;
    }
    in = fopen(argv[1], "rb");
    out = fopen(argv[2], "wb+");
    result = in && out ? et_engine_create(&options, &engine)
                       : et_fail(ET_ERROR_IO, "cannot open the files");
    if (result >= 0)
        result = run(engine, in, out, argc, argv);
    if (result < 0)
        fprintf(stderr, "%s\n", et_error_message());
    et_engine_destroy(&engine);
    if (in)
        fclose(in);
    if (out && fclose(out) != 0)
        result = ET_ERROR_IO;
    return result < 0;
}
