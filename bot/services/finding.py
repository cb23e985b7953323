"""What a check-up finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The result of one check, in Indonesian and English; advice on something that is all right is a remark."""

    check: str
    ok: bool
    message: str
    advice: str = ""

    @property
    def is_remark(self) -> bool:
        """Whether it is worth reading although nothing is wrong."""
        return self.ok and bool(self.advice)
