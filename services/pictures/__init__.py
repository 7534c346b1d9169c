"""How a board and a year are drawn."""
