// SPDX-License-Identifier: MIT
#include "base/math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Two's power for -1022 <= power <= 1023. */
static double two_to(int power)
{
    uint64_t bits = (uint64_t)(power + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

double et_exp(double x)
{
    /* ln 2 in two parts: the high one has 32 bits, so that its product with k is exact. */
    const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    if (x < -708)
        return 0;
    if (x > 709)
        x = 709;
    double k = floor(x / (ln2_high + ln2_low) + 0.5);
    double r = (x - k * ln2_high) - k * ln2_low;
    double sum = 1; /* Taylor's series, nested; |r| <= 0.35, so 14 terms reach 1e-18 */
    for (int n = 14; n > 0; n--)
        sum = 1 + sum * r / n;
    return sum * two_to((int)k - 1) * 2; /* in two steps, as k may be 1023 and sum above 1 */
}

double et_log(double x)
{
    const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    int exponent = (int)(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFFu) | (uint64_t)1023 << 52;
    double mantissa;
    memcpy(&mantissa, &bits, sizeof(mantissa));
    if (mantissa > 1.41421356237309504880) {
        mantissa *= 0.5;
        exponent++;
    }
    /* log m = 2 artanh f, f = (m - 1) / (m + 1), |f| <= 0.172: 12 terms reach 1e-19. */
    double f = (mantissa - 1) / (mantissa + 1), square = f * f, sum = 0;
    for (int n = 23; n > 0; n -= 2)
        sum = sum * square + 1.0 / n;
    return exponent * ln2_high + (2 * f * sum + exponent * ln2_low);
}

double et_pow(double x, double y)
{
    return x <= 0 ? 0 : et_exp(y * et_log(x));
}

/* Sine for quarter 0, cosine for quarter 1, and so on round the circle. */
static double sine(double x, int quarter)
{
    const double half_pi_high = 1.57079632673412561417e+00,
                 half_pi_low = 6.07710050650619224932e-11;
    double k = floor(x / (half_pi_high + half_pi_low) + 0.5);
    double r = (x - k * half_pi_high) - k * half_pi_low, square = r * r;
    quarter = (int)(((int64_t)k + quarter) & 3);
    double sum = 1; /* |r| <= 0.79 */
    int last = quarter & 1 ? 18 : 19;
    for (int n = last; n > 1; n -= 2)
        sum = 1 - sum * square / (n * (n - 1));
    if (!(quarter & 1))
        sum *= r;
    return quarter & 2 ? -sum : sum;
}

double et_sin(double x)
{
    return sine(x, 0);
}

double et_cos(double x)
{
    return sine(x, 1);
}

double et_atan(double x)
{
    /* Twice atan x = 2 atan(x / (1 + sqrt(1 + x^2))): then |x| <= 0.415, and 0.199. */
    for (int i = 0; i < 2; i++)
        x /= 1 + sqrt(1 + x * x);
    double square = x * x, sum = 0; /* Taylor's series, to 1e-17 */
    for (int n = 23; n > 0; n -= 2)
        sum = 1.0 / n - square * sum;
    return 4 * x * sum;
}

int et_round(double x)
{
    return (int)floor(x + 0.5);
}
