"""Claims for bonus points (加分申报): offered, filed, checked, decided, and what they come to."""
