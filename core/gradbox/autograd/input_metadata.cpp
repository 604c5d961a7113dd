#include "gradbox/autograd/input_metadata.h"

namespace gradbox::autograd {

Tensor InputMetadata::zeros() const { return gradbox::zeros(shape, dtype); }

}  // namespace gradbox::autograd
