"""Train the support network: does a sentence support a claim?"""
