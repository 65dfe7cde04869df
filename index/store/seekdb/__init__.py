"""Keep generations in a seekdb server, or another server that speaks its SQL."""
