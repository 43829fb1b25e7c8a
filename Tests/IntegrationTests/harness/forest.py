"""XGBoost models made without XGBoost: random complete trees in the JSON that version 2 writes."""

import json
import random

from harness.rows import FEATURES

NO_PARENT = 2147483647


def _tree(index, depth, generator):
    """A complete binary tree in breadth-first order."""
    inner = 2**depth - 1
    nodes = 2 * inner + 1
    leaves = nodes - inner
    features = [generator.randrange(len(FEATURES)) for _ in range(inner)]
    conditions = [round(generator.uniform(0, 100), 3) for _ in range(inner)]
    weights = [round(generator.uniform(-1, 1), 5) for _ in range(leaves)]
    zeros = [0] * nodes
    return {
        "base_weights": [0.0] * inner + weights, "categories": [], "categories_nodes": [], "categories_segments": [],
        "categories_sizes": [], "default_left": [generator.randrange(2) for _ in range(inner)] + [0] * leaves,
        "id": index, "left_children": [2 * i + 1 for i in range(inner)] + [-1] * leaves,
        "loss_changes": [float(value) for value in zeros],
        "parents": [NO_PARENT] + [(i - 1) // 2 for i in range(1, nodes)],
        "right_children": [2 * i + 2 for i in range(inner)] + [-1] * leaves,
        "split_conditions": conditions + weights, "split_indices": features + [0] * leaves, "split_type": zeros,
        "sum_hessian": [1.0] * nodes,
        "tree_param": {"num_deleted": "0", "num_feature": str(len(FEATURES)), "num_nodes": str(nodes),
                       "size_leaf_vector": "1"}}


def _document(trees):
    return {
        "learner": {
            "attributes": {}, "feature_names": list(FEATURES), "feature_types": ["float"] * len(FEATURES),
            "gradient_booster": {
                "model": {
                    "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": str(len(trees))},
                    "iteration_indptr": list(range(len(trees) + 1)), "tree_info": [0] * len(trees), "trees": trees},
                "name": "gbtree"},
            "learner_model_param": {"base_score": "5E-1", "boost_from_average": "1", "num_class": "0",
                                    "num_feature": str(len(FEATURES)), "num_target": "1"},
            "objective": {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}}},
        "version": [2, 1, 4]}


def small(count, depth=4, seed=1):
    """The bytes of a model of a few trees."""
    generator = random.Random(seed)
    return json.dumps(_document([_tree(i, depth, generator) for i in range(count)])).encode()


def of_size(least_bytes, depth=6, different=200, seed=1):
    """The bytes of a model of at least that size: some different trees, again and again."""
    generator = random.Random(seed)
    pattern = [json.dumps(_tree(i, depth, generator), separators=(",", ":")) for i in range(different)]
    repeats = least_bytes // sum(map(len, pattern)) + 1
    count = different * repeats
    frame = json.dumps(_document([]), separators=(",", ":"))
    frame = frame.replace('"num_trees":"0"', f'"num_trees":"{count}"')
    frame = frame.replace('"iteration_indptr":[0]', '"iteration_indptr":' + json.dumps(list(range(count + 1))))
    frame = frame.replace('"tree_info":[]', '"tree_info":' + json.dumps([0] * count))
    trees = (text.replace(f'"id":{i}', f'"id":{round_ * different + i}', 1)
             for round_ in range(repeats) for i, text in enumerate(pattern))
    return frame.replace('"trees":[]', '"trees":[' + ",".join(trees) + "]").encode()
