"""What the town's numbers say over time and side by side: quarters, months, weak items, supervision groups."""
