"""Ask one question of every report, and set the best sentence of each side by side."""
