"""What the numbers were measured on."""
import os
import platform
import re
from pathlib import Path


def field(path: str, name: str) -> str:
    """The first value of `name : value` in a file of /proc, or "unknown"."""
    found = re.search(rf"^{re.escape(name)}\s*:\s*(.+)$", Path(path).read_text(), re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def describe(cpus: list[int]) -> dict:
    return {"cpu": field("/proc/cpuinfo", "model name"), "cores": os.cpu_count(), "pinned_to": cpus,
            "memory_kib": int(field("/proc/meminfo", "MemTotal").split()[0]),
            "kernel": platform.release(), "load_before": round(os.getloadavg()[0], 2)}


def cpu_slug(machine: dict) -> str:
    """The processor's name as part of a file name: "intel-xeon-processor"."""
    plain = re.sub(r"\((R|TM)\)|CPU|@.*", " ", machine["cpu"])
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
