// SPDX-License-Identifier: MIT
#include "bench.h"

#if defined(__EMSCRIPTEN__)

#include <emscripten/em_js.h>

/* The compiler's and the collector's threads count too, as they do for the user. */
EM_JS(double, cpu_of_node_us, (void), {
    const usage = process.cpuUsage();
    return usage.user + usage.system;
})

double bench_cpu_us(void)
{
    return cpu_of_node_us();
}

#else

#include <sys/resource.h>

double bench_cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

#endif
