"""Where training reads from and writes to. Nothing here is copied into the repository but weights and figures."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("TYNYS_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
CXR = SHARED_DATA / "cxr"
BACKBONE = SHARED_DATA / "backbone" / "mobilenet_v2_1.0_224_imagenet.onnx"
DICOM = SHARED_DATA / "dicom"
MODELS = REPOSITORY / "models"
RESULTS = REPOSITORY / "training" / "results"
CACHE = Path(os.environ.get("TYNYS_TRAINING_CACHE", REPOSITORY / ".cache" / "training"))
