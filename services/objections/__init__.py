"""Objections (异议): against what, filed by the branch, decided by somebody else."""
