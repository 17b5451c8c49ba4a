"""Tables that are made day by day: which days there are, what each is made of, which to make."""
