"""Memory that has been touched before, for every contestant alike. The host of a virtual machine takes free memory back
after some seconds, and whoever touches it next waits for it: several seconds a gigabyte were seen. Without this, a
contestant would be as fast as the one before it was large. Of a little memory touched the next process gets other
pages: half a gigabyte made a run that needs as much slower than none did, four made it steadier, hence the least."""
import ctypes
import mmap
import os
import re
from pathlib import Path

DATA_SHARE, FREE_SHARE = 2, 0.75
LEAST_BYTES = 4 << 30


def free_bytes(meminfo: str) -> int:
    """Memory that holds nothing: to touch more would push the data out of the page cache."""
    return int(re.search(r"^MemFree:\s+(\d+) kB", meminfo, re.MULTILINE)[1]) * 1024


def wanted_bytes(data_bytes: int, free: int) -> int:
    return int(min(max(data_bytes * DATA_SHARE, LEAST_BYTES), free * FREE_SHARE))


def touch(byte_count: int) -> None:
    """In a process of its own, which gives it all back."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            room = mmap.mmap(-1, max(byte_count, mmap.PAGESIZE))
            room.madvise(mmap.MADV_HUGEPAGE)
            ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(room)), 1, len(room))
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise RuntimeError(f"{byte_count} bytes of memory could not be touched")


def make_ready(data_bytes: int) -> None:
    touch(wanted_bytes(data_bytes, free_bytes(Path("/proc/meminfo").read_text())))
