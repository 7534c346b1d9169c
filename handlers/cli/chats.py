"""`flask chats`: the group chats that boards are posted to."""

from __future__ import annotations

import click

from handlers.cli.reporting import ReportingGroup, database
from models.boards import group_chats
from services.chats import register_chat

chats = ReportingGroup("chats", help="Group chats the boards are posted to: add, list.")


@chats.command()
@click.argument("name")
@click.option("--webhook", help="Address or key of the group's robot; without it the app makes the chat itself.")
def add(name: str, webhook: str | None) -> None:
    """Register a group chat; one of the app's own is made when the first board is published."""
    with database().begin() as session:
        chat = register_chat(session, name, webhook)
        click.echo(f"{chat.name}: boards will be posted here {'by its robot' if chat.webhook else 'by the app'}.")


@chats.command("list")
def list_chats() -> None:
    """List the registered chats; a robot's key is a secret and is not shown."""
    with database().read() as session:
        for chat in group_chats(session):
            click.echo(f"{chat.name}\t{'webhook' if chat.webhook else chat.chatid}")
