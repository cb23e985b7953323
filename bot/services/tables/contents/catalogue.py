"""Every table of the contract, in the order in which rows may refer to each other."""

from bot.services.tables.contents import (
    achievements,
    actions,
    agencies,
    assignments,
    focal_points,
    holidays,
    periods,
    publications,
    targets,
)

TABLES = {
    module.TABLE.name: module.TABLE
    for module in (
        agencies,
        periods,
        actions,
        assignments,
        targets,
        achievements,
        focal_points,
        publications,
        holidays,
    )
}
