// SPDX-License-Identifier: MIT
/* Prints the registry as JSON, for the generators in tools/ and web/. */
#include "base/describe.h"

#include <stdio.h>

int main(void)
{
    const char *description = et_describe();
    return !description || fputs(description, stdout) < 0;
}
