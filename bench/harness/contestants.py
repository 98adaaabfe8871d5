"""The table of contestants: how each is started, asked for its version, found and installed."""
import json
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from harness import dataset
from harness.places import BUILD, NODE_MODULES, PEERS, READ_BYTES

THREADS = 2
NODE = {"NODE_PATH": str(NODE_MODULES)}


@dataclass(frozen=True)
class Contestant:
    name: str
    title: str
    # {data} folder, {files} the input files one by one, {output} what the contestant writes
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    version_command: tuple[str, ...] = ()
    node_package: str = ""               # its version and presence are the package's
    debian_packages: tuple[str, ...] = ()
    output: str = "{name}.csv"           # file, or folder, below the round's folder
    is_rater: bool = False
    is_variation: bool = False           # a rater with options that may change what stands in result.json

    @property
    def tells_less(self) -> bool:
        """Of chosen families alone: its result is no copy of the whole one, but the peers' numbers must be in it."""
        return any(word in ("--only", "--skip") for word in self.command)

    def start(self, data: Path, output: Path) -> list[str]:
        arguments = []
        for part in self.command:
            if part == "{files}":
                arguments += [str(file) for file in dataset.files(data)]
            else:
                arguments.append(part.format(data=data, output=output))
        return arguments

    def output_below(self, folder: Path) -> Path:
        return folder / self.output.format(name=self.name)

    def version(self) -> str | None:
        """None when the contestant is not here."""
        if self.node_package:
            package = NODE_MODULES / self.node_package / "package.json"
            if not shutil.which("node") or not package.exists():
                return None
            node = first_line(("node", "--version"))
            return f"{json.loads(package.read_text())['version']} (Node {node})"
        return first_line(self.version_command)


def first_line(command: tuple[str, ...]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else None


def python_with_pandas() -> str:
    """Debian's pandas belongs to Debian's Python, which need not be the first on the path."""
    system = "/usr/bin/python3"
    return system if os.access(system, os.X_OK) else "python3"


def node_peer(name: str, title: str, package: str, **environment: str) -> Contestant:
    return Contestant(name, title, ("node", str(PEERS / name / "main.js"), "{data}", "{output}"),
                      {**NODE, **environment}, node_package=package)


PEER_TABLE = {peer.name: peer for peer in (
    node_peer("duckdb", "DuckDB", "@duckdb/node-api"),
    node_peer("polars", "Polars", "nodejs-polars", POLARS_MAX_THREADS=str(THREADS)),
    node_peer("chdb", "chDB", "chdb"),
    Contestant("pandas", "pandas",
               (python_with_pandas(), "-B", str(PEERS / "pandas" / "main.py"), "{data}", "{output}"),
               {"OPENBLAS_NUM_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS)},
               (python_with_pandas(), "-c",
                "import pandas, platform; print(pandas.__version__, f'(Python {platform.python_version()})')"),
               debian_packages=("python3-pandas",)),
    Contestant("datatable", "data.table",
               ("Rscript", "--vanilla", str(PEERS / "datatable" / "main.R"), "{data}", "{output}"),
               {"LC_ALL": "C.UTF-8"},
               ("Rscript", "--vanilla", "-e",
                "cat(format(packageVersion('data.table')), ' (R ', format(getRversion()), ')\\n', sep = '')"),
               debian_packages=("r-base-core", "r-cran-data.table")),
)}


def rater(program: Path, name: str = "rater", title: str = "rater", options: tuple[str, ...] = (),
          threads: int = THREADS, is_variation: bool = False) -> Contestant:
    return Contestant(name, title,
                      (str(program), "run", "{files}", "-o", "{output}", "--threads", str(threads), *options),
                      version_command=(str(program), "--version"), output=name, is_rater=True,
                      is_variation=is_variation)


# The floor: the time to read the bytes and do nothing with them.
READER = Contestant("read_bytes", "reading the bytes", (str(READ_BYTES), "{output}", "{files}"),
                    {"OMP_NUM_THREADS": str(THREADS)}, output="read_bytes.txt")


def polars_platform_package() -> str:
    """Polars' own code. It is an optional dependency, which npm may leave out in silence: so it is named."""
    version = json.loads((PEERS / "package.json").read_text())["dependencies"]["nodejs-polars"]
    processor = "arm64" if platform.machine() == "aarch64" else "x64"
    return f"nodejs-polars-linux-{processor}-gnu@{version}"


def install(peers: list[Contestant]) -> None:
    """Packages of Debian and of Node, the latter below build/bench."""
    debian = [package for peer in peers for package in peer.debian_packages]
    if debian:
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *debian], check=True)
    if any(peer.node_package for peer in peers):
        folder = BUILD / "node"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "package.json", folder / "package.json")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--no-save",
                        polars_platform_package()], cwd=folder, check=True)
