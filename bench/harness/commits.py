"""Other states of the project as contestants: each commit is checked out below build/bench/commits and built once."""
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.places import BUILD, ROOT

COMMITS = BUILD / "commits"
WORKING_TREE = "."


@dataclass(frozen=True)
class Built:
    name: str   # "rater-1a2b3c4"
    title: str
    program: Path


def git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def build(source: Path, folder: Path) -> Path:
    """Release, as installed. RuntimeError with the end of what the build said."""
    for command in (["cmake", "-S", source, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_TESTING=OFF"],
                    ["cmake", "--build", folder, "--target", "rater", "-j", "2"]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              env={"CMAKE_GENERATOR": "Ninja", **os.environ})  # as the presets; a bare machine has no make
        if done.returncode != 0:
            raise RuntimeError(f"{source} cannot be built: {' / '.join(done.stdout.splitlines()[-5:])}")
    return folder / "rater"


def check_out(commit: str) -> Path:
    folder = COMMITS / commit / "source"
    if not (folder / "CMakeLists.txt").exists():
        git("worktree", "prune")  # what was left of a build folder that somebody deleted
        git("worktree", "add", "--force", "--detach", str(folder), commit)
    return folder


def make(name: str) -> Built:
    """The program of a commit, or of the working tree ("."). RuntimeError when there is none."""
    if name == WORKING_TREE:
        return Built("rater-working-tree", "rater, working tree", build(ROOT, COMMITS / "working-tree"))
    try:
        commit = git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except subprocess.CalledProcessError:
        raise RuntimeError(f"there is no commit {name}") from None
    program = COMMITS / commit / "build" / "rater"
    if not program.exists():
        build(check_out(commit), program.parent)
    short = git("rev-parse", "--short", commit)
    return Built(f"rater-{short}", f"rater {short}" if commit.startswith(name) else f"rater {short} ({name})", program)
