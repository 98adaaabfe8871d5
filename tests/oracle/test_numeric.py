"""Distributions and statistics against published values, closed forms and R (the call is named)."""
from __future__ import annotations

import math
import unittest
from decimal import Decimal
from fractions import Fraction
from math import comb

import numeric
from kinds import Alpha, Mean, Nps, Quantile, Quantile90, Share, benjamini_hochberg
from numeric import exact
from survival import goodness_of_fit, kaplan_meier, log_rank

AML_KEPT = [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1),
            (161, 0)]
AML_NOT = [(5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0), (23, 1), (27, 1), (30, 1), (33, 1),
           (43, 1), (45, 1)]
GEHAN_DRUG = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1),
              (16, 1), (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0),
              (34, 0), (35, 0)]
GEHAN_PLACEBO = [(t, 1) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17,
                                  22, 23)]


def share(met: int, n: int) -> Share:
    return Share([True] * met + [False] * (n - met))


def floats(pair) -> tuple:
    return tuple(None if x is None else float(x) for x in pair)


class CloseCase(unittest.TestCase):
    def close(self, got, expected: float, relative: float = 1e-14) -> None:
        self.assertTrue(math.isclose(float(got), expected, rel_tol=relative), (got, expected))


class Distributions(CloseCase):
    def test_incomplete_beta_is_a_binomial_sum(self):
        for a, b, x in ((1, 1, Fraction(1, 3)), (7, 3, Fraction(2, 5)), (40, 90, Fraction(3, 10)),
                        (300, 2, Fraction(99, 100))):
            n = a + b - 1
            expected = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
            got = numeric.beta(Decimal(a), Decimal(b), exact(x))
            self.assertLess(abs(got / exact(expected) - 1), Decimal("1e-25"))

    def test_gamma_of_whole_and_half_numbers(self):
        self.close(numeric.ln_gamma(Decimal(101)), math.log(math.factorial(100)))
        self.close(numeric.ln_gamma(Decimal("0.5")), math.log(math.pi) / 2)

    def test_t_with_one_and_two_degrees(self):
        for p in ("0.6", "0.975", "0.9999"):
            d = Decimal(p)
            cotangent = 1 / math.tan(math.pi * float(1 - d))
            self.close(numeric.t_quantile(d, Decimal(1)), cotangent)
            u = 2 * d - 1
            expected = u * (Decimal(2) / (1 - u * u)).sqrt()
            self.close(numeric.t_quantile(d, Decimal(2)), float(expected))

    def test_t_quantiles_of_r(self):  # qt(.975, c(3, 10, 37.25, 1e5))
        expected = (3.1824463052837078, 2.2281388519862739, 2.025733544775226, 1.9599877075346088)
        for df, value in zip(("3", "10", "37.25", "100000"), expected):
            self.close(numeric.t_quantile(Decimal("0.975"), Decimal(df)), value)

    def test_f_quantiles_of_r(self):  # qf(.025, 40, 1000), qf(.975, 99, 297)
        lower = numeric.f_quantile(Decimal("0.025"), Decimal(40), Decimal(1000))
        upper = numeric.f_quantile(Decimal("0.975"), Decimal(99), Decimal(297))
        self.close(lower, 0.6067431612984675)
        self.close(upper, 1.363341038941744)

    def test_f_quantile_with_two_and_two_degrees(self):
        for p in ("0.025", "0.5", "0.975"):
            d = Decimal(p)
            self.close(numeric.f_quantile(d, Decimal(2), Decimal(2)), float(d / (1 - d)))

    def test_tails_of_r(self):
        # pf(2.5, 3, 20, lower=F); 2*pt(-7.5, 12.3); pchisq(60, 5, lower=F); 2*pnorm(-12)
        self.close(numeric.f_p(Decimal("2.5"), Decimal(3), Decimal(20)), 0.088843751937689272)
        self.close(numeric.t_p(Decimal("7.5"), Decimal("12.3")), 6.2538441172059908e-06)
        self.close(numeric.chi_square_p(Decimal(60), Decimal(5)), 1.2154569777183041e-11)
        self.close(numeric.normal_p(Decimal(-12)), 3.5529642241553581e-33)

    def test_chi_square_with_two_degrees_is_exponential(self):
        for x in (1, 7, 40):
            self.close(numeric.chi_square_p(Decimal(x), Decimal(2)), math.exp(-x / 2))
        got = numeric.chi_square_quantile(Decimal("0.95"), Decimal(2))
        self.close(got, -2 * math.log(0.05))

    def test_normal_quantile(self):
        upper = numeric.normal_quantile(Decimal("0.975"))
        self.assertEqual(str(upper)[:20], "1.959963984540054235")
        self.assertEqual(numeric.normal_quantile(Decimal("0.025")), -upper)

    def test_ranks_of_the_median(self):
        # P(B ≤ 1) = 11/1024, P(B ≤ 2) = 56/1024 for Bin(10, 1/2)
        self.assertEqual(numeric.binomial_ranks(10, Fraction(1, 2)), (2, 9))
        self.assertEqual(numeric.binomial_ranks(6, Fraction(1, 2)), (1, 6))
        self.assertEqual(numeric.binomial_ranks(5, Fraction(1, 2)), (None, None))
        self.assertEqual(numeric.binomial_ranks(20, Fraction(9, 10))[1], None)


class Shares(CloseCase):
    def test_wilson_of_newcombe_1998_table_1(self):
        for met, n, lower, upper in ((81, 263, .255289, .366210), (15, 148, .062386, .160487),
                                     (0, 20, 0, .161125), (1, 29, .006113, .171755)):
            got = floats(share(met, n).interval())
            self.assertAlmostEqual(got[0], lower, places=6)
            self.assertAlmostEqual(got[1], upper, places=6)

    def test_ends_are_exact(self):
        self.assertEqual(share(0, 7).interval()[0], 0)
        self.assertEqual(share(7, 7).interval()[1], 1)

    def test_hybrid_score_of_newcombe_1998(self):
        table = ((56, 70, 48, 80, .0524, .3339), (9, 10, 3, 10, .1705, .8090),
                 (6, 7, 2, 7, .0582, .8062), (5, 56, 0, 29, -.0381, .1926),
                 (0, 10, 0, 20, -.1611, .2775), (0, 10, 0, 10, -.2775, .2775),
                 (10, 10, 0, 20, .6791, 1.0), (10, 10, 0, 10, .6075, 1.0))
        for x1, n1, x2, n2, lower, upper in table:
            difference = share(x1, n1).minus(share(x2, n2))
            self.assertAlmostEqual(float(difference.lower), lower, places=4)
            self.assertAlmostEqual(float(difference.upper), upper, places=4)

    def test_pooled_score_p_of_r(self):  # prop.test(c(48, 100), c(160, 200), correct=FALSE)
        self.close(share(48, 160).minus(share(100, 200)).p, 0.00012696014346194828)

    def test_exact_p_of_r(self):  # fisher.test(matrix(c(12, 28, 25, 25), 2))
        self.close(share(12, 40).minus(share(25, 50)).p, 0.084047933729107308)
        self.close(share(1, 60).minus(share(2, 3472)).p, 0.050115749126563920)
        self.assertEqual(share(5, 5).minus(share(9, 9)).p, 1)


class Means(CloseCase):
    def test_welch_of_r(self):  # t.test(c(1, 4, 4, 5, 7, 7), c(2, 3, 3, 6))
        first, second = (Mean([Fraction(x) for x in scores])
                         for scores in ((1, 4, 4, 5, 7, 7), (2, 3, 3, 6)))
        difference = first.minus(second)
        self.close(difference.lower, -1.7649474426459122, 1e-13)
        self.close(difference.upper, 4.0982807759792461, 1e-13)
        self.close(difference.p, 0.38355590396011741, 1e-13)

    def test_numacc4_of_nist(self):
        values = [Fraction("10000000.2")] + [Fraction("10000000.1"), Fraction("10000000.3")] * 500
        mean = Mean(values)
        self.assertEqual(mean.value(), Fraction("10000000.2"))
        self.assertEqual(mean.variance(), Fraction(1, 100))

    def test_one_observation_has_no_interval(self):
        self.assertEqual(Mean([Fraction(3)]).interval(), (None, None))
        self.assertIsNone(Mean([Fraction(3)]).minus(Mean([Fraction(1), Fraction(2)])).p)

    def test_without_variance_nothing_is_told(self):
        fours, fives = Mean([Fraction(4)] * 3), Mean([Fraction(5)] * 2)
        self.assertIsNone(fours.minus(fives).p)
        self.assertIsNone(fours.minus(fours).p)
        self.assertEqual(fours.interval(), (None, None))

    def test_like_answers_are_not_certain(self):  # t.test(…, var.equal = TRUE)
        mixed = Mean([Fraction(x) for x in (4, 5, 5, 6, 7, 7, 3)])
        difference = Mean([Fraction(6)] * 2).minus(mixed)
        self.close(difference.p, 0.54058152651852009)
        self.close(difference.lower, -1.91165709353229096)

    def test_nps(self):
        nps = Nps([1] * 5 + [0] * 3 + [-1] * 2)
        self.assertEqual(nps.value(), 30)
        self.assertEqual(nps.variance(), Fraction(10000 * 61, 1000))
        self.assertEqual(Nps([1] * 9).interval(), (None, None))
        self.assertEqual(float(Nps([1, 1, 1, -1]).interval()[1]), 100)

    def test_nps_of_like_answers_is_not_certain(self):
        self.close(Nps([1] * 7).minus(Nps([1] * 300 + [-1] * 300 + [0] * 400)).p,
                   0.00068369763005349954)


class Alphas(CloseCase):
    def test_by_hand(self):
        # item variances 1 and 1, totals 2, 5, 5 with variance 3
        self.assertEqual(Alpha([(1, 1), (2, 3), (3, 2)]).value(), Fraction(2, 3))
        self.assertIsNone(Alpha([(1, 2), (2, 1)]).value())
        self.assertIsNone(Alpha([(1,), (2,)]).value())
        self.assertIsNone(Alpha([(1, 2)]).value())

    def test_feldt(self):
        class Given(Alpha):  # α = .74, N = 100, k = 4
            def value(self):
                return Fraction(74, 100)

        lower, upper = Given([(1, 2, 3, 4)] * 100).interval()
        self.assertAlmostEqual(float(lower), .645531, places=6)
        self.assertAlmostEqual(float(upper), .814260, places=6)


class Quantiles(CloseCase):
    def test_type_7_of_r(self):  # quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.5, .9))
        values = [3, 1, 4, 1, 5, 9, 2, 6]
        self.assertEqual(Quantile(values).value(), Fraction(7, 2))
        self.assertEqual(Quantile90(values).value(), Fraction(69, 10))
        self.assertEqual(Quantile90([7]).value(), 7)

    def test_order_statistics(self):
        self.assertEqual(Quantile(list(range(10, 110, 10))).interval(), (20, 90))
        self.assertEqual(Quantile([1, 2, 3]).interval(), (None, None))


class Multiplicity(CloseCase):
    def test_benjamini_hochberg_1995(self):
        p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719,
             .6528, .7590, 1.0]
        q = benjamini_hochberg([Fraction(str(x)) for x in p])
        self.assertEqual(sum(x < Fraction(5, 100) for x in q), 4)

    def test_p_adjust_and_untested(self):  # p.adjust(c(.01, .04, .03, .005), "BH")
        p = [Fraction("0.01"), None, Fraction("0.04"), Fraction("0.03"), Fraction("0.005")]
        q = benjamini_hochberg(p)
        self.assertIsNone(q[1])
        for got, expected in zip([x for x in q if x is not None], (.02, .04, .04, .02)):
            self.close(got, expected)


class Survival(CloseCase):
    def test_aml_log_log_of_r(self):  # survfit(Surv(time, status) ~ 1, conf.type = "log-log")
        steps = kaplan_meier(AML_KEPT)
        self.assertEqual([s.time for s in steps], [9, 13, 18, 23, 31, 34, 48])
        self.assertEqual([s.at_risk for s in steps], [11, 10, 8, 7, 5, 4, 2])
        self.close(steps[0].survival, 10 / 11)
        self.close(steps[-1].survival, 0.1840909090909091)
        self.close(steps[-1].lower, 0.01173848012318960, 1e-13)
        self.close(steps[-1].upper, 0.5250148427266415, 1e-13)

    def test_six_failures(self):
        steps = kaplan_meier([(t, True) for t in range(1, 7)])
        for step, lower, upper in zip(steps, (.273123, .194617, .110948, .046082),
                                      (.974712, .904434, .803709, .675564)):
            self.assertAlmostEqual(float(step.lower), lower, places=6)
            self.assertAlmostEqual(float(step.upper), upper, places=6)
        self.assertEqual((steps[-1].survival, steps[-1].lower, steps[-1].upper), (0, None, None))

    def test_log_rank(self):
        self.close(log_rank([AML_KEPT, AML_NOT]).statistic, 3.3963886989776011)
        self.close(log_rank([GEHAN_DRUG, GEHAN_PLACEBO]).statistic, 16.792940989, 1e-10)
        small = log_rank([[(10, 1), (20, 1), (30, 1)], [(10, 1), (20, 1), (50, 1)]])
        self.close(small.statistic, .254237, 1e-5)
        self.close(small.p, .614107, 1e-5)

    def test_log_rank_without_anything_to_compare(self):
        self.assertIsNone(log_rank([[(3, False)], [(5, False)]]))
        self.assertIsNone(log_rank([AML_KEPT]))
        with_empty = log_rank([AML_KEPT, AML_NOT, [(0, False)]])
        self.assertEqual(with_empty.df, 1)

    def test_goodness_of_fit_of_r(self):
        # chisq.test(c(1, 2, 6, 8, 20, 70), p = c(.01, .03, .05, .09, .14, .68))
        shares = [Fraction(p, 100) for p in (1, 3, 5, 9, 14, 68)]
        test = goodness_of_fit([1, 2, 6, 8, 20, 70], shares)
        self.close(test.statistic, 2.6025201357801668)
        self.assertEqual(test.df, 5)


if __name__ == "__main__":
    unittest.main()
