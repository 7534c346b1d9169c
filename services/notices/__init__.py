"""Who hears a message, when it may leave, and what the office is told."""
