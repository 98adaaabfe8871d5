"""The kinds of statistic: a sample of observations → value, 95 % interval, comparison of two.

Every kind has `n`, `value()` (exact; None when not defined), `interval()` (lower and upper, each
None when it does not exist) and `minus(other)` (a Difference). Counts, sums, means and variances
are whole numbers and fractions; roots and quantiles are decimals of 40 digits.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb

from numeric import Z, binomial_ranks, exact, f_quantile, normal_p, t_p, t_quantile

Number = Fraction | Decimal
Bounds = tuple[Number | None, Number | None]
UPPER, LOWER = Decimal("0.975"), Decimal("0.025")


@dataclass(frozen=True)
class Difference:
    value: Number | None
    lower: Number | None = None
    upper: Number | None = None
    p: Number | None = None  # two-sided; None: not tested
    statistic: Decimal | None = None  # z, or t with `df`; None: not tested, or without variance
    df: Decimal | None = None  # None: normal


@dataclass(frozen=True)
class Inflation:
    """How much more the means of clusters scatter than so many rows alone would make them."""
    factor: Fraction = Fraction(1)
    clusters: int = 0


def inflation(clusters: list[list]) -> Inflation:
    """Pearson's dispersion, at least 1: Σ n (x̄_i − x̄)² / (k − 1) over the variance of all rows."""
    clusters = [[Fraction(row) for row in cluster] for cluster in clusters if cluster]
    rows = [row for cluster in clusters for row in cluster]
    if len(clusters) < 2 or min(rows) == max(rows):
        return Inflation(clusters=len(clusters))
    mean = sum(rows) / len(rows)
    variance = sum((row - mean) ** 2 for row in rows) / len(rows)
    scatter = sum(len(c) * (sum(c) / len(c) - mean) ** 2 for c in clusters)
    factor = scatter / variance / (len(clusters) - 1)
    return Inflation(factor if factor > 1 + Fraction(1, 10**9) else Fraction(1), len(clusters))


def inflated_p(difference: Difference, by: Inflation) -> Number | None:
    """The statistic over the root of the factor, by t with k − 1 degrees of freedom or its own if
    they are fewer; never below its own p."""
    if by.factor == 1 or difference.statistic is None:
        return difference.p
    df = Decimal(by.clusters - 1)
    df = df if difference.df is None else min(df, difference.df)
    p = t_p(difference.statistic / exact(by.factor).sqrt(), df)
    return max(exact(difference.p), p)


def z_of(difference: Fraction, variance: Fraction) -> Decimal | None:
    return exact(difference) / exact(variance).sqrt() if variance else None


def p_of_z(difference: Fraction, variance: Fraction) -> Number:
    """Two-sided p of a normal deviate; without variance it is certain whether they differ."""
    if variance == 0:
        return Fraction(difference == 0)
    return normal_p(exact(difference) / exact(variance).sqrt())


def apart(one, other) -> Difference:
    """The difference of two independent values by their intervals (Zou and Donner 2008); not tested."""
    value, (l1, u1), (l2, u2) = one.value() - other.value(), one.interval(), other.interval()
    if None in (l1, u1, l2, u2):
        return Difference(value)
    e1, e2, l1, u1, l2, u2 = map(exact, (one.value(), other.value(), l1, u1, l2, u2))
    below = ((e1 - l1) ** 2 + (u2 - e2) ** 2).sqrt()
    above = ((u1 - e1) ** 2 + (e2 - l2) ** 2).sqrt()
    return Difference(value, exact(value) - below, exact(value) + above)


FEW = 20  # expected observations below which shares are compared by Fisher's exact test


def fisher_p(x1: int, n1: int, x2: int, n2: int) -> Fraction:
    """Of the tables with these margins, those no more probable than this one (R's tolerance)."""
    met = x1 + x2
    low, high = max(0, met - n2), min(n1, met)
    weight = comb(n1, low) * comb(n2, met - low)
    weights = {}
    for x in range(low, high + 1):
        weights[x] = weight
        weight = weight * (n1 - x) * (met - x) // ((x + 1) * (n2 - met + x + 1))
    few = [w for w in weights.values() if w * 10**7 <= weights[x1] * (10**7 + 1)]
    return Fraction(sum(few), sum(weights.values()))


class Share:
    """Of n observations, how many are true. Wilson's score interval (Wilson 1927)."""
    unit, verdicts = "share", True

    def __init__(self, observations: list[bool]):
        self.n, self.met = len(observations), sum(observations)

    def value(self) -> Fraction | None:
        return Fraction(self.met, self.n) if self.n else None

    def interval(self) -> Bounds:
        """(2x + z² ∓ z √(z² + 4x(n−x)/n)) / 2(n + z²); exactly 0 at x = 0 and 1 at x = n."""
        x, n = self.met, self.n
        middle = 2 * x + Z * Z
        reach = Z * (Z * Z + exact(Fraction(4 * x * (n - x), n))).sqrt()
        lower = (middle - reach) / (2 * (n + Z * Z)) if x > 0 else Fraction(0)
        upper = (middle + reach) / (2 * (n + Z * Z)) if x < n else Fraction(1)
        return lower, upper

    def minus(self, other: Share) -> Difference:
        """Newcombe's hybrid score interval (1998, method 10); p of the pooled score z test, or of
        Fisher's exact test where few are expected."""
        p1, p2 = self.value(), other.value()
        (l1, u1), (l2, u2) = (tuple(map(exact, s.interval())) for s in (self, other))
        d, e1, e2 = exact(p1 - p2), exact(p1), exact(p2)
        below = ((e1 - l1) ** 2 + (u2 - e2) ** 2).sqrt()
        above = ((u1 - e1) ** 2 + (e2 - l2) ** 2).sqrt()
        pooled = Fraction(self.met + other.met, self.n + other.n)
        variance = pooled * (1 - pooled) * (Fraction(1, self.n) + Fraction(1, other.n))
        fewest = min(self.n, other.n) * min(pooled, 1 - pooled)
        if variance == 0:
            p = Fraction(1)
        elif fewest < FEW:
            p = fisher_p(self.met, self.n, other.met, other.n)
        else:
            p = p_of_z(p1 - p2, variance)
        return Difference(p1 - p2, d - below, d + above, p, z_of(p1 - p2, variance))


class Mean:
    """The mean of n exact numbers. Student's t interval."""
    unit, verdicts = "score", True

    def __init__(self, observations: list[Fraction]):
        self.n, self.observations = len(observations), observations

    def value(self) -> Fraction | None:
        return sum(self.observations, Fraction(0)) / self.n if self.n else None

    def variance(self) -> Fraction:
        """s², with n − 1."""
        mean = self.value()
        squares = sum(((x - mean) ** 2 for x in self.observations), Fraction(0))
        return squares / (self.n - 1)

    def interval(self) -> Bounds:
        """mean ± t s/√n; nothing for one observation, or where all are alike."""
        if self.n < 2 or self.variance() == 0:
            return None, None
        t = t_quantile(UPPER, Decimal(self.n - 1))
        reach = t * exact(self.variance() / self.n).sqrt()
        return exact(self.value()) - reach, exact(self.value()) + reach

    def minus(self, other: Mean) -> Difference:
        """Welch's t with the degrees of freedom of Satterthwaite (1946); Student's where one
        sample has no variance, nothing where neither has."""
        d = self.value() - other.value()
        if self.n < 2 or other.n < 2:
            return Difference(d)
        a, b = self.variance() / self.n, other.variance() / other.n
        if a + b == 0:
            return Difference(d)
        if a == 0 or b == 0:
            freedom = self.n + other.n - 2
            pooled = ((self.n - 1) * self.variance() + (other.n - 1) * other.variance()) / freedom
            df = Decimal(freedom)
            root = exact(pooled * (Fraction(1, self.n) + Fraction(1, other.n))).sqrt()
        else:
            df = exact((a + b) ** 2 / (a * a / (self.n - 1) + b * b / (other.n - 1)))
            root = exact(a + b).sqrt()
        reach = t_quantile(UPPER, df) * root
        t = exact(d) / root
        return Difference(d, exact(d) - reach, exact(d) + reach, t_p(t, df), t, df)


class MeanMinutes(Mean):
    unit = "minutes"


class MeanCount(Mean):
    unit = "count"


class Nps:
    """100 × (share of promoters − share of detractors), from +1, 0, −1; normal interval with the
    multinomial variance, cut at ±100."""
    unit, verdicts = "points", True

    def __init__(self, observations: list[int]):
        self.n = len(observations)
        self.promoters, self.detractors = observations.count(1), observations.count(-1)

    def value(self) -> Fraction | None:
        return Fraction(100 * (self.promoters - self.detractors), self.n) if self.n else None

    def variance(self) -> Fraction:
        """100² (p + d − (p − d)²) / n, p and d the shares of promoters and detractors."""
        p, d = Fraction(self.promoters, self.n), Fraction(self.detractors, self.n)
        return 10000 * (p + d - (p - d) ** 2) / self.n

    def interval(self) -> Bounds:
        if self.variance() == 0:
            return None, None
        reach = Z * exact(self.variance()).sqrt()
        middle = exact(self.value())
        return max(middle - reach, Decimal(-100)), min(middle + reach, Decimal(100))

    def minus(self, other: Nps) -> Difference:
        """Normal, with the sum of both variances, cut at ±200; p with the variance of both
        samples' answers together."""
        d, variance = self.value() - other.value(), self.variance() + other.variance()
        reach = Z * exact(variance).sqrt()
        n = self.n + other.n
        p = Fraction(self.promoters + other.promoters, n)
        q = Fraction(self.detractors + other.detractors, n)
        pooled = 10000 * (p + q - (p - q) ** 2) * (Fraction(1, self.n) + Fraction(1, other.n))
        if variance == 0:
            return Difference(d, p=p_of_z(d, pooled))
        return Difference(d, max(exact(d) - reach, Decimal(-200)),
                          min(exact(d) + reach, Decimal(200)), p_of_z(d, pooled), z_of(d, pooled))


class Alpha:
    """Cronbach's raw alpha of k items over n respondents; Feldt's interval (1965)."""
    unit, verdicts = "alpha", False

    def __init__(self, observations: list[tuple[int, ...]]):
        self.n, self.observations = len(observations), observations

    def value(self) -> Fraction | None:
        """k/(k−1) × (1 − Σ item variances / variance of the total)."""
        if self.n < 2 or len(self.observations[0]) < 2:
            return None
        k = len(self.observations[0])
        items = [Mean(list(map(Fraction, item))) for item in zip(*self.observations)]
        total = Mean([Fraction(sum(answers)) for answers in self.observations])
        if total.variance() == 0:
            return None
        ratio = sum(item.variance() for item in items) / total.variance()
        return Fraction(k, k - 1) * (1 - ratio)

    def interval(self) -> Bounds:
        """1 − (1 − α) F at 97.5 % and at 2.5 %, with N − 1 and (N − 1)(k − 1) degrees."""
        df_1 = Decimal(self.n - 1)
        df_2 = df_1 * (len(self.observations[0]) - 1)
        doubt = exact(1 - self.value())
        return 1 - doubt * f_quantile(UPPER, df_1, df_2), 1 - doubt * f_quantile(LOWER, df_1, df_2)

    def minus(self, other: Alpha) -> Difference:
        return apart(self, other)


class Quantile:
    """A quantile of whole minutes, R's type 7; interval by order statistics."""
    unit, verdicts = "minutes", False
    level = Fraction(1, 2)

    def __init__(self, observations: list[int]):
        self.n, self.sorted = len(observations), sorted(observations)

    def value(self) -> Fraction | None:
        """x at the place 1 + (n − 1) p between the ranks, by straight lines."""
        if not self.n:
            return None
        place = (self.n - 1) * self.level
        below = place.numerator // place.denominator
        x = self.sorted[below]
        if place == below:
            return Fraction(x)
        return x + (place - below) * (self.sorted[below + 1] - x)

    def interval(self) -> Bounds:
        low, high = binomial_ranks(self.n, self.level)
        return (None if low is None else Fraction(self.sorted[low - 1]),
                None if high is None else Fraction(self.sorted[high - 1]))

    def minus(self, other: Quantile) -> Difference:
        return apart(self, other)


class Quantile90(Quantile):
    level = Fraction(9, 10)


class Quantile95(Quantile):
    level = Fraction(19, 20)


Kind = type[Share] | type[Mean] | type[Nps] | type[Alpha] | type[Quantile]


def benjamini_hochberg(p_values: list[Number | None]) -> list[Number | None]:
    """q values by the step-up rule of 1995; what was not tested (None) is not in the family."""
    tested = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    q_values: list[Number | None] = [None] * len(p_values)
    smallest: Number = Fraction(1)
    for rank in range(len(tested), 0, -1):
        p, i = tested[rank - 1]
        smallest = min(smallest, exact(p) * len(tested) / rank)
        q_values[i] = smallest
    return q_values
