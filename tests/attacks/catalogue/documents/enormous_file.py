"""Hand in 60 MB: one answer as long as a library."""

from attacking import Attack

ATTACK = Attack(
    document=lambda text: text.replace("# Subjects", "").encode()[:-1] + b" " * 60_000_000 + b"}",
    solved=(),
    no_stock="stock reads and writes it, in minutes; here it is set aside",
)
