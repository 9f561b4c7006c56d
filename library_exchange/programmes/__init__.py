"""Themed programmes: exchange weeks with curated bilingual lists, and the copies that libraries pledge to them."""
