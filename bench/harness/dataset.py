"""The data: generated once per size and kept, read into the page cache before each round."""
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

TABLES = ("surveys", "repairs", "purchases", "complaints")
SEED = 7
BLOCK_BYTES = 1 << 20


def options_for(rows: int) -> list[str]:
    return ["--seed", str(SEED), "--style", "clean", "--tables", ",".join(TABLES),
            "--surveys", str(rows), "--repairs", str(rows), "--purchases", str(rows),
            "--complaints", str(max(rows // 10, 1))]


def generate(generator: Path, folder: Path, rows: int) -> None:
    """Nothing to do when the folder was made by the same generator with the same options."""
    stamp = {"generator": hashlib.sha256(generator.read_bytes()).hexdigest(), "options": options_for(rows)}
    stamp_file = folder / "made-by.json"
    if stamp_file.exists() and json.loads(stamp_file.read_text()) == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    stamp_file.unlink(missing_ok=True)
    subprocess.run([generator, *options_for(rows), "-o", folder], check=True,
                   stdout=subprocess.DEVNULL)
    stamp_file.write_text(json.dumps(stamp))


def row_count(rows: int) -> int:
    """Rows of all tables together."""
    return 3 * rows + max(rows // 10, 1)


def vary(program: Path, variant: str, plain: Path, folder: Path) -> None:
    """The data of `plain` in another shape; nothing to do when they were made so before."""
    stamp = {"program": hashlib.sha256(program.read_bytes()).hexdigest(), "variant": variant,
             "plain": json.loads((plain / "made-by.json").read_text())}
    stamp_file = folder / "made-by.json"
    if stamp_file.exists() and json.loads(stamp_file.read_text()) == stamp:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([program, variant, plain, folder], check=True)
    stamp_file.write_text(json.dumps(stamp))


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.csv"))


def byte_count(folder: Path) -> int:
    return sum(file.stat().st_size for file in files(folder))


def read_into_cache(folder: Path) -> None:
    for file in files(folder):
        with open(file, "rb", buffering=0) as handle:
            while handle.read(BLOCK_BYTES):
                pass
