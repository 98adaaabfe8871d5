"""Run one process from start to end and say what it cost."""
import os
import re
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

MESSAGE_CHARACTERS = 300
ERROR = re.compile(r"\b\w*(error|exception)\b.*:", re.IGNORECASE)


@dataclass
class Measurement:
    status: str  # "done", "timeout" or "failed"
    wall_s: float
    user_s: float
    system_s: float
    peak_bytes: int  # of the largest single process; never below the runner's own few megabytes
    message: str = ""

    def as_json(self) -> dict:
        return asdict(self)


def last_words(log: Path) -> str:
    """One line of why a process failed: the first that speaks of an error, else the last."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if ERROR.search(line)] or lines[-1:] or ["it said nothing"]
    return telling[0][:MESSAGE_CHARACTERS]


def wait_or_kill(process: subprocess.Popen, timeout_s: float) -> tuple[int, object, bool]:
    """Exit status as wait4 gives it, the resources used, and whether time ran out."""
    has_timed_out = False

    def on_alarm(_signal: int, _frame: object) -> None:
        nonlocal has_timed_out
        has_timed_out = True
        os.killpg(process.pid, signal.SIGKILL)  # it leads its own session

    previous = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, timeout_s)
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage, has_timed_out


def give_up_first(process: subprocess.Popen) -> None:
    """When the machine's memory is out, this process is to end and no other."""
    try:
        Path(f"/proc/{process.pid}/oom_score_adj").write_text("1000")
    except OSError:
        pass  # it has ended already, or the system has no such file


def run(command: list[str], environment: dict[str, str], log: Path, timeout_s: float) -> Measurement:
    """Processor pinning is inherited from the runner."""
    with open(log, "wb") as log_file:
        start = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                                   stdout=log_file, stderr=subprocess.STDOUT, start_new_session=True)
        give_up_first(process)
        exit_code, usage, has_timed_out = wait_or_kill(process, timeout_s)
        wall_s = time.perf_counter() - start
    status = "timeout" if has_timed_out else "done" if exit_code == 0 else "failed"
    message = f"exit {exit_code}: {last_words(log)}" if status == "failed" else ""
    return Measurement(status, wall_s, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024, message)
