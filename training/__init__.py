"""Training of the models that Tynys ships: from ../shared/data/cxr to models/*/model.onnx and card.json."""
