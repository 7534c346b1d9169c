"""What branches promised by a day: kept as they say it, asked about on the next slip, listed for the office."""
