"""Where things are: everything the benchmark makes is below build/bench, results excepted."""
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
PEERS = BENCH / "peers"
BUILD = ROOT / "build" / "bench"
NODE_MODULES = BUILD / "node" / "node_modules"
READ_BYTES = BUILD / "read_bytes"
VARY = BUILD / "vary"
