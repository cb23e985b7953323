"""The tables of the contract, one module each."""
