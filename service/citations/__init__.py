"""Citations of one passage to take away, in the formats that people and programs use."""
