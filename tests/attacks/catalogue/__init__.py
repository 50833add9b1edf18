"""Every attack, one module each: what it tries is its docstring, how is its ATTACK."""
