"""Values as bytes, without pickle: what is not on the list does not cross, and no code runs.

Both ways the *exact* type counts. Of anything else only the name of its type crosses, and arrives
as a marker whose type has that name, so that a check says of it what it says at home: "A matrix
came back". Sizes are looked at before anything is allocated.

One byte of kind, then what belongs to it; numbers are big-endian, lengths of four bytes.
"""

from course_lib.grading.jail.decode import Foreign, decode
from course_lib.grading.jail.encode import encode
from course_lib.grading.jail.wire import CodecError

__all__ = ["CodecError", "Foreign", "decode", "encode"]
