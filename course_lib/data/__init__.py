"""Pictures to learn from: digits, letters and textures in the package; CIFAR-10 by download."""

from course_lib.data.cifar import load_cifar10
from course_lib.data.digits import load_mnist, load_uci_digits
from course_lib.data.images import Images
from course_lib.data.rendered import load_letters, load_textures
from course_lib.data.splits import Split, split

__all__ = [
    "Images",
    "Split",
    "load_cifar10",
    "load_letters",
    "load_mnist",
    "load_textures",
    "load_uci_digits",
    "split",
]
