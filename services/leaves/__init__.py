"""Leaves (请假、代办): who of a branch stands in for whom, and until when."""
