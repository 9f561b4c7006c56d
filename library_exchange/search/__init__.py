"""Full-text search: analysis of scripts and the engines behind one port."""
