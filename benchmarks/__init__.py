"""Speed against peers: `make bench`. Nothing here is part of the tests."""
