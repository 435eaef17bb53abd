// SPDX-License-Identifier: MIT
#include <etalon/error.h>

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char message[512];

int et_fail(int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    return code;
}

const char *et_error_message(void)
{
    return message;
}

const char *et_error_name(int code)
{
    switch (code) {
#define ET_ERROR_CASE(name, value, help)                                                           \
    case value:                                                                                    \
        return #name;
        ET_ERRORS(ET_ERROR_CASE)
#undef ET_ERROR_CASE
    default:
        return "UNKNOWN";
    }
}
