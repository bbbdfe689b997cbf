"""Statistics as plain functions over plain values; knows neither Django nor the node."""
