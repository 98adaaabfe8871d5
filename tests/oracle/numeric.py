"""Distributions to more digits than a double has, by the most obvious means.

Everything is computed in decimal arithmetic of 40 digits from two functions: the regularised
incomplete beta function (continued fraction) and the regularised incomplete gamma function
(series and continued fraction). Student's t, Fisher's F, chi-square and the normal distribution
are special cases of these two. A quantile is the root of its tail, found by Newton steps inside
a bracket that is halved whenever a step would leave it.

Arguments and results are Decimal, so that a caller rounds to a double once, at the end.
Formulas: Abramowitz & Stegun 6.1.40, 6.5.29, 6.5.31, 26.5.8; Lentz's way to sum a fraction.
"""
from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Callable

getcontext().prec = 40
# 1e400000 is no overflow: a likelihood of many rows must not vanish.
getcontext().Emax, getcontext().Emin = 10**9, -(10**9)

TINY = Decimal("1e-100000")
ENOUGH = Decimal("1e-32")  # relative size of a term, or step, that no longer matters
ONE, HALF = Decimal(1), Decimal("0.5")
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097")

# The z of every 95 % interval, as a double: the convention says this number, not the true root.
Z = Decimal(1.959963984540054)


def exact(value: int | Fraction | Decimal) -> Decimal:
    """A whole number or fraction as a Decimal, rounded once (to 40 digits)."""
    if isinstance(value, Decimal):
        return value
    fraction = Fraction(value)
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


@lru_cache(maxsize=None)
def bernoulli(order: int) -> Fraction:
    """B_order by the recurrence sum(C(m+1, k) B_k, k = 0..m) = 0."""
    if order == 0:
        return Fraction(1)
    return -sum(comb(order + 1, k) * bernoulli(k) for k in range(order)) / (order + 1)


@lru_cache(maxsize=None)
def ln_gamma(x: Decimal) -> Decimal:
    """ln Γ(x), x > 0: shifted above 40 by Γ(x+1) = x Γ(x), then Stirling's series."""
    shift = ONE
    while x < 40:
        shift *= x
        x += 1
    total = (x - HALF) * x.ln() - x + (2 * PI).ln() / 2
    for k in range(1, 30):
        coefficient = exact(bernoulli(2 * k) / (2 * k * (2 * k - 1)))
        total += coefficient / x ** (2 * k - 1)
    return total - shift.ln()


def lentz(first: Decimal, term: Callable[[int], tuple[Decimal, Decimal]]) -> Decimal:
    """b0 + a1/(b1 + a2/(b2 + …)), (a_j, b_j) = term(j), until a factor is 1 within ENOUGH."""
    value = first or TINY
    c, d = value, Decimal(0)
    for j in range(1, 1_000_000):
        a, b = term(j)
        d = ONE / ((b + a * d) or TINY)
        c = (b + a / c) or TINY
        value *= c * d
        if abs(c * d - 1) < ENOUGH:
            return value
    raise ArithmeticError("continued fraction does not converge")


def beta_weight(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """x^a (1−x)^b / B(a, b)."""
    ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
    return (a * x.ln() + b * (1 - x).ln() - ln_beta).exp()


def beta(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """I_x(a, b), the regularised incomplete beta function (A&S 26.5.8)."""
    if x <= 0:
        return Decimal(0)
    if x >= 1:
        return ONE
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only
        return 1 - beta(b, a, 1 - x)

    def term(j: int) -> tuple[Decimal, Decimal]:
        m = (j - 1) // 2
        if j == 1:
            return ONE, ONE
        if j % 2 == 0:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), ONE
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), ONE

    return beta_weight(a, b, x) / a * lentz(Decimal(0), term)


def root(excess: Callable[[Decimal], Decimal], slope: Callable[[Decimal], Decimal],
         low: Decimal, high: Decimal, start: Decimal) -> Decimal:
    """x in (low, high) with excess(x) = 0; excess increases."""
    x = start
    for _ in range(500):
        e = excess(x)
        if e == 0:
            return x
        low, high = (x, high) if e < 0 else (low, x)
        steepness = slope(x)
        following = x - e / steepness if steepness else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= Decimal("1e-26") * min(abs(x), abs(1 - x) or ONE):
            return following
        x = following
    raise ArithmeticError("no root found")


def beta_quantile(p: Decimal, a: Decimal, b: Decimal, start: Decimal) -> Decimal:
    """x with I_x(a, b) = p."""
    return root(lambda x: beta(a, b, x) - p, lambda x: beta_weight(a, b, x) / (x * (1 - x)),
                Decimal(0), ONE, start)


def gamma_weight(a: Decimal, x: Decimal) -> Decimal:
    """x^a e^−x / Γ(a)."""
    return (a * x.ln() - x - ln_gamma(a)).exp()


def gamma_upper(a: Decimal, x: Decimal) -> Decimal:
    """Q(a, x) = Γ(a, x) / Γ(a) (A&S 6.5.29 below a + 1, 6.5.31 above)."""
    if x <= 0:
        return ONE
    if x < a + 1:
        term = total = ONE / a
        step = a
        while term > ENOUGH * total:
            step += 1
            term *= x / step
            total += term
        return 1 - gamma_weight(a, x) * total

    def term_of(j: int) -> tuple[Decimal, Decimal]:
        if j == 1:
            return ONE, x + 1 - a
        return -(j - 1) * (j - 1 - a), x + 2 * j - 1 - a

    return gamma_weight(a, x) * lentz(Decimal(0), term_of)


def normal_p(z: Decimal) -> Decimal:
    """P(|N(0,1)| ≥ |z|)."""
    return gamma_upper(HALF, z * z / 2)


def chi_square_p(statistic: Decimal, df: Decimal) -> Decimal:
    """P(chi-square with df degrees of freedom ≥ statistic)."""
    return gamma_upper(df / 2, statistic / 2)


def chi_square_quantile(p: Decimal, df: Decimal) -> Decimal:
    """x with P(chi-square ≤ x) = p."""
    high = df + 10
    while 1 - chi_square_p(high, df) < p:
        high *= 2
    return root(lambda x: 1 - p - chi_square_p(x, df), lambda x: gamma_weight(df / 2, x / 2) / x,
                Decimal(0), high, df)


def normal_quantile(p: Decimal) -> Decimal:
    """x with P(N(0,1) ≤ x) = p."""
    if p == HALF:
        return Decimal(0)
    distance = chi_square_quantile(abs(2 * p - 1), ONE).sqrt()
    return distance if p > HALF else -distance


def t_p(t: Decimal, df: Decimal) -> Decimal:
    """P(|T| ≥ |t|) for Student's t with df degrees of freedom, which need not be whole."""
    return beta(df / 2, HALF, df / (df + t * t))


@lru_cache(maxsize=None)
def t_quantile(p: Decimal, df: Decimal) -> Decimal:
    """t with P(T ≤ t) = p, for p > 1/2."""
    x = beta_quantile(2 * (1 - p), df / 2, HALF, df / (df + 4))
    return (df * (1 - x) / x).sqrt()


def f_p(f: Decimal, df_1: Decimal, df_2: Decimal) -> Decimal:
    """P(F ≥ f) for Fisher's F."""
    return beta(df_2 / 2, df_1 / 2, df_2 / (df_2 + df_1 * f))


@lru_cache(maxsize=None)
def f_quantile(p: Decimal, df_1: Decimal, df_2: Decimal) -> Decimal:
    """f with P(F ≤ f) = p."""
    x = beta_quantile(1 - p, df_2 / 2, df_1 / 2, df_2 / (df_2 + df_1))
    return df_2 * (1 - x) / (df_1 * x)


def binomial_ranks(n: int, p: Fraction) -> tuple[int | None, int | None]:
    """Ranks (l, u) of the order statistics that bound a quantile, B ~ Bin(n, p), exactly:
    l = the largest rank with P(B ≤ l−1) ≤ 0.025, u = the smallest with P(B ≤ u−1) ≥ 0.975;
    None where there is no such rank within 1..n."""
    met, missed, whole = p.numerator, p.denominator - p.numerator, p.denominator ** n
    low = high = None
    cumulative, mass = 0, missed ** n
    for rank in range(1, n + 1):  # mass = P(B = rank − 1) × whole
        cumulative += mass
        if cumulative * 40 <= whole:
            low = rank
        if cumulative * 40 >= 39 * whole:
            high = rank
            break
        mass = mass * met * (n - rank + 1) // (missed * rank)
    return low, high
