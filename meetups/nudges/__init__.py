"""Which nudges are due, what becomes of them, and the letters they turn into."""
