"""What is announced, as somebody writes it: a message that fits what the draft waits for, or why it does not."""

import html
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.services.announcement_drafts import Step, go_to
from bot.services.announcements import CAPTION_LIMIT, TEXT_LIMIT
from db.models import Announcement

LEAST_OPTIONS, MOST_OPTIONS, OPTION_LIMIT = 2, 6, 40
"""Answers of a quick poll, and the characters of each, so that a button shows them whole."""
QUESTION_LIMIT = 500
LINK = re.compile(r"https://\S{4,300}")


class Problem(StrEnum):
    """Why a message cannot be what is announced."""

    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    CAPTION_TOO_LONG = "caption_too_long"
    ONLY_TEXT = "only_text"  # of a poll, and of a correction
    OPTIONS = "options"


@dataclass(frozen=True)
class Given:
    """A message as it was written. html: its text with the marks that Telegram takes; plain: without."""

    html: str
    plain: str
    attachment_kind: str = ""
    attachment_id: str = ""


def take_content(draft: Announcement, given: Given) -> Problem | None:
    """Take a message for what is announced, and go on to the next step; or say why it cannot be."""
    is_correction = "corrects" in draft.progress
    if (draft.progress.get("is_poll") or is_correction) and given.attachment_kind:
        return Problem.ONLY_TEXT
    if draft.progress.get("is_poll") and not is_correction:
        return _take_poll(draft, given)
    has_attachment = bool(draft.attachment_kind if is_correction else given.attachment_kind)
    if not given.plain.strip():
        return Problem.NO_TEXT
    if _length(given.plain) + (len(draft.link) if is_correction else 0) > (
        CAPTION_LIMIT if has_attachment else TEXT_LIMIT
    ):
        return Problem.CAPTION_TOO_LONG if has_attachment else Problem.TOO_LONG
    if is_correction:
        draft.text = given.html.strip()
    else:
        draft.text, draft.link = split_link(given)
        draft.attachment_kind, draft.attachment_id = given.attachment_kind, given.attachment_id
    _go_on(draft)
    return None


def _length(text: str) -> int:
    """Characters as Telegram's clients count them, which is twice for an emoji: never fewer than its server does."""
    return len(text.encode("utf-16-le")) // 2


def _take_poll(draft: Announcement, given: Given) -> Problem | None:
    """The first line is the question, each of the others an answer."""
    question, *options = [line.strip() for line in given.plain.splitlines() if line.strip()] or [""]
    if not question:
        return Problem.NO_TEXT
    if _length(question) > QUESTION_LIMIT:
        return Problem.TOO_LONG
    are_few = LEAST_OPTIONS <= len(options) <= MOST_OPTIONS
    if not are_few or len(set(options)) < len(options) or any(_length(option) > OPTION_LIMIT for option in options):
        return Problem.OPTIONS
    draft.text, draft.options = html.escape(question), options
    _go_on(draft)
    return None


def _go_on(draft: Announcement) -> None:
    """To the audience at first, and back to the preview once it was chosen."""
    go_to(draft, Step.READY if "corrects" in draft.progress or draft.progress.get("has_audience") else Step.AUDIENCE)


def split_link(given: Given) -> tuple[str, str]:
    """The text, and the official link that stands alone on its last line, if any."""
    text, newline, last = given.html.strip().rpartition("\n")
    link = html.unescape(last.strip())
    if newline and text.strip() and "<" not in last and LINK.fullmatch(link):
        return text.strip(), link
    return given.html.strip(), ""
