"""What was done each month (日常记录): read from files, checked, entered one by one."""
