"""Quality and speed, measured through the same engine that users ask."""
