#pragma once

/// Everything of Gradbox's engine.

#include "gradbox/autograd/anomaly.h"
#include "gradbox/autograd/autograd.h"
#include "gradbox/autograd/checkpoint.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/function.h"
#include "gradbox/autograd/functional.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/gradcheck.h"
#include "gradbox/autograd/node.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/base/optional.h"
#include "gradbox/base/warning.h"
#include "gradbox/ops/dropout.h"
#include "gradbox/ops/tensor_index.h"
#include "gradbox/optim/adam.h"
#include "gradbox/optim/sgd.h"
#include "gradbox/tensor/print.h"
#include "gradbox/tensor/tensor.h"
