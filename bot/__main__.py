"""The command `sigap`: which commands there are; what they do lies in bot/cli."""

from __future__ import annotations

from bot.cli import people, plan, running, simulator, status, system, tables, understand
from bot.cli.opening import command_group

app = command_group("Sigap: Sistem Pengingat dan Koordinasi Aksi PK.")

app.command("run")(running.run_bot)
app.command("demo")(running.demo)
app.command("simulator")(simulator.simulator)
app.command("migrate")(system.migrate)
app.command("import")(tables.import_)
app.command("export")(tables.export)
app.command("invite")(people.invite)
app.command("status")(status.status)
app.command("plan")(plan.plan)
app.command("understand")(understand.understand)
app.command("outbox")(system.outbox)
app.command("keygen")(system.keygen)
app.command("doctor")(system.doctor)


def main() -> None:
    """Run the command line; usage errors exit with 2."""
    app()


if __name__ == "__main__":
    main()
