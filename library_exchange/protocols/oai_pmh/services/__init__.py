"""What is written down of titles for those who harvest."""
