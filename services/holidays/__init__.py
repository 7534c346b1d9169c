"""The town's working days (工作日历): schedules of days off and days worked, as files of the program and of offices."""
