"""How the program itself is: what stops its work, what of it needs a person, and its figures."""
