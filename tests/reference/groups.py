#!/usr/bin/env python3
"""Reference values of verify_groups.c and of the tied causes in verify_survival.c (engine/measure/verify) with 40
digits (mpmath), as `name value`. R prints the same where it has the test: prop.test, t.test, quantile, cor.test,
survfit; the rest follows its definition term by term."""
from fractions import Fraction
from math import comb

from mpmath import betainc, erfc, findroot, mp, mpf, sqrt, tanh, atanh

mp.dps = 40
Z = mpf("1.959963984540054")  # the double that the engine takes, as published


def put(name, value):
    if isinstance(value, Fraction):
        value = mpf(value.numerator) / value.denominator
    print(name, mp.nstr(mpf(value), 20))


def t_p(t, df):
    """Two-sided."""
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def t_quantile(df):
    return findroot(lambda t: t_p(t, df) - mpf("0.05"), 2)


def normal_p(z):
    return erfc(abs(z) / sqrt(mpf(2)))


def heart_attacks():
    """Physicians' Health Study Research Group 1988: heart attacks with aspirin and with placebo."""
    (x, n), (y, m) = (104, 11037), (189, 11034)
    p = mpf(x + y) / (n + m)
    z = (mpf(x) / n - mpf(y) / m) / sqrt(p * (1 - p) * (mpf(1) / n + mpf(1) / m))
    put("heart_attacks z", z)
    put("heart_attacks p", normal_p(z))


def moments(values):
    n = len(values)
    mean = mpf(sum(values)) / n
    return n, mean, sum((v - mean) ** 2 for v in values) / (n - 1)


def sleep():
    """Hours more of sleep, times ten: Student 1908, R's data `sleep`."""
    a, b = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34]
    (n, mean_a, var_a), (m, mean_b, var_b) = moments(a), moments(b)
    va, vb = var_a / n / 100, var_b / m / 100
    difference, error = (mean_a - mean_b) / 10, sqrt(va + vb)
    df = (va + vb) ** 2 / (va ** 2 / (n - 1) + vb ** 2 / (m - 1))
    t, quantile = difference / error, t_quantile(df)
    for name, value in (("t", t), ("df", df), ("p", t_p(t, df)), ("lower", difference - quantile * error),
                        ("upper", difference + quantile * error)):
        put("sleep " + name, value)
    own = t_quantile(mpf(n - 1)) * sqrt(va)
    put("sleep first lower", mean_a / 10 - own)
    put("sleep first upper", mean_a / 10 + own)


def recommend():
    """Of 200: 110 promoters, 30 detractors; of 50: 20 and 15."""
    def score(p, d, n):
        value = mpf(p - d) / n
        return 100 * value, 10000 * (mpf(p + d) / n - value ** 2) / n
    (first, first_variance), (second, second_variance) = score(110, 30, 200), score(20, 15, 50)
    put("recommend value", first)
    put("recommend lower", first - Z * sqrt(first_variance))
    put("recommend upper", first + Z * sqrt(first_variance))
    both = score(130, 45, 250)[1] * 250
    put("recommend difference", first - second)
    put("recommend difference lower", first - second - Z * sqrt(first_variance + second_variance))
    z = (first - second) / sqrt(both * (mpf(1) / 200 + mpf(1) / 50))
    put("recommend z", z)
    put("recommend p", normal_p(z))


def resistivity():
    """NIST/SEMATECH e-Handbook 7.2.6.2: twelve measurements, times 10^4; R's type 7."""
    values = sorted([951772, 951567, 951937, 951959, 951442, 950610, 951591, 951195, 951065, 950925, 951990, 951682])
    for share in (Fraction(1, 2), Fraction(9, 10)):
        h = (len(values) - 1) * share
        low = int(h)
        put(f"resistivity {share}", values[low] + (h - low) * (values[low + 1] - values[low]))
    tail = [sum(Fraction(comb(12, i), 2 ** 12) for i in range(k + 1)) for k in range(12)]
    lower = max(rank for rank in range(1, 13) if tail[rank - 1] <= Fraction(25, 1000))
    upper = min(rank for rank in range(1, 13) if tail[rank - 1] >= Fraction(975, 1000))
    put("resistivity median lower", values[lower - 1])
    put("resistivity median upper", values[upper - 1])


def departments():
    """Bickel, Hammel and O'Connell 1975: admitted of men and of women, by department."""
    strata = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375), (53, 191, 94, 393),
              (22, 373, 24, 341)]
    weight = sum(Fraction(n * m, n + m) for _, n, _, m in strata)
    value = sum(Fraction(a * m - b * n, n + m) for a, n, b, m in strata) / weight
    tilt = sum((Fraction(n * n * b - m * m * a) + Fraction(n * m * (m - n), 2)) / (n + m) ** 2 for a, n, b, m in strata)
    spread = sum(Fraction(a * (m - b) + b * (n - a), 2 * (n + m)) for a, n, b, m in strata)
    variance = (value * tilt + spread) / weight ** 2
    error = sqrt(mpf(variance.numerator) / variance.denominator)
    put("departments value", value)
    put("departments lower", mpf(value.numerator) / value.denominator - Z * error)
    put("departments upper", mpf(value.numerator) / value.denominator + Z * error)


def anscombe():
    """Anscombe 1973, first set; y times 100."""
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568]
    n = len(x)
    xy = n * sum(a * b for a, b in zip(x, y)) - sum(x) * sum(y)
    xx, yy = (n * sum(a * a for a in v) - sum(v) ** 2 for v in (x, y))
    r = xy / sqrt(mpf(xx) * yy)
    t = r * sqrt((n - 2) / (1 - r * r))
    for name, value in (("r", r), ("lower", tanh(atanh(r) - Z / sqrt(mpf(n - 3)))),
                        ("upper", tanh(atanh(r) + Z / sqrt(mpf(n - 3)))), ("t", t), ("p", t_p(t, mpf(n - 2)))):
        put("anscombe " + name, value)


def tied_causes():
    """Twelve persons, two causes that happen on the same days: Aalen and Johansen with the multinomial variance."""
    events, censored = {2: (1, 2), 4: (1, 1), 6: (1, 1), 8: (1, 0)}, (3, 5, 7, 9)
    at_risk, survival, incidence, past = 12, Fraction(1), [Fraction(0)] * 2, []
    for day in range(1, 10):
        happened = events.get(day, (0, 0))
        if sum(happened):
            before = survival
            incidence = [part + before * Fraction(d, at_risk) for part, d in zip(incidence, happened)]
            survival = before * Fraction(at_risk - sum(happened), at_risk)
            past.append((at_risk, happened, before, survival, incidence))
            for cause in range(2):
                put(f"tied_causes {cause + 1} by day {day}", incidence[cause])
                variance = Fraction(0)
                for n, own, earlier, later, so_far in past:
                    d, every = own[cause], sum(own)
                    g = (incidence[cause] - so_far[cause]) / later
                    variance += (earlier / n) ** 2 * (d * (1 - Fraction(d, n)) - 2 * g * d * (1 - Fraction(every, n))
                                                      + g * g * every * (1 - Fraction(every, n)))
                put("tied_causes error", sqrt(mpf(variance.numerator) / variance.denominator))
        at_risk -= sum(happened) + (day in censored)


def weights():
    put("weights effective n", Fraction((1 + 2 + 3 + 4) ** 2, 1 + 4 + 9 + 16))


for group in (heart_attacks, sleep, recommend, resistivity, departments, anscombe, tied_causes, weights):
    group()
