"""The papers of a consignment, all made from one `Pack`, so that their titles and sums cannot differ."""
