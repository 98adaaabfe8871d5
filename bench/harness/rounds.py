"""Interleaved runs: in every round each heat in turn, in a heat each contestant in turn, never two together; another one
begins in each round."""
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness import dataset, measure, memory
from harness.contestants import Contestant

# heat → contestant → one measurement a round
Runs = dict[str, dict[str, list[dict]]]


@dataclass(frozen=True)
class Heat:
    """One set of data and those who read it."""
    name: str
    data: Path
    contestants: tuple[Contestant, ...]

    def folder(self, work: Path, number: int) -> Path:
        return work / f"round-{number}" / self.name


def run_once(contestant: Contestant, data: Path, folder: Path, timeout_s: float) -> measure.Measurement:
    return measure.run(contestant.start(data, contestant.output_below(folder)), contestant.environment,
                       folder / f"{contestant.name}.log", timeout_s)


def warm_up(contestants: list[Contestant], data: Path, work: Path, timeout_s: float) -> None:
    """So that no first round pays for loading a library from disk. Empties `work`."""
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "warm-up"
    folder.mkdir(parents=True)
    for contestant in contestants:
        run_once(contestant, data, folder, timeout_s)


def turn(contestants: tuple[Contestant, ...], by: int) -> tuple[Contestant, ...]:
    """Another one begins in each round: what the one before leaves behind is no one's fate."""
    first = by % len(contestants)
    return contestants[first:] + contestants[:first]


def run_rounds(heats: list[Heat], work: Path, rounds: int, timeout_s: float, say: Callable[[str], None],
               lay_out: Callable[[], None] = lambda: None) -> Runs:
    """`lay_out` is called before each round, untimed."""
    runs: Runs = {heat.name: {one.name: [] for one in heat.contestants} for heat in heats}
    for number in range(1, rounds + 1):
        lay_out()
        for heat in heats:
            folder = heat.folder(work, number)
            folder.mkdir(parents=True)
            for contestant in turn(heat.contestants, number - 1):
                dataset.read_into_cache(heat.data)
                memory.make_ready(dataset.byte_count(heat.data))
                measured = run_once(contestant, heat.data, folder, timeout_s)
                runs[heat.name][contestant.name].append(measured.as_json())
                say(f"round {number}: {heat.name}: {contestant.title}: {measured.status}, {measured.wall_s:.3f} s "
                    f"{measured.message}".rstrip())
    return runs
