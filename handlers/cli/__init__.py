"""What operators type: one file per `flask` command group; groups.py lists them."""
