"""The procedure of a consignment, its clearances and its claims, as tables; and what is reckoned on its papers."""
