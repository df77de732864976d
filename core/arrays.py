"""Type aliases of arrays, as strings: importing this module does not import numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Array: TypeAlias = "npt.NDArray[np.float64]"
ArrayLike: TypeAlias = "npt.ArrayLike"
Indices: TypeAlias = "npt.NDArray[np.intp]"
Integers: TypeAlias = "npt.NDArray[np.int64]"
Mask: TypeAlias = "npt.NDArray[np.bool_]"
