"""The doors for machines, kept by who runs the platform: open or shut, how often asked, what went wrong."""
