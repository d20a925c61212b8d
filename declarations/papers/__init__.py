"""Answers on paper: forms to hand out, piles of them brought back as scans, and the paper kept of an answer."""
