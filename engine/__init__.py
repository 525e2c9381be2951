"""The engine: everything Recoil knows and does, without a window."""

import os

# numpy and OpenCV each bring an OpenBLAS whose threads, one per core, wait for work by spinning:
# half of what a short command takes. Nothing here multiplies matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# pydantic would search every installed package for plugins; nobody here wants one.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
