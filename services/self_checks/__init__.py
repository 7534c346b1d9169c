"""Self-checks (自查整改表): submitted, accepted, returned, and what was in time."""
