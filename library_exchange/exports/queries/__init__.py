"""Reading exports."""
