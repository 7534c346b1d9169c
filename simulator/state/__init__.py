"""What the simulator remembers: people, messages, tickets, media, the ledger. No HTTP."""
