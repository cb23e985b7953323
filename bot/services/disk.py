"""Room on the disk: below a floor nothing new is planned, so that what is under way can still be recorded."""

import shutil
from pathlib import Path

FLOOR_BYTES = 200 * 1000 * 1000
OWN_FILES = Path("var")
"""Where a process keeps files of its own while its database is elsewhere."""


def free_bytes(path: Path) -> int | None:
    """Room on the disk of a file or folder, which need not exist yet; None where that cannot be told."""
    folder = next((place for place in (path, *path.parents) if place.exists()), Path())
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def is_low(free: int | None, floor: int = FLOOR_BYTES) -> bool:
    """Whether less than the floor is left; what cannot be told is not low."""
    return free is not None and free < floor
