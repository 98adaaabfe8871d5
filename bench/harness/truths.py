"""Hold a result against what the generator planted: what was found, and what was claimed that is not there.

A claim is a verdict "better" or "worse", a row of a table of findings, or an interval. It is judged by what
was planted in the world (truth.json), not by what the rows of the world happen to show.
"""
import math
from collections import defaultdict
from dataclasses import dataclass, field

# What a dealer's planted effects make of a metric. The sign says what is good: +1, a greater effect is better.
# Legs are told by the logarithm of their minutes, to which the dealer's region adds.
CAUSES = {"legs": ("log_minutes_effect", -1, 0.0), "repeats": ("repeat_factor", -1, 1.0), "scores": ("score_effect", +1, 0.0)}
DEALER_METRICS = {
    "sla.close_24h": "legs", "sla.close_48h": "legs",
    "card.close_48h.adjusted": "legs",
    "repair.repeat_30d": "repeats", "card.repeat_30d.adjusted": "repeats",
    "survey.overall.top2": "scores", "survey.overall.mean": "scores", "rater.index": "scores",
    "card.overall.adjusted": "scores", "card.top2.adjusted": "scores", "card.rater.adjusted": "scores",
}
# In a world where all are alike nobody differs on these axes. Products are never alike.
ALIKE_AXES = ("dealer", "region", "technician", "agent", "department")
# Departments answer for different faults: a frequent one comes again more often, one that takes long pleases less.
NEVER_ALIKE = {(metric, "department") for metric in
               ("complaints.again_90d.fault", "backoffice.overall.mean", "backoffice.dissatisfied.share")}
REGION_METRICS = ("sla.close_48h", "rater.responsiveness")
# What a dealer with a habit of the paperwork is worse in.
HABIT_METRICS = {"leak": "charging.leak.share", "overcharge": "charging.overcharge.share",
                 "unconfirmed": "flow.unconfirmed.share", "late_reply": "flow.reversed.share"}
ROLES = ("better_dealers", "worse_dealers", "inflating_dealers", "curt_dealers")


@dataclass
class Score:
    """Of one question over all worlds: of what was planted how much was found, of what was claimed how much was wrong."""
    planted: int = 0
    found: int = 0
    claims: int = 0
    wrong: int = 0
    worlds: int = 0
    worlds_wrong: int = 0  # with at least one wrong claim
    shares: list[float] = field(default_factory=list)  # of wrong claims among a world's claims; 0 without a claim

    def add_world(self, planted: int, found: int, claims: int, wrong: int) -> None:
        self.planted += planted
        self.found += found
        self.claims += claims
        self.wrong += wrong
        self.worlds += 1
        self.worlds_wrong += wrong > 0
        self.shares.append(wrong / claims if claims else 0.0)

    def false_discovery_rate(self) -> float:
        return sum(self.shares) / len(self.shares) if self.shares else 0.0


Scores = dict[str, Score]


def new_scores() -> Scores:
    return defaultdict(Score)


def wilson(met: int, n: int) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    z, share = 1.959963984540054, met / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def table_rows(result: dict, name: str) -> list[dict]:
    table = result["tables"].get(name)
    if table is None:
        return []
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row)) for row in table["rows"]]


def verdicts(result: dict, axis: str) -> dict[str, list[dict]]:
    """Of each metric the judged estimates of an axis in the report month (or over all months)."""
    found: dict[str, list[dict]] = defaultdict(list)
    for estimate in result["estimates"]:
        if list(estimate["segment"]) == [axis] and estimate["verdict"]:
            found[estimate["metric"]].append(estimate)
    return found


def planted_signs(truth: dict, cause: str) -> dict[str, int]:
    """Dealers that are truly better (+1) or worse (-1); who is not named is like most."""
    name, good, usual = CAUSES[cause]
    signs = {}
    for role in ROLES:
        for dealer in truth.get(role, []):
            effect = good * (dealer[name] - usual)
            if effect:
                signs[dealer["dealer"]] = 1 if effect > 0 else -1
    if cause == "legs":  # quick with every product, and slow on the whole because of what he sells
        signs[truth["simpson"]["dealer"]] = 1
    return signs


def slow_dealers(truth: dict) -> set[str]:
    """Dealers of the region that has become slow: nothing was planted in them, but they are slow."""
    regions = list(truth["network"]["region_log_minutes_effect"])
    slow = regions.index(truth["slow_region"]["region"])
    return {f"D{number + 1:03d}" for number in range(truth["dealers"]) if number % len(regions) == slow}


def acted_dealers(truth: dict) -> set[str]:
    """Dealers about whom something was done in the last year: they are no longer what they were."""
    trained = truth.get("trainings", {})
    return {action["dealer"] for action in truth.get("actions", [])} | {
        training["dealer"] for training in trained.get("trained", []) if training["mode"] == trained["mode_that_works"]}


def score_dealers(result: dict, truth: dict, scores: Scores) -> None:
    inflating = {dealer["dealer"] for dealer in truth["inflating_dealers"]}
    slow = slow_dealers(truth)  # responsiveness, too, has fallen there
    if "neglecting" in truth["customers"]:  # he is slow, and rated so, with some of his customers
        slow.add(truth["customers"]["neglecting"]["dealer"])
    for metric, estimates in verdicts(result, "dealer").items():
        if metric not in DEALER_METRICS:
            continue
        cause = DEALER_METRICS[metric]
        signs = planted_signs(truth, cause)
        # An inflating dealer's answers are better than the truth: no verdict on scores can know.
        unclear = slow | inflating if cause == "scores" else slow if cause == "legs" else set()
        unclear = unclear | acted_dealers(truth)
        planted = found = claims = wrong = 0
        for estimate in estimates:
            dealer = estimate["segment"]["dealer"]
            if dealer in unclear and dealer not in signs:
                continue
            claim = {"better": 1, "worse": -1}.get(estimate["verdict"], 0)
            planted += dealer in signs
            found += claim != 0 and claim == signs.get(dealer, 0)
            claims += claim != 0
            wrong += claim != 0 and claim != signs.get(dealer, 0)
        scores[f"dealers, {metric}"].add_world(planted, found, claims, wrong)


def score_region(result: dict, truth: dict, scores: Scores) -> None:
    slow = truth["slow_region"]["region"]
    by_metric = verdicts(result, "region")
    for metric in REGION_METRICS:
        worse = {e["segment"]["region"] for e in by_metric.get(metric, []) if e["verdict"] == "worse"}
        scores[f"slow region, {metric}"].add_world(1, slow in worse, len(worse), len(worse - {slow}))


def score_habits(result: dict, truth: dict, scores: Scores) -> None:
    """Dealers who write in the log what was not so; nobody else is worse in it. But who repairs badly truly has more repairs
    that nobody confirms."""
    by_metric, bad = verdicts(result, "dealer"), set(planted_signs(truth, "repeats"))
    for habit, metric in HABIT_METRICS.items():
        planted = truth["paperwork"][habit]["dealer"]
        judged = [e for e in by_metric.get(metric, []) if habit != "unconfirmed" or e["segment"]["dealer"] not in bad]
        worse = {e["segment"]["dealer"] for e in judged if e["verdict"] == "worse"}
        better = [e for e in judged if e["verdict"] == "better"]
        scores[f"habit of a dealer, {metric}"].add_world(1, planted in worse, len(worse) + len(better), len(worse - {planted}) + len(better))


def score_rising(result: dict, truth: dict, scores: Scores) -> None:
    planted = (truth["rising_fault"]["product"], truth["rising_fault"]["fault"])
    claimed = [(row["product"], row["fault"]) for row in table_rows(result, "faults.rising")]
    scores["rising fault"].add_world(1, planted in claimed, len(claimed), sum(row != planted for row in claimed))


def score_simpson(result: dict, truth: dict, scores: Scores) -> None:
    planted = truth["simpson"]["dealer"]
    claimed = [row["dealer"] for row in table_rows(result, "service.case_mix") if row["reversed"]]
    scores["Simpson dealer"].add_world(1, planted in claimed, len(claimed), sum(row != planted for row in claimed))


def score_inflating(result: dict, truth: dict, scores: Scores) -> None:
    if "forensics.dealers" not in result["tables"]:
        return
    planted = {dealer["dealer"] for dealer in truth["inflating_dealers"]}
    claimed = {row["dealer"] for row in table_rows(result, "forensics.dealers") if row["suspect"]}
    scores["inflating dealer"].add_world(len(planted), len(planted & claimed), len(claimed), len(claimed - planted))


def score_actions(result: dict, truth: dict, scores: Scores) -> None:
    """Actions on the region that has become slow are left out: worse is true of it, if of no action."""
    planted = {(f"dealer={action['dealer']}", action["metric"]): action["verdict"] for action in truth["actions"]}
    slow = f"region={truth['slow_region']['region']}"
    found = claims = wrong = 0
    for row in table_rows(result, "pdca.actions"):
        claimed = row["verdict"] in ("worked", "worse")
        if row["segment"] == slow or not claimed:
            continue
        is_right = planted.get((row["segment"], row["metric"])) == row["verdict"]
        found += is_right
        claims += 1
        wrong += not is_right
    scores["actions"].add_world(sum(verdict != "not_distinguishable" for verdict in planted.values()), found, claims, wrong)


def training_claims(result: dict) -> list[tuple[str, str, int]]:
    """(way, outcome, side) of what is claimed of a way of training."""
    return [(row["key"], row["metric"], 1 if row["verdict"] == "worked" else -1)
            for row in table_rows(result, "training.effects")
            if row["axis"] == "training_mode" and row["verdict"] in ("worked", "worse")]


def score_trainings(result: dict, truth: dict, scores: Scores) -> None:
    """Ways alone: topics are taught in all ways. Overall satisfaction follows assurance and empathy."""
    way = truth["trainings"]["mode_that_works"]
    planted = {(way, "rater.assurance", 1), (way, "rater.empathy", 1)}
    claimed = set(training_claims(result))
    true = planted | {(way, "survey.overall.mean", 1)}
    scores["trainings"].add_world(len(planted), len(planted & claimed), len(claimed), len(claimed - true))


def agreement_claims(result: dict) -> dict[str, str]:
    """Dealers at which words and facts are said to part."""
    return {row["dealer"]: row["verdict"] for row in table_rows(result, "agreement.dealers")
            if row["verdict"] in ("words_good", "facts_good")}


def score_agreement(result: dict, truth: dict, scores: Scores) -> None:
    """Where responsiveness fell or an action raised the scores, words have truly parted from the clock."""
    planted = {dealer["dealer"]: "words_good" for dealer in truth["inflating_dealers"]}
    planted |= {dealer["dealer"]: "facts_good" for dealer in truth["curt_dealers"]}
    unclear = (slow_dealers(truth) | {action["dealer"] for action in truth["actions"]}) - set(planted)
    claims = {dealer: said for dealer, said in agreement_claims(result).items() if dealer not in unclear}
    found = sum(claims.get(dealer) == said for dealer, said in planted.items())
    scores["words and facts"].add_world(len(planted), found, len(claims), len(claims) - found)


def score_recovery(result: dict, truth: dict, scores: Scores) -> None:
    """Whether the interval holds the planted probability: at 95 %, one in twenty must not."""
    if not truth["recovery"]["realised_is_in_the_rows"]:
        return
    paths = truth["recovery"]["paths"]
    for estimate in result["estimates"]:
        if estimate["metric"] != "retention.repurchase_365d" or estimate["value"] is None:
            continue
        share = paths[estimate["segment"]["path"]]["repurchase_probability"]
        holds = estimate["lower"] <= share <= estimate["upper"]
        scores["interval of repurchase by path"].add_world(1, holds, 1, not holds)


def score_slow_department(result: dict, truth: dict, scores: Scores) -> None:
    """The department that takes long, and has its customers back: by each of the two."""
    planted = truth["slow_department"]["department"]
    for metric in ("complaints.resolve.median", "complaints.again_90d.customer"):
        worse = {e["segment"]["department"] for e in verdicts(result, "department").get(metric, []) if e["verdict"] == "worse"}
        scores[f"slow department, {metric}"].add_world(1, planted in worse, len(worse), len(worse - {planted}))


def score_cases(result: dict, truth: dict, scores: Scores) -> None:
    """Cases planted in the report month; the engine picks five. What else it picks is no claim."""
    month = result["run"]["period"]
    planted = {case["repair"] for case in truth["teaching_cases"] if case["solved_in"] == month}
    picked = {row["repair_id"] for row in table_rows(result, "cases.picked")}
    scores["teaching cases"].add_world(min(len(planted), 5), len(planted & picked), 0, 0)


def score_falling_department(result: dict, truth: dict, scores: Scores) -> None:
    """The department whose customers are less satisfied since the last month."""
    planted = truth["falling_department"]["department"]
    claims = {(e["segment"]["department"], e["verdict"]) for e in verdicts(result, "department").get("backoffice.moved", [])
              if e["verdict"] in ("better", "worse")}
    right = claims & {(planted, "worse")}
    scores["department that moved satisfaction"].add_world(1, len(right), len(claims), len(claims - right))


def verdicts_below(result: dict, metric: str, axis: str, passed_over: tuple[str, ...] = ()) -> set[str]:
    """Keys with the verdict worse."""
    return {key for e in result["estimates"] if e["metric"] == metric and e["verdict"] == "worse"
            for name, key in e["segment"].items() if name == axis and key not in passed_over}


def score_customers(result: dict, truth: dict, scores: Scores) -> None:
    """What customers say and do. Callbacks about repairs and complaints differ from the others by what happened
    before, in every world, and so do later stages after a purchase: nothing is judged by them."""
    planted = truth["customers"]
    is_plain = truth["plain"]
    found = verdicts_below(result, "rights.drop", "right")
    add_set(scores, "right that satisfaction goes with", set() if is_plain else {planted["right"]}, found)
    found = verdicts_below(result, "touchpoints.weight", "touchpoint", ("repair", "complaint"))
    add_set(scores, "touchpoint that weighs", set() if is_plain else {planted["touchpoint"]}, found)
    found = verdicts_below(result, "lifecycle.satisfaction", "life_stage") & {"doubt"}
    add_set(scores, "doubt after a purchase", set() if is_plain else {"doubt"}, found)
    found = {row["dealer"] for row in table_rows(result, "tiers.mismatch") if row["mismatch"]}
    add_set(scores, "dealer who neglects key customers", set() if is_plain else {planted["neglecting"]["dealer"]}, found)
    # Troubles make customers doubt and stay away, a little, in every world: more than five points are planted.
    gaps = {e["metric"] for e in result["estimates"] if e["metric"] == "trust.behaviour_gap" and e["value"] is not None
            and e["lower"] > 5}
    add_set(scores, "trust that is followed by deeds", set() if is_plain else {"trust.behaviour_gap"}, gaps)


def add_set(scores: Scores, name: str, planted: set[str], claimed: set[str]) -> None:
    scores[name].add_world(len(planted), len(planted & claimed), len(claimed), len(claimed - planted))


# Habits at the office: the planted dealers that each metric has to call worse, and those it may call worse besides.
OFFICE_METRICS = {
    "materials.kept.share": ("keeping_dealers", ""),
    "returns.missing.share": ("silent_dealers", ""),
    "returns.on_time.share": ("late_dealers", "silent_dealers"),
}


def score_office(result: dict, truth: dict, scores: Scores) -> None:
    """Dealers who keep parts, hand in late or have fallen silent; no other differs."""
    for metric, estimates in verdicts(result, "dealer").items():
        if metric not in OFFICE_METRICS:
            continue
        planted, allowed = ({dealer["dealer"] for dealer in truth.get(name, [])} for name in OFFICE_METRICS[metric])
        claims = {(e["segment"]["dealer"], e["verdict"]) for e in estimates if e["verdict"] in ("better", "worse")}
        claims -= {(dealer, "worse") for dealer in allowed - planted}
        right = {(dealer, "worse") for dealer in planted} & claims
        scores[f"dealers, {metric}"].add_world(len(planted), len(right), len(claims), len(claims - right))


def score_unasked(result: dict, truth: dict, scores: Scores) -> None:
    """Whether it is seen that customers of bad repairs break off, and the weighted share holds what all would have said."""
    test = next((row for row in table_rows(result, "tests") if row["name"] == "unasked.alike"), {"p": None})
    scores["unasked, groups differ"].add_world(1, test["p"] is not None and test["p"] < 0.05, 0, 0)
    months = [month["all"] for month in truth["unasked"]["top2_by_month_of_report"][-12:]]
    share = sum(month["sum"] for month in months) / sum(month["n"] for month in months)
    for estimate in result["estimates"]:
        if estimate["metric"] == "unasked.top2.weighted.share" and estimate["value"] is not None:
            holds = estimate["lower"] <= share <= estimate["upper"]
            scores["interval of satisfaction, weighted"].add_world(1, holds, 1, not holds)


def score_words(result: dict, truth: dict, scores: Scores) -> None:
    """Who is hurried, curt and uses phrases that nobody should, and what rises in the comments. Against such agents
    others are better, which is true and no claim of a phrase."""
    agents = set(truth["phrase_agents"])
    worse = {e["segment"]["agent"] for e in verdicts(result, "agent").get("phrases.any.share", []) if e["verdict"] == "worse"}
    scores["phrases, agents"].add_world(len(agents), len(agents & worse), len(worse), len(worse - agents))
    worse = {e["segment"]["agent"] for e in verdicts(result, "agent").get("calls.picture.mean", []) if e["verdict"] == "worse"}
    add_set(scores, "hurried agents, calls.picture.mean", agents, worse)
    # Where scores are planted customers write in another mood: they may be told of phrases as well.
    unclear = set(planted_signs(truth, "scores")) | slow_dealers(truth)
    planted = {truth["phrase_dealer"]["dealer"]}
    worse = {e["segment"]["dealer"] for e in verdicts(result, "dealer").get("phrases.comments_year.share", []) if e["verdict"] == "worse"}
    worse -= unclear - planted
    scores["phrases, dealer"].add_world(1, len(planted & worse), len(worse), len(worse - planted))
    topic = (truth["rising_topic"]["topic"], truth["rising_topic"]["direction"])
    # The region that became slow is told of, too.
    slow = {(name, "complaint") for name in ("speed", "contact", "punctuality")}
    claimed = {(row["topic"], row["direction"]) for row in table_rows(result, "voice.rising")} - slow
    scores["rising topic"].add_world(1, topic in claimed, len(claimed), len(claimed - {topic}))


def score_planted(result: dict, truth: dict, scores: Scores) -> None:
    score_dealers(result, truth, scores)
    score_region(result, truth, scores)
    score_habits(result, truth, scores)
    score_unasked(result, truth, scores)
    score_rising(result, truth, scores)
    score_simpson(result, truth, scores)
    score_inflating(result, truth, scores)
    score_recovery(result, truth, scores)
    score_slow_department(result, truth, scores)
    score_falling_department(result, truth, scores)
    score_cases(result, truth, scores)
    score_customers(result, truth, scores)
    score_office(result, truth, scores)
    score_actions(result, truth, scores)
    score_trainings(result, truth, scores)
    score_agreement(result, truth, scores)
    score_words(result, truth, scores)


def judged_axes(result: dict) -> set[tuple[str, str]]:
    """(metric, axis) with a verdict that is not "cannot say": among the estimates, or in the columns of a crowded axis."""
    found = {(e["metric"], *e["segment"]) for e in result["estimates"] if e["verdict"] not in ("", "cannot_say")}
    for column in result["columns"]:
        if any(verdict not in ("", "cannot_say") for verdict in column["verdict"]):
            found.add((column["metric"], column["axis"]))
    return found


def score_plain(result: dict, scores: Scores) -> None:
    """A world where all are alike: every claim is wrong."""
    claims: dict[tuple, int] = defaultdict(int)
    for estimate in result["estimates"]:
        claims[(estimate["metric"], *estimate["segment"])] += estimate["verdict"] in ("better", "worse")
    for metric, axis in judged_axes(result):
        if axis in ALIKE_AXES and (metric, axis) not in NEVER_ALIKE:
            scores[f"{axis}s, {metric}"].add_world(0, 0, claims[metric, axis], claims[metric, axis])
    if "training.effects" in result["tables"]:
        count = len(training_claims(result))
        scores["trainings"].add_world(0, 0, count, count)
    if "agreement.dealers" in result["tables"]:
        count = len(agreement_claims(result))
        scores["words and facts"].add_world(0, 0, count, count)
    actions = table_rows(result, "pdca.actions")
    if actions:
        count = sum(row["verdict"] in ("worked", "worse") for row in actions)
        scores["actions"].add_world(0, 0, count, count)
    for name, table, column in (("rising fault", "faults.rising", None), ("Simpson dealer", "service.case_mix", "reversed"),
                                ("inflating dealer", "forensics.dealers", "suspect"), ("rising topic", "voice.rising", None)):
        if table in result["tables"]:
            count = sum(bool(row[column]) if column else True for row in table_rows(result, table))
            scores[name].add_world(0, 0, count, count)
    for test in table_rows(result, "tests"):
        if test["name"] == "unasked.alike" and test["p"] is not None:
            scores["unasked, groups differ"].add_world(0, 0, test["p"] < 0.05, test["p"] < 0.05)
    score_customers(result, {"plain": True, "customers": {}}, scores)
