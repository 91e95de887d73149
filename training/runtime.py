"""How PyTorch runs here: two threads, fixed seeds, and memory that is kept instead of given back.

Without the malloc settings every large tensor is mapped afresh and its pages are faulted in one by one, which
made the early layers of MobileNetV2 twenty times slower than their arithmetic on the machine this was built on.
"""

import os
import sys
import time
from contextlib import contextmanager
from collections.abc import Iterator

_MALLOC = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "OMP_WAIT_POLICY": "passive",
}


def start(module: str, seed: int = 20) -> None:
    """Call first in a script's main: restarts Python once with the settings that glibc reads only at start."""
    if any(os.environ.get(name) != value for name, value in _MALLOC.items()):
        os.environ.update(_MALLOC)
        os.execv(sys.executable, [sys.executable, "-u", "-m", module, *sys.argv[1:]])
    import numpy
    import torch

    torch.set_num_threads(2)
    torch.manual_seed(seed)
    numpy.random.seed(seed)


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)
