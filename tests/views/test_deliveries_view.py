"""The list of what became of messages."""

import pytest

from bot.services.announcement_approvals import APPROVAL, DECISION
from bot.services.announcement_following import PROGRESS
from bot.services.announcements import ANNOUNCEMENT, CORRECTION, RECALL
from bot.services.boards import BOARD, PIN
from bot.services.digests import DIGEST
from bot.views.deliveries import KINDS


@pytest.mark.parametrize("kind", [ANNOUNCEMENT, CORRECTION, RECALL, APPROVAL, DECISION, PROGRESS, BOARD, PIN, DIGEST])
def test_what_is_sent_around_groups_and_announcements_has_a_name_of_its_own(kind: str) -> None:
    assert kind in KINDS
    assert list(KINDS.values()).count(KINDS[kind]) == 1
