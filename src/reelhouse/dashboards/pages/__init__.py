"""One module a page; each has a `PAGE` that says what it is and a `render` that draws it."""
