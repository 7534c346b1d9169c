"""Who may do or see what of whose: the table, how it is asked, conflicts of interest, what entrances state."""
