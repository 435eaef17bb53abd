// SPDX-License-Identifier: MIT
/*
 * Exports with the native build of the engine, for export.test.js to compare with:
 *
 *     native_export INPUT OUTPUT QUANTIZER TO_SECONDS [FILTER,VALUE,...]...
 *
 * A filter's values are those of its parameter table, in order. Exits with 0, or 1 and the
 * engine's sentence on standard error.
 */
#include <etalon/etalon.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 16, STEP_US = 100000 };

static int read_file(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    if (fseek(opaque, (long)position, SEEK_SET) != 0)
        return ET_ERROR_IO;
    return (int)fread(buffer, 1, (size_t)size, opaque);
}

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

static int add_filter(struct et_chain *chain, char *text)
{
    double values[MOST_VALUES];
    size_t count = 0;
    const struct et_filter *filter = et_filter_find(strtok(text, ","));

    if (!filter)
        return et_fail(ET_ERROR_ARGUMENT, "there is no such filter");
    for (char *word = strtok(NULL, ","); word && count < MOST_VALUES; word = strtok(NULL, ","))
        values[count++] = atof(word);
    return et_chain_add(chain, filter, values, count);
}

static int run(struct et_engine *engine, FILE *in, FILE *out, int argc, char **argv)
{
    struct et_reader reader = {.opaque = in, .read = read_file};
    struct et_sink sink = {.opaque = out, .write = write_file, .pending = nothing_pending};
    struct et_export_options options = {.from = INT64_MIN,
                                        .rate_control = ET_RATE_QUANTIZER,
                                        .quantizer = atoi(argv[3]),
                                        .key_interval_s = 2};
    struct et_clip *clip = NULL;
    struct et_chain *chain = NULL;
    struct et_job *job = NULL;
    int result;

    fseek(in, 0, SEEK_END);
    reader.size = ftell(in);
    result = et_clip_open(engine, &reader, 0, &clip);
    if (result == 0) {
        struct et_rational base = et_clip_info(clip)->video.time_base;
        options.to = (int64_t)(atof(argv[4]) * base.den / base.num + 0.5);
        result = et_chain_create(engine, &chain);
    }
    for (int i = 5; i < argc && result >= 0; i++)
        result = add_filter(chain, argv[i]);
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
