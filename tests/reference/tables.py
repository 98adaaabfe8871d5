#!/usr/bin/env python3
"""Reference values of tests of tables, exact rates and standardisation, as `name,value`: fractions
where the answer is one, else mpmath with 50 digits. tests/reference/regress.R computes what R has."""
from fractions import Fraction
from itertools import product
from math import comb, factorial

from mpmath import betainc, gammainc, mp, mpf, sqrt

mp.dps = 50
Z = mpf("1.959963984540054")  # the double that the engine takes, as published
TAIL = mpf("0.025")


def say(name: str, value) -> None:
    if isinstance(value, Fraction):
        value = mpf(value.numerator) / value.denominator
    print(f"{name},{mp.nstr(mpf(value), 18)}")


def root(rising, low, high):
    """Bisection to all digits."""
    low, high = mpf(low), mpf(high)
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def chi_square(name, table):
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table)]
    n = sum(rows)
    statistic = sum((Fraction(o) - Fraction(r * c, n)) ** 2 / Fraction(r * c, n)
                    for row, r in zip(table, rows) for o, c in zip(row, columns))
    df = (len(rows) - 1) * (len(columns) - 1)
    half = mpf(statistic.numerator) / statistic.denominator / 2
    say(f"{name}.statistic", statistic)
    say(f"{name}.p", gammainc(mpf(df) / 2, half, regularized=True))
    say(f"{name}.v", sqrt(2 * half / n / (min(len(rows), len(columns)) - 1)))
    say(f"{name}.expected", min(Fraction(r * c, n) for r in rows for c in columns))


def fisher(name, a, b, c, d):
    row, other, column = a + b, c + d, a + c
    xs = range(max(0, column - other), min(row, column) + 1)
    ways = {x: comb(row, x) * comb(other, column - x) for x in xs}
    total = sum(ways.values())
    say(f"{name}.p", Fraction(sum(w for w in ways.values() if w <= ways[a]), total))
    say(f"{name}.less", Fraction(sum(w for x, w in ways.items() if x <= a), total))
    say(f"{name}.greater", Fraction(sum(w for x, w in ways.items() if x >= a), total))

    def weights(odds):
        power, found = odds ** xs[0], {}
        for x in xs:
            found[x], power = ways[x] * power, power * odds
        return found, sum(found.values())

    def mean(odds):
        found, everything = weights(odds)
        return sum(x * w for x, w in found.items()) / everything

    def tail(odds, chosen):
        found, everything = weights(odds)
        return sum(w for x, w in found.items() if chosen(x)) / everything

    def odds(rising):
        return mp.e ** root(lambda t: rising(mp.e ** t), -30, 30)

    say(f"{name}.odds", odds(lambda o: mean(o) - a))
    say(f"{name}.lower", odds(lambda o: tail(o, lambda x: x >= a) - TAIL))
    say(f"{name}.upper", odds(lambda o: TAIL - tail(o, lambda x: x <= a)))


def mcnemar(name, gained, lost):
    n, less = gained + lost, min(gained, lost)
    at_most = Fraction(sum(comb(n, k) for k in range(less + 1)), 2 ** n)
    say(f"{name}.p", min(Fraction(1), 2 * at_most))
    say(f"{name}.mid_p", 2 * at_most - Fraction(comb(n, less), 2 ** n))

    def cp(a, b, p):
        return root(lambda x: betainc(a, b, 0, x, regularized=True) - p, 0, 1)

    low, high = cp(gained, lost + 1, TAIL), cp(gained + 1, lost, 1 - TAIL)
    say(f"{name}.odds", Fraction(gained, lost))
    say(f"{name}.lower", low / (1 - low))
    say(f"{name}.upper", high / (1 - high))


def poisson(name, observed, expected):
    def quantile(shape, p):
        return root(lambda x: gammainc(shape, 0, x, regularized=True) - p, 0, 20 * shape)

    expected = mpf(expected)
    say(f"{name}.lower", quantile(observed, TAIL) / expected)
    say(f"{name}.upper", quantile(observed + 1, 1 - TAIL) / expected)
    at_most = gammainc(observed + 1, expected, mp.inf, regularized=True)
    at_least = gammainc(observed, 0, expected, regularized=True)
    say(f"{name}.p", min(mpf(1), 2 * min(at_most, at_least)))


def multinomial(name, observed, weights):
    n, total = sum(observed), sum(weights)

    def chance(counts):
        value = Fraction(factorial(n))
        for count, weight in zip(counts, weights):
            value *= Fraction(weight, total) ** count / factorial(count)
        return value
    seen = chance(observed)
    few = Fraction(0)
    for head in product(range(n + 1), repeat=len(observed) - 1):
        if sum(head) <= n:
            probability = chance(list(head) + [n - sum(head)])
            few += probability if probability <= seen else 0
    say(f"{name}.p", few)


def wilson(met, n):
    p, n = mpf(met) / n, mpf(n)
    middle, arm = p + Z ** 2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z ** 2 / (4 * n * n))
    return p, (middle - arm) / (1 + Z ** 2 / n), (middle + arm) / (1 + Z ** 2 / n)


def standardised_share(name, strata):
    total = sum(w for _, _, w in strata)
    value = sum(Fraction(w * met, n) for met, n, w in strata) / total
    variance = sum(Fraction(w * w * met * (n - met), n ** 3) for met, n, w in strata)
    value = mpf(value.numerator) / value.denominator
    parts = [(w, *wilson(met, n)) for met, n, w in strata]
    say(f"{name}.value", value)
    say(f"{name}.error", sqrt(mpf(variance.numerator) / variance.denominator) / total)
    say(f"{name}.lower", value - sqrt(sum((w * (p - low)) ** 2 for w, p, low, _ in parts)) / total)
    say(f"{name}.upper", value + sqrt(sum((w * (high - p)) ** 2 for w, p, _, high in parts)) / total)


def share_changes(name, cells):
    """after and before of the treated, before and after of the others."""
    signs = (1, -1, 1, -1)
    value = sum(s * mpf(met) / n for s, (met, n) in zip(signs, cells))
    variance = sum(mpf(met) / n * (1 - mpf(met) / n) / n for met, n in cells)
    below = above = mpf(0)
    for sign, (met, n) in zip(signs, cells):
        p, low, high = wilson(met, n)
        down, up = (p - low) ** 2, (high - p) ** 2
        below, above = below + (down if sign > 0 else up), above + (up if sign > 0 else down)
    say(f"{name}.value", value)
    say(f"{name}.lower", value - sqrt(below))
    say(f"{name}.upper", value + sqrt(above))
    say(f"{name}.z", value / sqrt(variance))


# Births with Down's syndrome and all births by birth order and mother's age, Michigan 1950 to 1964.
BIRTHS = [[230061, 329449, 114920, 39487, 14208, 3052], [72202, 326701, 208667, 83228, 28466, 5375],
          [15050, 175702, 207081, 117300, 45026, 8660], [2293, 68800, 132424, 98301, 46075, 9834],
          [327, 30666, 123419, 149919, 104088, 34392]]
CASES = [[107, 141, 60, 40, 39, 25], [25, 150, 110, 84, 82, 39], [3, 71, 114, 103, 108, 75],
         [1, 26, 64, 89, 137, 96], [0, 8, 63, 112, 262, 295]]


def main() -> None:
    chi_square("hair", [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]])
    chi_square("sexes", [[1198, 1493], [557, 1278]])
    fisher("tea", 3, 1, 1, 3)
    fisher("convictions", 2, 15, 10, 3)
    fisher("large", 1900, 18100, 2100, 17900)
    mcnemar("performance", 150, 86)
    poisson("four", 4, 1)
    poisson("many", 12000, "11700.5")
    multinomial("multinomial3", [7, 2, 3], [1, 1, 2])
    multinomial("multinomial4", [9, 3, 3, 1], [9, 3, 3, 1])
    multinomial("multinomial_even", [12, 3, 5], [1, 1, 1])
    weights = [sum(births[age] for births in BIRTHS) for age in range(6)]
    for order in range(5):
        standardised_share(f"births{order + 1}",
                           list(zip(CASES[order], BIRTHS[order], weights)))
    share_changes("share_changes", [(45, 60), (30, 58), (41, 70), (44, 75)])


if __name__ == "__main__":
    main()
