"""A lake in an object store: what is there, a working copy of it here, and how both agree.

`head` is what a lake in a store consists of at one moment, one object that is replaced whole;
`store` speaks to the server; `copy` looks at the folder here; `lease` is a lock between machines;
`mirror` keeps folder and store in step. All else in Reelhouse works in the folder.
"""
