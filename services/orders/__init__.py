"""Rectification orders (整改督办单): issued, delivered, reported, extended, verified."""
