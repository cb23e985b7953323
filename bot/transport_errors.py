"""What a call to the Bot API that failed on its way tells about it; known to who sends as well as to the transport."""

from telegram.error import NetworkError


class NotSent(NetworkError):
    """The call was certainly not executed: it may be made again."""


class Ambiguous(NetworkError):
    """The call may have been executed: made again, it may be a duplicate."""
