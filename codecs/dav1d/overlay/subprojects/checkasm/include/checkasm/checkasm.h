/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What dav1d's tests/checkasm needs of the library checkasm, for WebAssembly: no signals, no stack
 * or register guards, one thread. The library itself is not in dav1d's release archive.
 */

#ifndef CHECKASM_CHECKASM_H
#define CHECKASM_CHECKASM_H

#include <stdint.h>

typedef uint64_t CheckasmCpu;
typedef uintptr_t CheckasmKey;

typedef struct CheckasmCpuInfo {
    const char *name;
    const char *suffix; /* of a kernel's name in reports */
    CheckasmCpu flag;
} CheckasmCpuInfo;

typedef struct CheckasmTest {
    const char *name;
    void (*func)(void);
} CheckasmTest;

typedef struct CheckasmConfig {
    const CheckasmCpuInfo *cpu_flags; /* an empty entry ends them; so it does the tests */
    const CheckasmTest *tests;
    CheckasmCpu cpu; /* the flags that this machine has */
    void (*set_cpu_flags)(CheckasmCpu flags);
} CheckasmConfig;

/*
 * Runs the tests without any flag, which tells the reference functions, then with each flag added in
 * turn. Arguments: a seed, "--test=PREFIX", "--function=PREFIX", "--bench". Returns the exit status.
 */
int checkasm_main(CheckasmConfig *config, int argc, const char *argv[]);

#endif /* CHECKASM_CHECKASM_H */
