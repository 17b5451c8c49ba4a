"""How kind is what is written about titles?"""
