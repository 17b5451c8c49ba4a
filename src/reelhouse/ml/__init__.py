"""Models: honest answers to questions about titles, members and videos.

A question is a package of this folder with a module `question.py`: what is asked, which tables of
gold it learns from, and `learn`, which lets candidates compete and gives back the best with its
card. `training` runs them and `store` keeps them. `predictions` has the computations that put the
answers of the champions into a build of gold, one module a question.
"""
