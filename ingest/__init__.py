"""From raw files to a searchable index: read, clean, split, embed, store."""

import os

# onnxruntime (Chroma's, the encoder's, the reader's) looks up its maker's host unless told not to before it
# loads, and this package is imported before any of them. Nothing leaves the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
