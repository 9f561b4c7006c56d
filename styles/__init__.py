"""Style sheets that are made from others: `python -m styles.bootstrap`."""
