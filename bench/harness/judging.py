"""What the answers of a heat are worth: the peers' against each other, rater's against theirs and against the
result of the first rater among the contestants."""
from pathlib import Path

import check
from harness import dataset, rater_result, same_result
from harness.contestants import PEER_TABLE, READER, Contestant
from harness.rounds import Heat

# Reading larger files takes Python more memory than the machine may have.
RESULT_LIMIT_BYTES, ANSWER_LIMIT_BYTES = 256 << 20, 64 << 20

ALONE = "nothing to compare with"


def verdict(numbers: int = 0, said: str = "", difference: str | None = None, other: str | None = None) -> dict:
    """`difference`: from the numbers of the others. `other`: from the result.json of another rater."""
    return {"numbers": numbers, "check": said, "difference": difference, "other": other}


def judge_peers(peers: list[Contestant], folder: Path, found: dict[str, dict]) -> dict[str, check.Answer]:
    """Their answers, those that can be read."""
    answers = {}
    for one in peers:
        try:
            size = one.output_below(folder).stat().st_size
            if size > ANSWER_LIMIT_BYTES:
                found[one.name] = verdict(said=f"not compared: the answer has {size >> 20} MiB")
                continue
            answers[one.name] = check.read_answer(one.output_below(folder))
        except (OSError, ValueError, KeyError) as error:
            found[one.name] = verdict(difference=f"no answer: {error}")
    for name, difference in check.judge(answers).items():
        found[name] = (verdict(said=ALONE) if len(answers) == 1
                       else verdict(check.count_numbers(answers[name]), difference=difference))
    return answers


def judge_rater(result: Path, answers: dict[str, check.Answer]) -> dict:
    if not answers:
        return verdict(said=ALONE)
    if result.stat().st_size > RESULT_LIMIT_BYTES:
        return verdict(said=f"not compared: result.json has {result.stat().st_size >> 20} MiB")
    try:
        part = rater_result.read_part(result)
    except (OSError, ValueError, KeyError) as error:
        return verdict(difference=f"no answer: {error!r}")
    numbers = check.count_numbers(part)
    reference = answers[check.choose_reference(answers)]
    return verdict(numbers, difference=check.first_partial_difference(part, reference) if numbers
                   else "no number to compare")


def judge_raters(raters: list[Contestant], folder: Path, answers: dict, found: dict[str, dict]) -> None:
    for one in raters:
        result = one.output_below(folder) / "result.json"
        found[one.name] = judge_rater(result, answers)
        if one is raters[0] or one.tells_less or result.stat().st_size > RESULT_LIMIT_BYTES:
            continue
        ignored = same_result.OPTIONS_MAY_CHANGE if one.is_variation else same_result.BUILDS_MAY_CHANGE
        other = same_result.describe_files(raters[0].output_below(folder) / "result.json", result, ignored)
        found[one.name]["other"] = f"{other} (elsewhere: {raters[0].title})" if other else None
        if not other and found[one.name]["check"] == ALONE:
            found[one.name]["check"] = "same result"


def judge_round(heat: Heat, folder: Path, runs: dict[str, list[dict]], number: int) -> dict[str, dict]:
    """Per contestant that finished."""
    done = [one for one in heat.contestants if runs[one.name][number - 1]["status"] == "done"]
    found: dict[str, dict] = {}
    answers = judge_peers([one for one in done if one.name in PEER_TABLE], folder, found)
    judge_raters([one for one in done if one.is_rater], folder, answers, found)
    if READER in done:
        read = int(READER.output_below(folder).read_text())
        found[READER.name] = verdict(said="every byte", difference=None if read == dataset.byte_count(heat.data)
                                     else f"{read} bytes read")
    return found


def judge(heat: Heat, work: Path, runs: dict[str, list[dict]]) -> dict[str, dict]:
    """Of all rounds; a difference in any of them stays."""
    found = {one.name: verdict() for one in heat.contestants}
    for number in range(1, len(runs[heat.contestants[0].name]) + 1):
        for name, of_round in judge_round(heat, heat.folder(work, number), runs, number).items():
            if not found[name]["difference"] and not found[name]["other"]:
                found[name] = of_round
    return found
