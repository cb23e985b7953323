"""What the webhook benchmark measures, each a program of its own: started with the address of the Bot API."""
