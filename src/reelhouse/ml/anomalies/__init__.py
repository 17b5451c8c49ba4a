"""What is odd: days, weeks, videos and titles that are not as their own past says they would be."""
