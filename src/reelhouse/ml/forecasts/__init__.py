"""What comes next: hours by week and month, chosen series by series, with measured intervals."""
