"""What an organisation's points are the sum of, and its own score."""
