"""Reads a training set as somebody else would: pydicom, numpy, zlib and the formats' own documents; none of our code.

Prints one JSON object of counts; fails loudly at the first value that is not the DICOM's.
"""

import csv
import gzip
import hashlib
import json
import pathlib
import struct
import sys
import zlib

import numpy
import pydicom


def read_png(path):
    """Grey PNG of 8 or 16 bits (RFC 2083), with all five filters."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0]
        if kind == b"IHDR":
            width, height, bits, colour = struct.unpack(">IIBB", body[:10])
            assert colour == 0
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    raw = zlib.decompress(packed)
    step = bits // 8
    stride = width * step
    previous = bytearray(stride)
    rows = []
    for row in range(height):
        kind = raw[row * (stride + 1)]
        line = bytearray(raw[row * (stride + 1) + 1 : (row + 1) * (stride + 1)])
        for x in range(stride):
            a = line[x - step] if x >= step else 0
            b = previous[x]
            c = previous[x - step] if x >= step else 0
            if kind == 1:
                line[x] = (line[x] + a) & 255
            elif kind == 2:
                line[x] = (line[x] + b) & 255
            elif kind == 3:
                line[x] = (line[x] + (a + b) // 2) & 255
            elif kind == 4:
                p = a + b - c
                nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                line[x] = (line[x] + nearest) & 255
        rows.append(bytes(line))
        previous = line
    return numpy.frombuffer(b"".join(rows), ">u2" if bits == 16 else "u1").reshape(height, width)


def displayed(dataset, center, width):
    """PS3.3 C.11.2.1.2.1, 0 to 255."""
    values = dataset.pixel_array * float(dataset.get("RescaleSlope", 1)) + float(dataset.get("RescaleIntercept", 0))
    grey = numpy.clip((values - (center - 0.5)) / (width - 1) + 0.5, 0, 1)
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        grey = 1 - grey
    return grey * 255


def read_nifti(path):
    """NIfTI-1 by nifti1.h: voxels by (column, row, slice) and the affine to RAS millimetres."""
    data = gzip.decompress(path.read_bytes())
    assert struct.unpack("<i", data[:4])[0] == 348 and data[344:348] == b"n+1\0"
    dim = struct.unpack("<8h", data[40:56])
    datatype, bitpix = struct.unpack("<hh", data[70:74])
    assert (dim[0], datatype, bitpix) == (3, 4, 16)
    offset, slope, inter = struct.unpack("<fff", data[108:120])
    assert (slope, inter) == (1.0, 0.0) and data[123] == 2
    assert struct.unpack("<hh", data[252:256]) == (0, 1)
    affine = numpy.array(struct.unpack("<12f", data[280:328])).reshape(3, 4)
    voxels = numpy.frombuffer(data[int(offset) :], "<i2").reshape(dim[3], dim[2], dim[1]).transpose(2, 1, 0)
    return voxels, affine


def main(root):
    counts = {"png8": 0, "png16": 0, "volumes": 0, "boxes": 0, "labels": 0, "manifest": 0}
    for line in (root / "manifest.sha256").read_text().splitlines():
        digest, path = line.split("  ", 1)
        assert hashlib.sha256((root / path).read_bytes()).hexdigest() == digest, path
        counts["manifest"] += 1
    listed = {line.split("  ", 1)[1] for line in (root / "manifest.sha256").read_text().splitlines()}
    there = {str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and ".tynys" not in p.parts}
    assert there == listed | {"manifest.sha256"}, there ^ listed

    patients, images, series = {}, {}, {}
    for table in sorted(root.glob("data/*/metadata.csv")):
        split = table.parent.name
        for row in csv.DictReader(table.open(newline="")):
            assert row["split"] == split
            assert patients.setdefault(row["PatientID"], split) == split
            dataset = pydicom.dcmread(root / row["dicom"])
            assert dataset.PatientIdentityRemoved == "YES"
            assert (dataset.SOPInstanceUID, dataset.PatientID) == (row["SOPInstanceUID"], row["PatientID"])
            images[row["SOPInstanceUID"]] = (dataset, split, row)
            if row["Modality"] == "CT":
                series.setdefault(row["SeriesInstanceUID"], []).append(dataset)
            if not row["png_bits"]:
                continue
            pixels = read_png(table.parent / row["file_name"])
            if row["png_bits"] == "16":
                assert (pixels == dataset.pixel_array.astype(int) + int(row["png_offset"])).all()
                counts["png16"] += 1
            else:
                wanted = displayed(dataset, float(row["window_center"]), float(row["window_width"]))
                assert numpy.abs(pixels - wanted).max() <= 0.501, numpy.abs(pixels - wanted).max()
                counts["png8"] += 1

    for path in root.glob("nifti/*/*.nii.gz"):
        voxels, affine = read_nifti(path)
        for dataset in series[path.name[: -len(".nii.gz")]]:
            hounsfield = dataset.pixel_array.astype(int) * int(dataset.RescaleSlope) + int(dataset.RescaleIntercept)
            # Where DICOM puts the corner voxels of this slice (C.7.6.2.1-1), LPS to RAS.
            across = numpy.array(dataset.ImageOrientationPatient[:3], float) * float(dataset.PixelSpacing[1])
            down = numpy.array(dataset.ImageOrientationPatient[3:], float) * float(dataset.PixelSpacing[0])
            first = numpy.array(dataset.ImagePositionPatient, float)
            k = [
                k
                for k in range(voxels.shape[2])
                if numpy.abs(affine @ [0, 0, k, 1] - first * [-1, -1, 1]).max() < 1e-2
            ]
            assert len(k) == 1, path
            assert (voxels[:, :, k[0]] == hounsfield.T).all()
            corner = (first + across * (voxels.shape[0] - 1) + down * (voxels.shape[1] - 1)) * [-1, -1, 1]
            placed = affine @ [voxels.shape[0] - 1, voxels.shape[1] - 1, k[0], 1]
            assert numpy.abs(placed - corner).max() < 1e-2
        counts["volumes"] += 1

    for path in root.glob("annotations/*.coco.json"):
        coco = json.loads(path.read_text())
        names = {one["id"]: one["name"] for one in coco["categories"]}
        files = {one["id"]: one for one in coco["images"]}
        for one in coco["annotations"]:
            image = files[one["image_id"]]
            dataset, split, _ = images[image["SOPInstanceUID"]]
            assert path.name == f"{split}.coco.json" and (root / image["file_name"]).exists()
            assert (image["width"], image["height"]) == (dataset.Columns, dataset.Rows)
            assert names[one["category_id"]] == "Pneumothorax" and one["attributes"]["voice"] == "reader"
            assert numpy.allclose(one["bbox"], [12, 10, 18, 10], atol=0.01), one["bbox"]
            counts["boxes"] += 1

    for row in csv.DictReader((root / "labels.csv").open(newline="")):
        assert row["SOPInstanceUID"] in images and row["voice"] in ("reader", "model")
        counts["labels"] += 1
    counts["patients"] = patients
    print(json.dumps(counts))


main(pathlib.Path(sys.argv[1]))
