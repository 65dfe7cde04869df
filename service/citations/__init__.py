"""Write the citation of a sentence in the formats of people and reference managers."""
