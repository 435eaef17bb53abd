// SPDX-License-Identifier: MIT
/* CPU time, and what of the CPU is used. */
#include "bench.h"

#include <libavutil/cpu.h>

#if defined(BENCH_DAV1D)
/* Exported for dav1d's own command line, and in no public header. */
void dav1d_set_cpu_flags_mask(unsigned mask);
#endif

void bench_plain(void)
{
    av_force_cpu_flags(0);
#if defined(BENCH_DAV1D)
    dav1d_set_cpu_flags_mask(0);
#endif
}

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
