"""The town's rule (办法) in versions: which one holds for a quarter, bringing one in, what it changes."""
