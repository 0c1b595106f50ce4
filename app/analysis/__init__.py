"""Message in, verdict out: destination, contract and rules joined."""
