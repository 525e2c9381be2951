"""Videos in and out: sniffing, probing, decoding, scoring, cutting, drawing."""
