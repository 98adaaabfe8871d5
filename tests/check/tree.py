"""The project's own text files, for the checks beside this module."""
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "out", "node_modules", "__pycache__", "results"}
CODE_FOLDERS = ("engine", "reports", "datasets/generate", "tests")


def files(*endings: str, below: tuple[str, ...] = (".",)) -> Iterator[Path]:
    """Paths below the project's root that end so (all when no ending is given), sorted."""
    for top in below:
        for folder, folders, names in os.walk(ROOT / top):
            folders[:] = sorted(name for name in folders if name not in NOT_OURS)
            for name in sorted(names):
                if not endings or name.endswith(endings):
                    yield Path(folder, name).relative_to(ROOT)


def report(rule: str, faults: list[str]) -> None:
    """Print the faults and end with 1, or end well."""
    for fault in faults:
        print(fault)
    if faults:
        raise SystemExit(f"{len(faults)} places break the rule: {rule}")
