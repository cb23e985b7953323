"""Every table, so that importing this package completes the metadata."""

from db.models.action import Action, Focus
from db.models.agency import Agency, AgencyAlias, AgencyVersion
from db.models.announcement import Announcement, AnnouncementReceipt, AnnouncementState
from db.models.assignment import Assignment, Target
from db.models.audit import AuditEntry
from db.models.base import Record
from db.models.chat import Chat, ChatState
from db.models.correction import Correction
from db.models.facts import Achievement, Submission, Verification
from db.models.focal_point import Consent, FocalPoint
from db.models.group import Board, GroupBinding, GroupChat, GroupCode
from db.models.holiday import Holiday
from db.models.inbox import InboxUpdate
from db.models.invite import FailedRedemption, InviteCode
from db.models.last_question import LastQuestion
from db.models.lease import Lease
from db.models.outbox import OutboxMessage, OutboxState, PlannerCursor, SendAttempt
from db.models.period import Deadline, Period
from db.models.programme import Cycle, Programme
from db.models.publication import Publication
from db.models.rate import RateBucket
from db.models.revision import Revision
from db.models.seat import Occupancy, Seat

metadata = Record.metadata

__all__ = [
    "Achievement",
    "Action",
    "Agency",
    "AgencyAlias",
    "AgencyVersion",
    "Announcement",
    "AnnouncementReceipt",
    "AnnouncementState",
    "Assignment",
    "AuditEntry",
    "Board",
    "Chat",
    "ChatState",
    "Consent",
    "Correction",
    "Cycle",
    "Deadline",
    "FailedRedemption",
    "FocalPoint",
    "Focus",
    "GroupBinding",
    "GroupChat",
    "GroupCode",
    "Holiday",
    "InboxUpdate",
    "InviteCode",
    "LastQuestion",
    "Lease",
    "Occupancy",
    "OutboxMessage",
    "OutboxState",
    "Period",
    "PlannerCursor",
    "Programme",
    "Publication",
    "RateBucket",
    "Revision",
    "Seat",
    "SendAttempt",
    "Submission",
    "Target",
    "Verification",
    "metadata",
]
