"""Whose turn it is: the steps that wait for somebody in office (等您办)."""
