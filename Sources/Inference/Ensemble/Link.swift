/// What turns a row's margins (sums of leaves) into the prediction that the training library's `predict` answers.
public enum Link: Sendable, Equatable {
    /// The margins themselves.
    case identity
    /// `1 / (1 + exp(-scale * margin))`, each output on its own.
    case sigmoid(scale: Double)
    /// Probabilities over the outputs that sum to one.
    case softmax
    /// The index of the greatest margin, the first of equals (XGBoost `multi:softmax`).
    case argmax
    /// `exp(margin)`.
    case exponential
    /// 1 where the margin is positive, else 0 (XGBoost `binary:hinge`).
    case step
    /// `sign(margin) * margin * margin` (LightGBM `reg_sqrt`).
    case signedSquare
    /// `log1p(exp(margin))` (LightGBM `cross_entropy_lambda`).
    case log1pExp
}
