"""Re-rank the candidates of the first stage."""
