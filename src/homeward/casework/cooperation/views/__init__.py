"""Pages of requests: lists, one request, its draft and its changes."""
