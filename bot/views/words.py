"""The words and marks for what is known of a duty; symbols carry the meaning without colour."""

from bot.domain.duties import DeadlineKind, Duty, ReportState, Standing, VerificationState
from bot.domain.roles import Role
from bot.texts.catalog import msg

REPORT = {
    ReportState.NONE: msg("belum lapor"),
    ReportState.REPORTED: msg("sudah lapor"),
    ReportState.NIL: msg("nihil"),
    ReportState.OBSTACLE: msg("ada kendala"),
}

VERIFICATION = {
    VerificationState.NONE: msg("belum diverifikasi"),
    VerificationState.VERIFIED: msg("terverifikasi"),
    VerificationState.RETURNED: msg("dikembalikan untuk perbaikan"),
}

MARK = {
    Standing.VERIFIED: "✓",
    Standing.AWAITING: "•",
    Standing.RETURNED: "↩",
    Standing.NOT_REPORTED: "○",
    Standing.OBSTACLE: "△",
}

STANDING = {
    Standing.VERIFIED: msg("terverifikasi"),
    Standing.AWAITING: msg("menunggu verifikasi"),
    Standing.RETURNED: msg("dikembalikan untuk perbaikan"),
    Standing.NOT_REPORTED: msg("belum lapor"),
    Standing.OBSTACLE: msg("ada kendala"),
}
"""What the marks mean, in the order in which a legend tells them."""

DEADLINE = {DeadlineKind.REPORT: msg("Batas lapor"), DeadlineKind.PUBLISH: msg("Batas publikasi")}

ROLE = {
    Role.SETNAS_ADMIN: msg("Administrator Setnas PK"),
    Role.SETNAS_VERIFIER: msg("Verifikator Setnas PK"),
    Role.REGIONAL_COORDINATOR: msg("Koordinator wilayah"),
    Role.INSPECTORATE: msg("Inspektorat"),
    Role.PUBLIC_RELATIONS: msg("Humas"),
    Role.COMMUNICATIONS_OFFICE: msg("Diskominfo"),
    Role.IMPLEMENTING_UNIT: msg("Perangkat daerah pelaksana"),
    Role.LEADERSHIP: msg("Pimpinan"),
}

NO_FIGURE, NO_FIGURE_MARK = msg("belum ada angka"), "–"
NOTHING_OWED, NOTHING_OWED_MARK = msg("tidak ada kewajiban"), "×"
UNPUBLISHED = msg("belum dipublikasikan")
NO_SOURCE = msg("sumber tidak tercatat")


def verification_of(duty: Duty) -> str:
    """What is known of the verification; what was reported and not yet checked is waiting for it."""
    return msg("menunggu verifikasi") if duty.standing is Standing.AWAITING else VERIFICATION[duty.verification]
