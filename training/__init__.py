"""Training of the reader: questions, cloze questions, the network, its export. Not needed to answer."""
