"""What is true: pure functions and frozen values, without clock, database, network or framework."""
