"""What leaders see first: the town, one branch, and what waits for them."""
