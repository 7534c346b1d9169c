"""What a month asks of the branches (任务): entered and changed by the office until it is reported or closed."""
