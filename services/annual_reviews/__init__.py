"""The year's review (年度总评): counted, decided step by step, published, explained; and the honours."""
