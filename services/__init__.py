"""What we do: one function per use case, taking (session, …, now). Never commits, never sends.

Importing any of it begins to keep the log of entries (`services/log/`).
"""

from services.log import writing as writing
