"""The overhaul of a branch (整顿): its report, its check, help and follow-ups."""
