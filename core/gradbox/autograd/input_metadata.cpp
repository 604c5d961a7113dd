#include "gradbox/autograd/input_metadata.h"

namespace gradbox::autograd {

Tensor InputMetadata::zeros() const { return gradbox::zeros(shape_, dtype_); }

}  // namespace gradbox::autograd
