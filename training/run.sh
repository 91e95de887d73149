#!/bin/sh
# Rebuilds every shipped model from ../shared/data with fixed seeds. Needs Debian's python3-torch, python3-torchvision,
# python3-onnx, python3-scipy, python3-sklearn and, for the gate's test on DICOM files, python3-pydicom.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3}
cache=${TYNYS_TRAINING_CACHE:-.cache/training}
rm -rf "$cache"
mkdir -p "$cache" training/results
for step in train_gate train_thorax train_findings train_covid package fixtures; do
  begun=$(date +%s)
  nice -n 19 "$python" -m "training.$step"
  echo "$step: $(($(date +%s) - begun)) s"
done
npx biome check --write training/results training/fixtures models/thorax models/findings models/covid models/gate
