"""The command `sigap`: which commands there are; what they do lies in bot/cli."""

from __future__ import annotations

from bot.cli.announce import announce
from bot.cli.backup import backup, restore
from bot.cli.opening import command_group
from bot.cli.people import invite
from bot.cli.plan import plan
from bot.cli.running import demo, run_bot
from bot.cli.simulator import simulator
from bot.cli.status import status
from bot.cli.system import doctor, keygen, migrate, outbox
from bot.cli.tables import export, import_
from bot.cli.understand import understand

app = command_group("Sigap: Sistem Pengingat dan Koordinasi Aksi PK.")

app.command("run")(run_bot)
app.command("demo")(demo)
app.command("simulator")(simulator)
app.command("migrate")(migrate)
app.command("import")(import_)
app.command("export")(export)
app.command("invite")(invite)
app.command("status")(status)
app.command("announce")(announce)
app.command("plan")(plan)
app.command("understand")(understand)
app.command("outbox")(outbox)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("keygen")(keygen)
app.command("doctor")(doctor)


def main() -> None:
    """Run the command line; usage errors exit with 2."""
    app()


if __name__ == "__main__":
    main()
