"""What follows from grey boards in a row (处理建议): proposed by the clock, decided and carried out by people."""
