"""Reads the weights out of a DIET model that Rasa has just trained: the only place that touches TensorFlow.

Names of the layers are Rasa 3.6's. What the numpy network cannot compute is refused by `unsupported`
before an hour of training is spent on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from assistant.nlu.diet_network import Dense, DietNetwork, Encoder, Floats, Input, Layer, Norm

NEEDED: Mapping[str, Any] = {
    "entity_recognition": False,
    "intent_classification": True,
    "use_masked_language_model": False,
    "unidirectional_encoder": False,
    "use_key_relative_attention": False,
    "use_value_relative_attention": False,
    "share_hidden_layers": False,
    "model_confidence": "softmax",
    "renormalize_confidences": False,
}
"""Options of DIET that must have these values."""


def unsupported(config: Mapping[str, Any]) -> list[str]:
    """What of a complete DIET configuration the network cannot do, in words; empty if nothing."""
    wrong = [f"{key} must be {value}" for key, value in NEEDED.items() if config[key] != value]
    if config["similarity_type"] not in ("auto", "inner") or config["loss_type"] != "cross_entropy":
        wrong.append("similarity_type must be auto or inner, with loss_type cross_entropy")
    if config["hidden_layers_sizes"]["text"]:
        wrong.append("hidden_layers_sizes of text must be empty")
    return wrong


def network_of(model: Any, labels: Mapping[int, str]) -> DietNetwork:
    """The trained `rasa.nlu.classifiers.diet_classifier.DIET` as a numpy network."""
    model.prepare_for_predict()
    body = model._tf_layers["sequence_layer.text"]._tf_layers
    return DietNetwork(
        labels=tuple(labels[i] for i in range(len(labels))),
        sentence=_input(body["feature_combining"], "sentence"),
        encoder=_encoder(body, model.config) if model.config["number_of_transformer_layers"] else None,
        text=_dense(model._tf_layers["embed.text"]._dense),
        label_embeddings=_array(model.all_labels_embed),
    )


def _encoder(body: Mapping[str, Any], config: Mapping[str, Any]) -> Encoder:
    transformer = body["transformer"]
    return Encoder(
        config["number_of_attention_heads"],
        _input(body["feature_combining"], "sequence"),
        _dense(transformer._embedding),
        tuple(_layer(layer) for layer in transformer._enc_layers),
        _norm(transformer._layer_norm),
    )


def _array(tensor: Any) -> Floats:
    return np.ascontiguousarray(tensor.numpy(), dtype=np.float32)


def _dense(layer: Any) -> Dense:
    kernel = _array(layer.kernel)
    # A `RandomlyConnectedDense` multiplies its kernel by a fixed mask on every call: here once and for all.
    mask = getattr(layer, "kernel_mask", None)
    if mask is not None:
        kernel = kernel * _array(mask)
    bias = _array(layer.bias) if layer.use_bias else np.zeros(kernel.shape[1], dtype=np.float32)
    return Dense(kernel, bias)


def _norm(layer: Any) -> Norm:
    return Norm(_array(layer.gamma), _array(layer.beta))


def _input(combining: Any, kind: str) -> Input:
    layers = combining._tf_layers
    sparse = layers[f"sparse_dense.{kind}"]._tf_layers.get("sparse_to_dense")
    unify = layers.get(f"unify_dims_before_seq_sent_concat.{kind}")
    return Input(
        None if sparse is None else _dense(sparse), None if unify is None else _dense(unify._ffn_layers[0])
    )


def _layer(layer: Any) -> Layer:
    attention = layer._mha
    before_filter, widen, _, narrow, _ = layer._ffn_layers
    return Layer(
        _norm(layer._layer_norm),
        _dense(attention._query_dense_layer),
        _dense(attention._key_dense_layer),
        _dense(attention._value_dense_layer),
        _dense(attention._output_dense_layer),
        _norm(before_filter),
        _dense(widen),
        _dense(narrow),
    )
