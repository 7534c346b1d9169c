"""The monthly slip (提醒单): what is on it, issued, delivered, on paper, reminded of."""
