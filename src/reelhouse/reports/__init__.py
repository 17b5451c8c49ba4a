"""One page on paper or in a mail: what a page of the dashboards says, in one file."""
