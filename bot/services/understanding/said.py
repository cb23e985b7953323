"""What the words of a message say, as the rules about intents see it."""

from dataclasses import dataclass
from itertools import pairwise

from bot.services.understanding.vocabulary import Concept as C


@dataclass(frozen=True)
class Said:
    """What the words of a message say, without those that name agencies, periods and actions.

    is_typed: an agency is named with its kind or code; is_bare: nothing but names is said.
    """

    concepts: frozenset[C]
    order: tuple[frozenset[C], ...]
    has_agency: bool = False
    has_region_only: bool = False
    has_period: bool = False
    has_month_only: bool = False
    has_action: bool = False
    has_question_mark: bool = False
    has_address: bool = False
    has_emoji: bool = False
    unknown_words: int = 0
    is_typed: bool = False
    is_bare: bool = False
    begins_with_name: bool = False

    def has(self, *concepts: C) -> bool:
        """Whether every one of the concepts is said."""
        return all(concept in self.concepts for concept in concepts)

    def any(self, *concepts: C) -> bool:
        """Whether one of the concepts is said."""
        return any(concept in self.concepts for concept in concepts)

    def starts_with(self, *concepts: C) -> bool:
        """Whether the first word, less fillers and greetings, is one of the concepts; a name before it is a subject."""
        if self.begins_with_name:
            return False
        polite = {C.FILLER, C.GREETING, C.DAYTIME, C.THANKS, C.ACKNOWLEDGED} - set(concepts)
        first = next((word for word in self.order if word - polite), frozenset())
        return any(concept in first for concept in concepts)

    def ends_with(self, *concepts: C) -> bool:
        """Whether the last word, less fillers, is one of the concepts: "bisa pakai bahasa jawa ga"."""
        last = next((word for word in reversed(self.order) if word - {C.FILLER}), frozenset())
        return any(concept in last for concept in concepts)

    def follows(self, first: C, *seconds: C) -> bool:
        """Whether a word of one concept stands right before one of another: "OPD mana"."""
        return any(first in word and after & {*seconds} for word, after in pairwise(self.order))

    @property
    def is_question(self) -> bool:
        """Whether something is asked rather than told."""
        return self.has_question_mark or self.any(
            C.ASKING, C.QUESTION, C.NOT_YET, C.NOT, C.HOW, C.HOW_MUCH, C.WHICH, C.WHO, C.WHEN, C.SHOW
        )

    @property
    def about_reports(self) -> bool:
        return self.any(C.REPORT, C.REPORTED, C.SEND, C.SENT, C.PUBLISH, C.VERIFY)


SOCIAL = frozenset(
    {C.GREETING, C.DAYTIME, C.THANKS, C.ACKNOWLEDGED, C.FAVOUR, C.SELF, C.INTRODUCTION, C.WE, C.DONE, C.GRASP}
)
"""What greetings, thanks and short answers are made of."""


MERE_QUESTION = SOCIAL | {C.QUESTION, C.ASKING, C.WANT, C.FILLER, C.YOU}
"""What people say who only announce that they will ask."""
