"""What an office opens its day with: how far the month is, what is late, what did not arrive, what comes next."""
