// SPDX-License-Identifier: MIT
#include "base/number.h"

enum {
    MOST_DIGITS = 18, /* that count */
    MOST_EXPONENT = 60,
};

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

static bool read_sign(const char **at, const char *end)
{
    if (*at < end && (**at == '-' || **at == '+'))
        return *(*at)++ == '-';
    return false;
}

static double times_power_of_10(double value, int exponent)
{
    double power = 1, ten = 10;
    for (int rest = exponent < 0 ? -exponent : exponent; rest; rest >>= 1, ten *= ten)
        if (rest & 1)
            power *= ten;
    return exponent < 0 ? value / power : value * power;
}

bool et_number_read(const char **at, const char *end, double *value)
{
    const char *next = *at;
    double digits = 0;
    int exponent = 0, count = 0;
    bool any = false, fraction = false;
    const bool negative = read_sign(&next, end);
    for (;; next++) {
        if (is_digit(next, end)) {
            any = true;
            if (count < MOST_DIGITS)
                digits = digits * 10 + (*next - '0');
            else
                exponent++;
            count += digits > 0;
            exponent -= fraction;
        } else if (!fraction && next < end && *next == '.') {
            fraction = true;
        } else {
            break;
        }
    }
    if (any && next < end && (*next == 'e' || *next == 'E')) {
        int power = 0;
        next++;
        const bool below = read_sign(&next, end);
        any = is_digit(next, end);
        for (; is_digit(next, end); next++)
            power = power > MOST_EXPONENT ? power : power * 10 + (*next - '0');
        exponent += below ? -power : power;
    }
    *at = next;
    exponent = exponent > MOST_EXPONENT ? MOST_EXPONENT : exponent;
    *value = exponent < -300 ? 0 : times_power_of_10(negative ? -digits : digits, exponent);
    return any && *value > -1e9 && *value < 1e9;
}
