#!/usr/bin/env python3
"""Weibull fits, trends and late-entry Cox values with 30 digits (python3-mpmath), straight from the definitions, for
tests/unit/test_stats_weibull.c, test_stats_recurrence.c and engine/measure/verify."""
from itertools import accumulate

import mpmath as mp

mp.mp.dps = 40
DROP = mp.erfinv(mp.mpf("0.95")) ** 2  # half the 0.95 quantile of chi-square with one degree of freedom
Z = mp.erfinv(mp.mpf("0.95")) * mp.sqrt(2)


def show(name, *values):
    print(f"{name:28}", *(mp.nstr(value, 20) for value in values))


def between(function, low, high):
    return mp.findroot(function, (low, high), solver="anderson", tol=1e-45, maxsteps=200, verify=False)


def root(function, near, step):
    """Of a function with one change of sign."""
    low, high = near - step, near + step
    while function(low) * function(high) > 0:
        low, high = low - step, high + step
    return between(function, low, high)


def outwards(function, inside, step):
    """Where a function that is positive inside becomes negative."""
    while function(inside + step) > 0:
        inside += step
    return between(function, inside, inside + step)


def weibull(name, failures, survivors, start, share="0.1"):
    """failures, survivors: (age, count) pairs; start: a shape nearby."""
    everybody = failures + survivors
    count = sum(n for _, n in failures)

    def likelihood(b, q, level):
        gain = sum(n * (mp.log(b * level / q) + (b - 1) * mp.log(mp.mpf(t) / q)) for t, n in failures)
        return gain - level * sum(n * (mp.mpf(t) / q) ** b for t, n in everybody)

    def slope_of_shape(b, q, level):
        return (count / b + sum(n * mp.log(mp.mpf(t) / q) for t, n in failures)
                - level * sum(n * mp.log(mp.mpf(t) / q) * (mp.mpf(t) / q) ** b for t, n in everybody))

    def scale_of(b):
        return (sum(n * mp.mpf(t) ** b for t, n in everybody) / count) ** (1 / b)

    b = mp.e ** root(lambda x: slope_of_shape(mp.e ** x, scale_of(mp.e ** x), 1), mp.log(start), 0.5)
    scale = scale_of(b)
    best = likelihood(b, scale, 1)
    show(name + " shape, scale, logL", b, scale, best)
    show(name + " mean, sd", scale * mp.gamma(1 + 1 / b),
         scale * mp.sqrt(mp.gamma(1 + 2 / b) - mp.gamma(1 + 1 / b) ** 2))
    level = -mp.log(1 - mp.mpf(share))
    for what, c in (("scale", mp.mpf(1)), ("life", level)):
        q = scale * c ** (1 / b)
        z = [(mp.log(mp.mpf(t) / q), n) for t, n in everybody]
        first = c * sum(n * x * mp.e ** (b * x) for x, n in z)
        second = c * sum(n * x * x * mp.e ** (b * x) for x, n in z)
        determinant = count ** 2 + b * b * (count * second - first ** 2)
        error = mp.sqrt((count / b ** 2 + second) / determinant)
        show(f"{name} {what}, se", q, q * error)
        show(f"{name} {what} Wald", q * mp.e ** (-Z * error), q * mp.e ** (Z * error))
        if what == "scale":
            shape_error = mp.sqrt(count / determinant)
            show(name + " shape se, Wald", b * shape_error, b * mp.e ** (-Z * shape_error), b * mp.e ** (Z * shape_error))

        def fall_of_life(x, c=c):
            shape = root(lambda y: slope_of_shape(mp.e ** y, mp.e ** x, c), mp.log(b), 1)
            return likelihood(mp.e ** shape, mp.e ** x, c) - best + DROP
        show(f"{name} {what} ratio", *(mp.e ** outwards(fall_of_life, mp.log(q), side * error) for side in (-1, 1)))
    fall = lambda x: likelihood(mp.e ** x, scale_of(mp.e ** x), 1) - best + DROP
    show(name + " shape ratio", *(mp.e ** outwards(fall, mp.log(b), side * shape_error) for side in (-1, 1)))


weibull("nist", [(t, 1) for t in (54, 187, 216, 240, 244, 335, 361, 373, 375, 386)], [(500, 10)], 1.7)
weibull("early", [(3, 4), (9, 2), (40, 3), (365, 1)], [(30, 500), (365, 2000), (1000, 800)], 0.5)
weibull("steep", [(100, 2), (101, 5), (102, 9), (103, 1)], [(103, 3)], 80)

gaps = [104, 131, 1597, 59, 4, 503, 157, 6, 118, 173, 114, 62, 101, 216, 106, 140, 1, 102, 3, 393, 96, 232, 89, 61, 37, 293, 7, 165, 87, 99]
times = list(accumulate(gaps))
end, free = times[-1], times[:-1]
show("rocof laplace", (mp.mpf(sum(free)) / len(free) - mp.mpf(end) / 2) / (end * mp.sqrt(mp.mpf(1) / (12 * len(free)))))
logs = sum(mp.log(mp.mpf(end) / t) for t in times)
growth = len(times) / logs
show("rocof growth, scale, 2 logs", growth, len(times) / mp.mpf(end) ** growth, 2 * logs)
show("rocof p", 2 * min(mp.gammainc(len(free), 0, logs, regularized=True), mp.gammainc(len(free), logs, mp.inf, regularized=True)))

units = [((5, 10, 15), 17), ((6, 13, 17), 19), ((12, 20, 25), 26), ((13, 15), 24), ((16, 22, 25), 28)]
late = sum(2 * t - end for events, end in units for t in events)
show("five laplace", late / mp.sqrt(mp.mpf(sum(end * end for events, end in units for _ in events)) / 3))
count = sum(len(events) for events, _ in units)
logs = sum(mp.log(mp.mpf(end) / t) for events, end in units for t in events)
growth = mp.findroot(lambda b: count / b + sum(mp.log(t) for events, _ in units for t in events)
                     - count * sum(mp.mpf(end) ** b * mp.log(end) for _, end in units) / sum(mp.mpf(end) ** b for _, end in units), 1.5)
show("five growth, scale", growth, count / sum(mp.mpf(end) ** growth for _, end in units))
show("five 2 logs, p", 2 * logs, 2 * min(mp.gammainc(count, 0, logs, regularized=True), mp.gammainc(count, logs, mp.inf, regularized=True)))
