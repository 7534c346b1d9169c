"""What operators type: one file per `flask` command group; GROUPS lists them."""

from __future__ import annotations

from handlers.cli.records import records
from handlers.cli.scheme import scheme
from handlers.cli.township import township

GROUPS = (township, records, scheme)
