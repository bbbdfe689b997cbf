"""The desk that receives and follows requests: its queue, who has what, cross-checks, figures."""
