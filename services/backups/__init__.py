"""Copies of a town (备份): made while it runs, checked, put back, moved to another kind of database."""
