#!/usr/bin/env python3
"""Reference values of regression, drivers and logistic regression with 50 digits, as `name,value`.

Takes the data sets that come with R (swiss, mtcars) from Rscript and works them out anew with
mpmath: least squares by the normal equations, relative weights by a matrix root, LMG over all
orders, logistic regression by Newton. tests/reference/regress.R computes the same with R's own
functions.
"""
import csv
import io
import itertools
import math
import subprocess

from mpmath import diag, eigsy, exp, fabs, inverse, log, matrix, mp, mpf, sqrt

mp.dps = 50


def from_r(expression: str) -> list[list[mpf]]:
    text = subprocess.run(["Rscript", "-e", f"write.csv({expression}, row.names=FALSE)"], check=True,
                          capture_output=True, text=True).stdout
    return [[mpf(cell) for cell in row] for row in list(csv.reader(io.StringIO(text)))[1:]]


def say(name: str, value) -> None:
    print(f"{name},{mp.nstr(mpf(value), 18)}")


def normal(rows, weights=None):
    """Cross-products of the columns' deviations, weighted."""
    weights = weights or [mpf(1)] * len(rows)
    total, width = sum(weights), len(rows[0])
    means = [sum(w * r[j] for w, r in zip(weights, rows)) / total for j in range(width)]
    return matrix([[sum(w * (r[i] - means[i]) * (r[j] - means[j]) for w, r in zip(weights, rows))
                    for j in range(width)] for i in range(width)]), means


def least_squares(name, rows, intercept=True):
    """The response is the first column."""
    design = [([mpf(1)] if intercept else []) + r[1:] for r in rows]
    x, y = matrix(design), matrix([r[0] for r in rows])
    inv = inverse(x.T * x)
    beta = inv * (x.T * y)
    residual = y - x * beta
    rss = sum(e * e for e in residual)
    df = len(rows) - len(design[0])
    for j, b in enumerate(beta):
        say(f"{name}.b{j}", b)
    for j in range(len(beta)):
        say(f"{name}.se{j}", sqrt(rss / df * inv[j, j]))
    mean = sum(y) / len(rows) if intercept else mpf(0)
    tss = sum((v - mean) ** 2 for v in y)
    p = len(design[0]) - (1 if intercept else 0)
    say(f"{name}.rss", rss)
    say(f"{name}.sigma", sqrt(rss / df))
    say(f"{name}.r2", 1 - rss / tss)
    say(f"{name}.adjusted", 1 - rss / tss * (len(rows) - intercept) / df)
    say(f"{name}.f", (tss - rss) / p / (rss / df))
    if intercept:
        s, _ = normal(rows)
        c = inverse(s[1:, 1:])
        for j in range(p):
            say(f"{name}.standardised{j}", beta[j + 1] * sqrt(s[j + 1, j + 1] / s[0, 0]))
            say(f"{name}.vif{j}", c[j, j] * s[j + 1, j + 1])


def drivers(name, correlations):
    """The response is the last."""
    p = correlations.rows - 1
    r, y = correlations[:p, :p], correlations[:p, p]
    values, vectors = eigsy(r)
    root = vectors * diag([sqrt(v) for v in values]) * vectors.T
    b = inverse(root) * y
    johnson = [sum(root[j, k] ** 2 * b[k] ** 2 for k in range(p)) for j in range(p)]

    def explained(chosen):
        if not chosen:
            return mpf(0)
        c = list(chosen)
        sub = matrix([[r[i, j] for j in c] for i in c])
        v = matrix([y[i] for i in c])
        return (v.T * inverse(sub) * v)[0]

    memory = {frozenset(s): explained(s) for size in range(p + 1)
              for s in itertools.combinations(range(p), size)}
    say(f"{name}.r2", memory[frozenset(range(p))])
    for j in range(p):
        say(f"{name}.johnson{j}", johnson[j])
    for j in range(p):
        total = mpf(0)
        for order in itertools.permutations(range(p)):
            before = frozenset(order[:order.index(j)])
            total += memory[before | {j}] - memory[before]
        say(f"{name}.lmg{j}", total / math.factorial(p))


def correlations_of(rows, weights=None):
    """The response is the first column of the rows, the last of the result."""
    s, _ = normal([r[1:] + r[:1] for r in rows], weights)
    n = s.rows
    return matrix([[s[i, j] / sqrt(s[i, i] * s[j, j]) for j in range(n)] for i in range(n)])


def logistic(name, patterns, clusters=None):
    """Patterns: (columns, n, events)."""
    x = [[mpf(1)] + [mpf(v) for v in c] for c, _, _ in patterns]
    k = len(x[0])
    beta = matrix([mpf(0)] * k)
    for _ in range(60):
        share = [1 / (1 + exp(-sum(b * v for b, v in zip(beta, row)))) for row in x]
        score = matrix([sum((e - n * s) * row[j] for row, s, (_, n, e) in zip(x, share, patterns))
                        for j in range(k)])
        information = matrix([[sum(n * s * (1 - s) * row[i] * row[j]
                                   for row, s, (_, n, _) in zip(x, share, patterns))
                               for j in range(k)] for i in range(k)])
        step = inverse(information) * score
        beta += step
        if max(fabs(v) for v in step) < mpf(10) ** -45:
            break
    else:
        raise ArithmeticError(name)
    inv = inverse(information)
    for j in range(k):
        say(f"{name}.b{j}", beta[j])
    for j in range(k):
        say(f"{name}.se{j}", sqrt(inv[j, j]))

    def part(count, s):
        return count * log(s) if count else mpf(0)

    fitted = sum(part(e, s) + part(n - e, 1 - s) for s, (_, n, e) in zip(share, patterns))
    best = sum(part(e, mpf(e) / n) + part(n - e, mpf(n - e) / n) for _, n, e in patterns)
    all_n, all_events = sum(n for _, n, _ in patterns), sum(e for _, _, e in patterns)
    null = part(all_events, mpf(all_events) / all_n) + \
        part(all_n - all_events, mpf(all_n - all_events) / all_n)
    say(f"{name}.loglik", fitted)
    say(f"{name}.deviance", 2 * (best - fitted))
    say(f"{name}.lr", 2 * (fitted - null))
    if clusters is None:
        return
    meat = matrix(k, k)
    for c in sorted(set(clusters)):
        u = matrix([sum((e - n * s) * row[j] for row, s, (_, n, e), own
                        in zip(x, share, patterns, clusters) if own == c) for j in range(k)])
        meat += u * u.T
    count = len(set(clusters))
    sandwich = inv * meat * inv * count / (count - 1)
    for j in range(k):
        say(f"{name}.robust{j}", sqrt(sandwich[j, j]))


def main() -> None:
    swiss = from_r("swiss")
    least_squares("longley", from_r("with(longley, cbind(Employed * 1000, GNP.deflator, GNP * 1000,"
                                    " Unemployed * 10, Armed.Forces * 10, Population * 1000, Year))"))
    norris_x = ("0.2 337.4 118.2 884.6 10.1 226.5 666.3 996.3 448.6 777.0 558.2 0.4 0.6 775.5 666.9 "
                "338.0 447.5 11.6 556.0 228.1 995.8 887.6 120.2 0.3 0.3 556.8 339.1 887.2 999.0 "
                "779.0 11.1 118.3 229.2 669.1 448.9 0.5").split()
    norris_y = ("0.1 338.8 118.1 888.0 9.2 228.1 668.5 998.5 449.1 778.9 559.2 0.3 0.1 778.1 668.8 "
                "339.3 448.9 10.8 557.7 228.3 998.0 888.8 119.6 0.3 0.6 557.6 339.3 888.0 998.5 "
                "778.9 10.2 117.6 228.9 668.4 449.2 0.2").split()
    least_squares("norris", [[mpf(y), mpf(x)] for x, y in zip(norris_x, norris_y)])
    least_squares("noint1", [[mpf(70 + x), mpf(x)] for x in range(60, 71)], False)
    least_squares("noint2", [[mpf(3), mpf(4)], [mpf(4), mpf(5)], [mpf(4), mpf(6)]], False)
    noise = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
    noise += noise[9::-1]
    for name, times in (("wampler3", 1), ("wampler4", 100), ("wampler5", 10000)):
        least_squares(name, [[sum(mpf(x) ** k for k in range(6)) + times * noise[x]] +
                             [mpf(x) ** k for k in range(1, 6)] for x in range(21)])
    least_squares("swiss", swiss)
    least_squares("swiss4", [r[:5] for r in swiss])
    drivers("swiss", correlations_of(swiss))
    drivers("swiss_weighted", correlations_of(swiss, [mpf(1 + (i + 1) % 3) for i in range(47)]))
    drivers("mtcars", correlations_of(from_r("mtcars[, c('mpg', 'cyl', 'disp', 'hp', 'gear')]")))
    drivers("two", matrix([["1", ".5", ".6"], [".5", "1", ".4"], [".6", ".4", "1"]]))
    drivers("iopsych", matrix([["1", ".2", ".3", ".4", "-.4"], [".2", "1", ".5", ".1", ".1"],
                               [".3", ".5", "1", ".2", "-.3"], [".4", ".1", ".2", "1", ".4"],
                               ["-.4", ".1", "-.3", ".4", "1"]]))
    doses = "1.6907 1.7242 1.7552 1.7842 1.8113 1.8369 1.8610 1.8839".split()
    logistic("beetles", [([d], n, e) for d, n, e in zip(
        doses, [59, 60, 62, 56, 63, 59, 62, 60], [6, 13, 18, 28, 52, 53, 61, 60])])
    launches = [(53, 1, 1), (57, 1, 1), (58, 1, 1), (63, 1, 1), (66, 1, 0), (67, 3, 0), (68, 1, 0),
                (69, 1, 0), (70, 4, 2), (72, 1, 0), (73, 1, 0), (75, 2, 1), (76, 2, 0), (78, 1, 0),
                (79, 1, 0), (81, 1, 0)]
    logistic("launches", [([t], n, e) for t, n, e in launches])
    admitted = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375),
                (53, 191, 94, 393), (22, 373, 24, 341)]
    patterns = [([sex] + [int(d == k) for k in range(1, 6)], row[2 * sex + 1], row[2 * sex])
                for d, row in enumerate(admitted) for sex in (0, 1)]
    logistic("admissions", patterns)
    logistic("departments", [([sex], row[2 * sex + 1], row[2 * sex])
                             for row in admitted for sex in (0, 1)],
             [d for d in range(6) for _ in (0, 1)])


if __name__ == "__main__":
    main()
