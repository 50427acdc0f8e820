"""Cases with known answers, played on our own engine: translated into scenarios, simulated, measured."""
