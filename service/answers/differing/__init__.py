"""Find sentences that give different figures for what was asked."""
