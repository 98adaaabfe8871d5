#!/usr/bin/env python3
"""Funnels, shrinkage and ranks with 40 digits (mpmath): prints `name value`, a number a line.

Everything is computed from the definition: the likelihoods term by term, their maxima by Newton on both
derivatives, limits by the terms of the distribution, quantiles by bisection of the incomplete functions.
"""
from mpmath import (asin, betainc, binomial, diff, erf, exp, factorial, findroot, gammainc, inf, log, mp, mpf, pi, quad,
                    sin, sqrt)

mp.dps = 40


def put(name, *values):
    for value in values:
        print(name, mp.nstr(value, 20))


# Williams 1975: living of litters, treated rats; and control.
TREATED = [(12, 12), (11, 11), (10, 10), (9, 9), (10, 11), (9, 10), (9, 10), (8, 9), (8, 9), (4, 5), (7, 9),
           (4, 7), (5, 10), (3, 6), (3, 10), (0, 7)]
# Gaver and O'Muircheartaigh 1987: failures of ten pumps in so many thousand hours.
PUMPS = [(5, "94.320"), (1, "15.720"), (5, "62.880"), (14, "125.760"), (3, "5.240"), (19, "31.440"), (1, "1.048"),
         (1, "1.048"), (4, "2.096"), (22, "10.480")]


def share_scores(units):
    def scores(mu, gamma):
        at_mu = at_gamma = mpf(0)
        for met, n in units:
            for j in range(met):
                at_mu += 1 / (mu + j * gamma)
                at_gamma += j / (mu + j * gamma)
            for j in range(n - met):
                at_mu -= 1 / (1 - mu + j * gamma)
                at_gamma += j / (1 - mu + j * gamma)
            for j in range(n):
                at_gamma -= j / (1 + j * gamma)
        return at_mu, at_gamma
    return scores


def rate_scores(units):
    def scores(mu, gamma):
        at_mu = at_gamma = mpf(0)
        for events, exposure in units:
            mean = mu * exposure
            at_mu += (events - mean) / (1 + gamma * mean)
            at_gamma += sum(mpf(j) / (1 + j * gamma) for j in range(events))
            at_gamma += log(1 + gamma * mean) / gamma**2 - (events + 1 / gamma) * mean / (1 + gamma * mean)
        return at_mu, at_gamma
    return scores


def quantile(lower, p, low, high):
    """By bisection of a rising function."""
    for _ in range(110):
        middle = (low + high) / 2
        if lower(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def shares(name, units, start):
    mu, gamma = findroot(lambda m, g: list(share_scores(units)(m, g)), start, tol=mpf(10)**-25)
    put(f"{name} mu rho", mu, gamma / (1 + gamma))
    for index in sorted({0, len(units) * 3 // 4, len(units) - 1}):
        met, n = units[index]
        a, b = mu / gamma + met, (1 - mu) / gamma + n - met
        bounds = [quantile(lambda x: betainc(a, b, 0, x, regularized=True), p, mpf(0), mpf(1))
                  for p in (mpf("0.025"), mpf("0.975"))]
        put(f"{name} unit {index}", a / (a + b), *bounds, gamma * n / (1 + gamma * n))
    put(f"{name} median reliability", median([gamma * n / (1 + gamma * n) for _, n in units]))


def rates(name, units, start):
    units = [(events, mpf(exposure)) for events, exposure in units]
    mu, gamma = findroot(lambda m, g: list(rate_scores(units)(m, g)), start, tol=mpf(10)**-25)
    put(f"{name} mu gamma", mu, gamma)
    for index in (0, len(units) - 1):
        events, exposure = units[index]
        shape, rate = 1 / gamma + events, 1 / (gamma * mu) + exposure
        bounds = [quantile(lambda x: gammainc(shape, 0, x, regularized=True), p, mpf(0), 40 * shape) / rate
                  for p in (mpf("0.025"), mpf("0.975"))]
        put(f"{name} unit {index}", shape / rate, *bounds, gamma * mu * exposure / (1 + gamma * mu * exposure))


shares("treated", TREATED, (mpf("0.75"), mpf("0.5")))
# Large units: 3 of them in a pattern that the sums term by term still manage.
shares("large", [(1800, 2000), (3300, 4000), (870, 1000)], (mpf("0.86"), mpf("0.001")))
rates("pumps", PUMPS, (mpf("0.6"), mpf("0.8")))

# Normal: the BCG trials (Colditz 1994), log risk ratios.
BCG = [(4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
       (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
       (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825)]
Y, V = [], []
for a, b, c, d in BCG:
    Y.append(log(mpf(a) / (a + b)) - log(mpf(c) / (c + d)))
    V.append(1 / mpf(a) - 1 / mpf(a + b) + 1 / mpf(c) - 1 / mpf(c + d))


def weighted(tau2):
    w = [1 / (v + tau2) for v in V]
    return w, sum(wi * y for wi, y in zip(w, Y)) / sum(w)


def reml_score(tau2):
    w, mean = weighted(tau2)
    return sum((wi * (y - mean))**2 for wi, y in zip(w, Y)) - (sum(w) - sum(wi**2 for wi in w) / sum(w))


w, mean = weighted(0)
q = sum(wi * (y - mean)**2 for wi, y in zip(w, Y))
tau_dl = (q - len(Y) + 1) / (sum(w) - sum(wi**2 for wi in w) / sum(w))
tau_reml = findroot(reml_score, mpf("0.3"))
for name, tau2 in (("dl", tau_dl), ("reml", tau_reml)):
    w, mean = weighted(tau2)
    put(f"bcg {name} tau2 mean error", tau2, mean, sqrt(1 / sum(w)))
    own = tau2 / (tau2 + V[0])
    error = sqrt(own * V[0] + (1 - own)**2 / sum(w))
    z = quantile(lambda x: (1 + erf(x / sqrt(2))) / 2, mpf("0.975"), mpf(0), mpf(9))
    value = own * Y[0] + (1 - own) * mean
    put(f"bcg {name} first value lower upper reliability", value, value - z * error, value + z * error, own)
    put(f"bcg {name} median reliability", median([tau2 / (tau2 + v) for v in V]))

# Efron and Morris: averages after 45 times at bat.
BATS = [400, 378, 356, 333, 311, 311, 289, 267, 244, 244, 222, 222, 222, 222, 222, 200, 178, 156]
bats = [mpf(x) / 1000 for x in BATS]
mean = sum(bats) / 18
put("baseball mean factor", mean, 1 - 15 * (mean * (1 - mean) / 45) / sum((x - mean)**2 for x in bats))


# Funnels: exact limits from the terms.
def limits(term, last, size, tail):
    tail = mpf(tail)
    terms = [term(k) for k in range(last + 1)]
    below, lower = mpf(0), None
    for k in range(last + 1):
        below += terms[k]
        if below >= tail:
            lower = k - (below - tail) / terms[k]
            break
    above, upper = mpf(0), None
    for k in range(last, -1, -1):
        above += terms[k]
        if above >= tail:
            upper = k + (above - tail) / terms[k]
            break
    return max(lower, 0) / size, min(upper / size, inf)


for tail in ("0.025", "0.001"):
    put(f"binomial 50 at 0.2 {tail}", *limits(lambda k: binomial(50, k) * mpf("0.2")**k * mpf("0.8")**(50 - k), 50, 50, tail))
    put(f"binomial 1000 at 0.9 {tail}",
        *limits(lambda k: binomial(1000, k) * mpf("0.9")**k * mpf("0.1")**(1000 - k), 1000, 1000, tail))
    put(f"poisson 15 {tail}", *limits(lambda k: exp(-mpf(15)) * mpf(15)**k / factorial(k), 120, 15, tail))

# FunnelPlotR's own test data: observed and expected.
RATIOS = [(100, 108), (150, 112), (180, 165), (80, 95), (120, 100), (225, 220)]


def spread(y, s, target):
    z = sorted((yi - target) / si for yi, si in zip(y, s))

    def at(p):
        position = (len(z) - 1) * mpf(p)
        low = int(position)
        return z[low] + (position - low) * (z[min(low + 1, len(z) - 1)] - z[low])
    low, high = at("0.1"), at("0.9")
    phi = sum(min(max(x, low), high)**2 for x in z) / len(z)
    w = [1 / si**2 for si in s]
    tau2 = (len(z) * phi - (len(z) - 1)) / (sum(w) - sum(x**2 for x in w) / sum(w))
    return phi, max(tau2, 0), sum(x**2 for x in z)


s = [1 / (2 * sqrt(mpf(e))) for _, e in RATIOS]
phi, tau2, total = spread([sqrt(mpf(o) / e) for o, e in RATIOS], s, mpf(1))
z1 = (sqrt(mpf(150) / 112) - 1) / s[1]
put("ratios phi tau2 sum z2", phi, tau2, total)
put("ratios second z z_adjusted", z1, (sqrt(mpf(150) / 112) - 1) / sqrt(s[1]**2 + tau2))
z = quantile(lambda x: (1 + erf(x / sqrt(2))) / 2, mpf("0.975"), mpf(0), mpf(9))
put("ratios second limits", (1 - z * sqrt(s[1]**2 + tau2))**2, (1 + z * sqrt(s[1]**2 + tau2))**2)
SHARES = [(40, 50), (160, 200), (95, 100), (30, 60), (270, 300), (500, 800), (9, 10), (66, 75)]
target = mpf(sum(x for x, _ in SHARES)) / sum(n for _, n in SHARES)
s = [1 / (2 * sqrt(mpf(n))) for _, n in SHARES]
y = [asin(sqrt(mpf(x) / n)) for x, n in SHARES]
centre = asin(sqrt(target))
phi, tau2, total = spread(y, s, centre)
put("shares target phi tau2 sum z2", target, phi, tau2, total)
put("shares fourth z z_adjusted", (y[3] - centre) / s[3], (y[3] - centre) / sqrt(s[3]**2 + tau2))
reach = z * sqrt(s[3]**2 + tau2)
put("shares fourth limits", sin(centre - reach)**2, 1 if centre + reach > pi / 2 else sin(centre + reach)**2)

# P(among the two lowest) of four units.
UNITS = [(mpf("1.0"), mpf("0.5")), (mpf("1.5"), mpf("0.25")), (mpf("2.0"), mpf("1.0")), (mpf("1.25"), mpf("0.125"))]


def below(x, unit):
    return (1 + erf((x - unit[0]) / unit[1] / sqrt(2))) / 2


mp.dps = 25
for i, (value, error) in enumerate(UNITS):
    others = [u for j, u in enumerate(UNITS) if j != i]

    def at_most_one(t):
        p = [below(value + t * error, u) for u in others]
        none = (1 - p[0]) * (1 - p[1]) * (1 - p[2])
        one = (p[0] * (1 - p[1]) * (1 - p[2]) + p[1] * (1 - p[0]) * (1 - p[2]) + p[2] * (1 - p[0]) * (1 - p[1]))
        return (none + one) * exp(-t * t / 2) / sqrt(2 * pi)
    put(f"lowest two {i}", quad(at_most_one, [-14, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 14]))

# FunnelPlotR's Poisson limits: the exact interval of an observation equal to the expected count.
for size in (15, 20, 30):
    for tail in ("0.025", "0.001"):
        put(f"funnelplotr {size} {tail}",
            *[quantile(lambda x: gammainc(shape, 0, x, regularized=True), p, mpf(0), mpf(200)) / size
              for shape, p in ((mpf(size), mpf(tail)), (mpf(size + 1), 1 - mpf(tail)))])
# Hardly more than chance.
shares("hardly", [(6, 20), (10, 20), (13, 20), (11, 20)], (mpf("0.5"), mpf("0.01")))
