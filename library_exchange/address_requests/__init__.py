"""What the post needs of an address before a parcel leaves: filled in, entered for one consignment, or asked for."""
