"""Re-rank the first stage's candidates."""
