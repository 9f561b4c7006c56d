"""Standing exchange: periodicals and series that two libraries send each other from year to year, issue by issue."""
