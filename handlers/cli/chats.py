"""`flask chats`: the group chats that boards are posted to."""

from __future__ import annotations

import click

from handlers.cli.reporting import ReportingGroup, database
from models.chats import group_chats
from services.chats import choose_edition, register_chat
from services.rights.stated import states
from services.rights.table import Right

EDITION = click.Choice(["public", "group", "internal"])

chats = ReportingGroup("chats", help="Group chats the boards are posted to: add, list, edition.")


@chats.command()
@click.argument("name")
@click.option("--webhook", help="Address or key of the group's robot; without it the app makes the chat itself.")
@click.option("--edition", type=EDITION, default="group", show_default=True, help="What the chat is shown of a board.")
@states(Right.OPERATE)
def add(name: str, webhook: str | None, edition: str) -> None:
    """Register a group chat; one of the app's own is made when the first board is published."""
    with database().begin() as session:
        chat = register_chat(session, name, webhook, edition)
    click.echo(f"{chat.name}: boards will be posted here {'by its robot' if chat.webhook else 'by the app'}.")


@chats.command()
@click.argument("name")
@click.argument("edition", type=EDITION)
@states(Right.OPERATE)
def edition(name: str, edition: str) -> None:
    """Choose what a chat is shown of a board; internal is for leaders and office in a chat the app makes."""
    with database().begin() as session:
        chat = choose_edition(session, name, edition)
    click.echo(f"{chat.name}: from the next board on the {chat.edition} edition is posted here.")


@chats.command("list")
@states(Right.OPERATE)
def list_chats() -> None:
    """List the registered chats with their editions; a robot's key is a secret and is not shown."""
    with database().read() as session:
        for chat in group_chats(session):
            click.echo(f"{chat.name}\t{chat.edition}\t{'webhook' if chat.webhook else chat.chatid}")
