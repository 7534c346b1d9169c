"""The checkup (体检): probes that gather facts, on this machine, in the database and at WeCom, and what is found."""
