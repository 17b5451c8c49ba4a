"""Which kinds of members are there, by how, how much, when and on what they watch."""
