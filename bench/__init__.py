"""`make bench`: how fast the portal is, each figure beside a baseline taken in the same run on the same servers."""
