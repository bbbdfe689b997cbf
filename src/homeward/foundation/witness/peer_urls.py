"""Addresses for other nodes, below the exchange's own."""

from django.urls import path

from homeward.foundation.witness import peer_views

app_name = "witness_peers"
urlpatterns = [
    path("heads", peer_views.heads, name="heads"),
    path("proofs", peer_views.proofs, name="proofs"),
]
