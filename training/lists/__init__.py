"""Question sets made of like sentences, and of claims."""
