"""Reading the files people bring. Nothing here knows a model, opens an address or runs a cell."""
