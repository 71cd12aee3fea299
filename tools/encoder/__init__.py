"""Encoders for `assistant.nlu.encoder_featurizer`: exports those of others, trains a small one of our own.

Needs `torch`, `transformers`, `tokenizers`, `onnx` and `onnxruntime`, none of which the assistant's own
lock holds for this purpose: see `docs/encoder.md` for an environment. Nothing here runs with the assistant.
"""
