"""What we do: one function per use case, taking (session, …, now). Never commits, never sends."""
