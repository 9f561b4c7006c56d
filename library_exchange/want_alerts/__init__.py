"""Offers that fit what a library looks for: shown as they come, asked for, passed over, told of once a week."""
