"""The peak memory of this process."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
KIB_PER_MIB, BYTES_PER_MIB = 1024, 1024 * 1024


def peak_mib() -> float:
    """MiB that were resident at most.

    Linux hands the peak of the parent on to a child that is forked from it; the high-water mark of the address space
    begins anew with the program, so that is read where it exists.
    """
    if STATUS.exists():
        marks = [line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(marks[0]) / KIB_PER_MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (BYTES_PER_MIB if sys.platform == "darwin" else KIB_PER_MIB)
